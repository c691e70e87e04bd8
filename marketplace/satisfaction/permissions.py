from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.needs import permissions as needs
from marketplace.needs.models import Need
from marketplace.places import queries as places
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.permissions import NEAR_STAFF

ASKING = (*NEAR_STAFF, Role.EVALUATOR, Role.BUREAU_OFFICER)
ANSWERING = (Role.SUBDISTRICT_OFFICER, Role.DISPATCHER, Role.BUREAU_OFFICER)

# `None` is the resident, by link or code: the caller has checked that.


def may_hear(user: User | None, order: WorkOrder) -> bool:
    """Ask how it was; whether they did the work themselves is a rule of its own."""
    return user is None or places.covers(user, ASKING, order.need.community)


def may_complain(user: User | None, need: Need) -> bool:
    return user is None or needs.may_see(user, need)


def may_answer(user: User, need: Need) -> bool:
    return places.covers(user, ANSWERING, need.community)
