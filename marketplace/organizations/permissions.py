"""Who vets organizations, and who acts for one.

The bureau vets; a manager runs their own organization; a worker only works for it.
"""

from django.db.models import QuerySet

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.organizations.choices import MembershipRole, OrganizationState
from marketplace.organizations.models import Membership, Organization
from marketplace.places.models import Community
from marketplace.places.queries import covers

VETTING = (Role.BUREAU_OFFICER,)
SEEING_ALL = (Role.BUREAU_OFFICER, Role.DISPATCHER, Role.EVALUATOR)
SEEING_THE_SHELF = (
    Role.STEWARD,
    Role.COMMUNITY_STAFF,
    Role.SUBDISTRICT_OFFICER,
    Role.HOTLINE_OPERATOR,
)


def may_register(user: User, community: Community) -> bool:
    """Enter an organization that has its seat in this community."""
    return covers(user, VETTING, community)


def may_vet(user: User, organization: Organization) -> bool:
    """List, admit, suspend, resume, remove; check licences and put services on the shelf."""
    return covers(user, VETTING, organization.community)


def may_manage(user: User, organization: Organization) -> bool:
    """Keep its people and services: its managers, and the bureau."""
    return is_manager(user, organization) or may_vet(user, organization)


def may_let_in(user: User, organization: Organization) -> bool:
    """Say who signs in for it: its managers. The bureau names the first one and nobody after that: whoever signs in
    for a bidder reads its sealed bids."""
    if is_manager(user, organization):
        return True
    return may_vet(user, organization) and not has_manager(organization)


def may_answer_for(user: User, organization: Organization) -> bool:
    """Accept or decline what it is offered: its managers alone, while it is not removed."""
    return organization.state != OrganizationState.REMOVED and is_manager(user, organization)


def may_work_for(user: User, organization: Organization) -> bool:
    """Check in and out at visits: any of its people."""
    return is_member(user, organization)


def is_manager(user: User, organization: Organization) -> bool:
    return _members(user, organization).filter(role=MembershipRole.MANAGER).exists()


def has_manager(organization: Organization) -> bool:
    managers = Membership.objects.filter(organization=organization, role=MembershipRole.MANAGER)
    return managers.exists()


def is_member(user: User, organization: Organization) -> bool:
    return _members(user, organization).exists()


def _members(user: User, organization: Organization) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, organization=organization, user__is_active=True)
