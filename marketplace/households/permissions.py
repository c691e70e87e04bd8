"""Who may do what with residents. A role counts where its posting's place holds the community."""

from collections.abc import Collection

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.households.choices import PersonalField
from marketplace.households.models import Resident
from marketplace.households.showing import REVEALABLE
from marketplace.places.models import Community
from marketplace.places.queries import covers

KNOWS_PEOPLE = (Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER)
TAKES_REQUESTS = (*KNOWS_PEOPLE, Role.HOTLINE_OPERATOR)
SEES_PEOPLE = (*TAKES_REQUESTS, Role.DISPATCHER, Role.BUREAU_OFFICER)
ERASES = (Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER)


def may_see(user: User, resident: Resident) -> bool:
    """Whether `user` may learn at all that there is this resident."""
    return not resident.erased_at and covers(user, SEES_PEOPLE, _community(resident))


def may_register(user: User, community: Community) -> bool:
    return covers(user, TAKES_REQUESTS, community)


def may_record_consent(user: User, resident: Resident) -> bool:
    return covers(user, TAKES_REQUESTS, _community(resident))


def may_withdraw_consent(user: User, resident: Resident) -> bool:
    """Whoever may take down a consent: taking it back must be as easy as giving it."""
    return may_record_consent(user, resident)


def may_amend(user: User, resident: Resident) -> bool:
    """Only who sees the data plainly can mend them."""
    return covers(user, KNOWS_PEOPLE, _community(resident))


def may_amend_household(user: User, community: Community) -> bool:
    return covers(user, KNOWS_PEOPLE, community)


def may_reveal(
    user: User, resident: Resident, fields: Collection[PersonalField] = (PersonalField.NAME,)
) -> bool:
    """Whether one and the same role of `user` may have all of `fields` revealed."""
    roles = [role for role, revealable in REVEALABLE.items() if revealable.issuperset(fields)]
    return covers(user, roles, _community(resident))


def may_erase(user: User, resident: Resident) -> bool:
    return covers(user, ERASES, _community(resident))


def _community(resident: Resident) -> Community:
    return resident.household.community
