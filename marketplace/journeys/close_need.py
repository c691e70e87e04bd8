from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.errors import RuleBroken
from marketplace.needs import actions as needs
from marketplace.needs.models import Need
from marketplace.satisfaction.queries import is_heard
from marketplace.workorders import actions as workorders
from marketplace.workorders.queries import order_of


@transaction.atomic
def close_need(
    need: Need, *, outcome: str, unheard_because: str = "", by: User, at: datetime
) -> Need:
    """The end, with an outcome: the work is confirmed and the resident was asked how it was.

    `unheard_because` says why there is no verdict, where the resident could not be asked.
    """
    order = order_of(need)
    if order is not None:
        if not is_heard(order) and not unheard_because.strip():
            raise RuleBroken(
                "not_heard",
                _("Ask the resident how it was first, or say why that is not possible."),
                fields={"unheard_because": _("Please fill this in.")},
            )
        workorders.close_order(order, reason=unheard_because, by=by, at=at)
    return needs.close_need(need, outcome=outcome, by=by, at=at)
