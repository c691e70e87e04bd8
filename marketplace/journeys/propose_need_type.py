from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue import actions as catalogue
from marketplace.catalogue.models import NeedTypeProposal, ServiceLevel, TargetGroup
from marketplace.households.showing import tells_of
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_triage


@transaction.atomic
def propose_need_type(
    need: Need,
    *,
    text: str,
    group: TargetGroup | None = None,
    level: ServiceLevel | None = None,
    by: User,
    at: datetime,
) -> NeedTypeProposal:
    """A need that is on no list is proposed for it, in words that tell nobody whose it is.

    The need itself waits on: it is judged when the list has an answer.
    """
    if not may_triage(by, need):
        raise NotAllowed("not_allowed", _("Your role does not allow this step for this community."))
    if need.need_type_id is not None:
        raise RuleBroken("on_the_list", _("This need is on the list already."))
    if tells_of(text, need.resident):
        message = _("Please describe the service only: everybody reads this list.")
        raise Malformed("personal_data", message, field="text")
    proposal = catalogue.propose_need_type(text, group=group, level=level, by=by, at=at)
    record("propose_need_type", need, by=by, at=at, changes={"proposal": proposal.pk})
    return proposal
