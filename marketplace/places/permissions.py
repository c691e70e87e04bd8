"""Who may change the map and who is posted on it."""

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places.models import Community, District, Posting, Subdistrict
from marketplace.places.queries import postings_of

# A subdistrict posts the people who walk its communities; everybody else is posted by the bureau.
POSTED_BY_SUBDISTRICT = (Role.STEWARD, Role.COMMUNITY_STAFF)


def may_post(user: User, role: str, place: District | Subdistrict | Community) -> bool:
    if not user.is_active:
        return False
    return user.is_superuser or any(
        place.pk.startswith(posting.place_code)
        and (
            posting.role == Role.BUREAU_OFFICER
            or (posting.role == Role.SUBDISTRICT_OFFICER and role in POSTED_BY_SUBDISTRICT)
        )
        for posting in postings_of(user)
    )


def may_end_posting(user: User, posting: Posting) -> bool:
    """Who may give a posting may end it; nobody ends their own, which would leave a desk empty."""
    return user.pk != posting.user_id and may_post(user, posting.role, posting.place)


def may_load_divisions(user: User) -> bool:
    """Whole districts come and go with the installation, not with a desk."""
    return user.is_active and user.is_superuser
