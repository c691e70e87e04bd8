from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.needs.models import Need
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.models import Membership
from marketplace.places import queries as places
from marketplace.workorders.lifecycle import HELD
from marketplace.workorders.models import Offer, Visit, WorkOrder

NEAR_STAFF = (
    Role.STEWARD,
    Role.COMMUNITY_STAFF,
    Role.SUBDISTRICT_OFFICER,
    Role.HOTLINE_OPERATOR,
    Role.DISPATCHER,
)

# `None` is time itself, or a resident who came by their code: the caller has checked that.


def may_open_order(user: User | None, need: Need) -> bool:
    """Staff near the resident: that the need was approved, and by whom, is judged before."""
    return user is None or places.covers(user, NEAR_STAFF, need.community)


def may_dispatch(user: User | None, order: WorkOrder) -> bool:
    return user is None or places.covers(user, [Role.DISPATCHER], order.need.community)


def may_answer(user: User, offer: Offer) -> bool:
    """A manager of the organization, or the volunteer; a dispatcher for volunteers without an account."""
    if offer.service_id:
        return _is_member(user, offer, [MembershipRole.MANAGER])
    return _speaks_for_volunteer(user, offer)


def may_work(user: User, order: WorkOrder) -> bool:
    """Whoever holds the order: any member of the organization, or the volunteer."""
    offer = order.offers.filter(state__in=HELD).select_related("service", "volunteer").first()
    if offer is None:
        return False
    if offer.service_id:
        return _is_member(user, offer, list(MembershipRole))
    return _speaks_for_volunteer(user, offer)


def may_visit(user: User, visit: Visit) -> bool:
    return may_work(user, visit.work_order)


def is_performer(user: User | None, order: WorkOrder) -> bool:
    """Does this person belong to whoever did the work?"""
    offer = order.offers.filter(state__in=HELD).select_related("service", "volunteer").first()
    if user is None or offer is None:
        return False
    if offer.service_id:
        return _is_member(user, offer, list(MembershipRole))
    return offer.volunteer.user_id == user.pk


def may_confirm(user: User | None, order: WorkOrder) -> bool:
    """The resident, or staff near them; never the performer."""
    if user is None:
        return True
    return places.covers(user, NEAR_STAFF, order.need.community) and not is_performer(user, order)


def may_end(user: User | None, order: WorkOrder) -> bool:
    """Close, cancel or fail an order."""
    return user is None or places.covers(user, NEAR_STAFF, order.need.community)


def _is_member(user: User, offer: Offer, roles: list[str]) -> bool:
    return Membership.objects.filter(
        user=user, organization_id=offer.service.organization_id, role__in=roles
    ).exists()


def _speaks_for_volunteer(user: User, offer: Offer) -> bool:
    if offer.volunteer.user_id:
        return offer.volunteer.user_id == user.pk
    return may_dispatch(user, offer.work_order)
