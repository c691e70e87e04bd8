from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.kernel.errors import RuleBroken
from marketplace.needs import actions as needs
from marketplace.needs.choices import Outcome
from marketplace.needs.models import Need
from marketplace.workorders import actions as workorders
from marketplace.workorders.queries import order_of


@transaction.atomic
def withdraw_need(
    need: Need, *, reason: str, outcome: str = Outcome.WITHDRAWN, by: User | None, at: datetime
) -> Need:
    """The resident does not want it any more, or died or moved away: the order is cancelled and its
    provider set free. `by=None`: the resident, by their code."""
    order = order_of(need)
    if order is not None:
        workorders.cancel_order(order, reason=reason, by=by, at=at)
    need = needs.withdraw_need(need, reason=reason, outcome=outcome, by=by, at=at)
    if order_of(need) is not None:
        # Opened while this waited for its turn: from here on no other can be.
        raise RuleBroken(
            "changed_meanwhile",
            _("Somebody has just approved this. Please look at it again and then decide."),
        )
    return need
