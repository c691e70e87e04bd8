from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.organizations.choices import OrganizationState
from marketplace.organizations.models import Organization
from marketplace.organizations.permissions import may_answer_for
from marketplace.places.models import Community
from marketplace.places.queries import covers
from marketplace.wishes.models import MicroWish

WISHING = (Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER)
CHECKING = (Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER)
WATCHING = (*WISHING, Role.BUREAU_OFFICER)
NOT_GIVING = (OrganizationState.SUSPENDED, OrganizationState.REMOVED)


def may_wish(user: User, community: Community) -> bool:
    """Write down a wish of somebody who lives there, hand over what was brought, write down the thanks."""
    return covers(user, WISHING, community)


def may_check(user: User, wish: MicroWish) -> bool:
    """Put it on the board or not: somebody else than who wrote it down."""
    return user.pk != wish.posted_by_id and covers(user, CHECKING, wish.community)


def may_give_for(user: User, organization: Organization) -> bool:
    """Promise a thing in its name: its managers, while it is in good standing."""
    return organization.state not in NOT_GIVING and may_answer_for(user, organization)
