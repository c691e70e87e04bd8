"""Who keeps volunteers, and who answers for one: themselves, and the staff where they live."""

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places.models import Community
from marketplace.places.queries import covers
from marketplace.volunteers.models import Volunteer

KEEPING = (
    Role.COMMUNITY_STAFF,
    Role.SUBDISTRICT_OFFICER,
    Role.DISPATCHER,
    Role.BUREAU_OFFICER,
)
SEEING = (Role.STEWARD, *KEEPING)


def may_see(user: User, volunteer: Volunteer) -> bool:
    return is_self(user, volunteer) or covers(user, SEEING, volunteer.community)


def may_register(user: User, community: Community, *, for_self: bool) -> bool:
    """Everybody may offer their own help; staff enter others."""
    return for_self or covers(user, KEEPING, community)


def may_vet(user: User, volunteer: Volunteer) -> bool:
    """Confirm insurance, background and qualifications: never one's own."""
    return not is_self(user, volunteer) and covers(user, KEEPING, volunteer.community)


def may_manage(user: User, volunteer: Volunteer) -> bool:
    """Set places, pause, resume, leave."""
    return is_self(user, volunteer) or covers(user, KEEPING, volunteer.community)


def may_answer_for(user: User, volunteer: Volunteer) -> bool:
    """Accept or decline: the volunteer; a dispatcher for who has no account."""
    if volunteer.user_id is not None:
        return is_self(user, volunteer)
    return covers(user, (Role.DISPATCHER,), volunteer.community)


def is_self(user: User, volunteer: Volunteer) -> bool:
    return volunteer.user_id is not None and volunteer.user_id == user.pk
