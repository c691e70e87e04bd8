from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.households import actions as households
from marketplace.households.choices import Purpose
from marketplace.households.queries import consents_in_force
from marketplace.needs import actions as needs
from marketplace.needs.models import Need


@transaction.atomic
def complete_papers(need: Need, *, basis: str = "", by: User, at: datetime) -> Need:
    """Help came first, the papers follow: the consent is recorded on `basis`, and the need carries it.

    Without a `basis` the consent must be in force already.
    """
    if basis:
        consent = households.record_consent(
            need.resident, purpose=Purpose.SERVICE, basis=basis, by=by, at=at
        )
    else:
        consent = consents_in_force(need.resident).filter(purpose=Purpose.SERVICE).first()
    return needs.complete_papers(need, consent=consent, by=by, at=at)
