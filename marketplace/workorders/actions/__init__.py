"""What can be done with work orders, offers and visits: a file for each noun.

Every action locks the order and its need first, so that whatever happens to one order happens in a row.
It returns the thing as it now stands.
"""

from marketplace.workorders.actions.charging import charge_order
from marketplace.workorders.actions.erasing import drop_photos_of_the_erased, erase_words
from marketplace.workorders.actions.locks import lock_order
from marketplace.workorders.actions.offers import (
    OVERTAKEN,
    accept_offer,
    decline_offer,
    lapse_offer,
    make_offer,
    make_offers,
    make_way,
    recall_offer,
    release_offer,
    return_offer,
    take_up_order,
)
from marketplace.workorders.actions.orders import (
    cancel_order,
    close_order,
    confirm_order,
    deliver_order,
    dispute_order,
    fail_order,
    open_order,
)
from marketplace.workorders.actions.photos import add_photo
from marketplace.workorders.actions.plans import (
    cancel_visit,
    move_visit,
    plan_series,
    plan_visits,
    prolong_series,
)
from marketplace.workorders.actions.standing import Ask, ensure_in_standing, unable_among
from marketplace.workorders.actions.visits import check_in, check_out, miss_visit, report_incident

__all__ = [
    "OVERTAKEN",
    "Ask",
    "accept_offer",
    "add_photo",
    "cancel_order",
    "cancel_visit",
    "charge_order",
    "check_in",
    "check_out",
    "close_order",
    "confirm_order",
    "decline_offer",
    "deliver_order",
    "dispute_order",
    "drop_photos_of_the_erased",
    "ensure_in_standing",
    "erase_words",
    "fail_order",
    "lapse_offer",
    "lock_order",
    "make_offer",
    "make_offers",
    "make_way",
    "miss_visit",
    "move_visit",
    "open_order",
    "plan_series",
    "plan_visits",
    "prolong_series",
    "recall_offer",
    "release_offer",
    "report_incident",
    "return_offer",
    "take_up_order",
    "unable_among",
]
