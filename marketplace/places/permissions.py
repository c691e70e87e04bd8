"""Who may change the map and who is posted on it."""

from django.db.models import Q, QuerySet

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


def postings_kept_by(user: User) -> QuerySet[Posting]:
    """Those, of any day, that `user` gives and ends."""
    kept = Q(pk__in=[])
    for held in postings_of(user):
        if held.role == Role.BUREAU_OFFICER:
            kept |= Q(district=held.district_id)
        elif held.role == Role.SUBDISTRICT_OFFICER:
            kept |= Q(subdistrict=held.subdistrict_id, role__in=POSTED_BY_SUBDISTRICT)
    return Posting.objects.filter(kept)


def may_renew_password_of(user: User, person: User) -> bool:
    """Only who gave somebody all that they hold: a password opens every desk of a person."""
    held = postings_of(person)
    return (
        bool(held)
        and not person.is_superuser
        and all(may_end_posting(user, posting) for posting in held)
    )


def may_load_divisions(user: User) -> bool:
    """Whole districts come and go with the installation, not with a desk."""
    return user.is_active and user.is_superuser
