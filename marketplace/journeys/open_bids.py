from django.db import transaction

from marketplace.accounts.models import User
from marketplace.bids import actions as bids
from marketplace.bids.actions.opening import Result
from marketplace.bids.models import Opening
from marketplace.kernel.clock import moment_of_database
from marketplace.projects import actions as projects


@transaction.atomic
def open_bids(opening: Opening, *, share: str, by: User) -> list[Result]:
    """The second officer's share opens all that is due at once. Where too few bids came, the tender fails and
    they stay sealed for good; the others go to review.
    """
    results = bids.give_second_share(opening, share=share, by=by)
    at = moment_of_database()
    for result in results:
        step = "fail_tender" if result.failed else "open_bids"
        projects.mark_project(result.project, step, by=by, at=at)
    return results
