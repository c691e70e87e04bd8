"""Who is posted where, and what lies around a community.

A district is of code `320113`, its subdistricts of `320113…`, their communities of `320113……`: the
database holds that, so containment needs no query.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Case, Min, Q, QuerySet, Value, When
from django.utils import timezone

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places.maps import DistrictMap, draw_map
from marketplace.places.models import Community, District, Posting

# Who a need of a community falls to when nobody else has it, the first that there is.
OWNERS = (
    Role.STEWARD,
    Role.COMMUNITY_STAFF,
    Role.SUBDISTRICT_OFFICER,
    Role.DISPATCHER,
    Role.BUREAU_OFFICER,
)


def in_force(on: date, prefix: str = "") -> Q:
    """Postings that are held on that day; `prefix` leads to them from another model."""
    return Q(**{f"{prefix}from_on__lte": on}) & (
        Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gt": on})
    )


def postings_of(user: User) -> list[Posting]:
    """What `user` holds today. Asked once for each instance, which lives as long as a request."""
    if not user.is_authenticated:
        return []
    held: list[Posting] | None = user.__dict__.get("_postings")
    if held is None:
        held = list(
            Posting.objects.filter(in_force(timezone.localdate()), user=user)
            .select_related("district", "subdistrict", "community")
            .order_by("id")
        )
        user.__dict__["_postings"] = held
    return held


def forget_postings(user: User) -> None:
    """Ask the database again next time: something was just changed for this instance."""
    user.__dict__.pop("_postings", None)


def officers_of(district: District) -> QuerySet[Posting, str]:
    """User names of the bureau's officers of today."""
    held = Posting.objects.filter(in_force(timezone.localdate()), role=Role.BUREAU_OFFICER)
    found = held.filter(district=district, user__is_active=True).order_by("id")
    return found.values_list("user__username", flat=True)


def stewards_of(district: District) -> int:
    """How many people walk its communities today."""
    held = Posting.objects.filter(in_force(timezone.localdate()), user__is_active=True)
    walking = held.filter(role__in=(Role.STEWARD, Role.COMMUNITY_STAFF), district=district)
    return walking.values("user").distinct().count()


def holds(user: User, *roles: str) -> bool:
    return any(posting.role in roles for posting in postings_of(user))


def districts_of(user: User, *roles: str) -> list[District]:
    """The districts in all of which `user` holds one of the roles; a posting to a part of one is none."""
    held = [posting for posting in postings_of(user) if posting.role in roles]
    return list({p.district_id: p.district for p in held if p.place_code == p.district_id}.values())


def covers(user: User, roles: Collection[str], community: Community) -> bool:
    """Whether `user` holds one of the roles at a place that the community lies in."""
    return any(
        posting.role in roles and community.pk.startswith(posting.place_code)
        for posting in postings_of(user)
    )


def communities_of(user: User, *roles: str) -> QuerySet[Community]:
    """The communities in which `user` holds one of the roles (any role, if none is named)."""
    codes = {p.place_code for p in postings_of(user) if not roles or p.role in roles}
    if not codes:
        return Community.objects.none()
    return Community.objects.filter(
        Q(pk__in=_of_length(12, codes))
        | Q(subdistrict__in=_of_length(9, codes))
        | Q(subdistrict__district__in=_of_length(6, codes))
    )


def staff_of(community: Community, *roles: str) -> QuerySet[User]:
    """Who has one of the roles (any, if none is named) over the community, nearest first."""
    here = Q(postings__community=community)
    above = Q(postings__community=None, postings__subdistrict=community.subdistrict_id)
    top = Q(postings__subdistrict=None, postings__district=community.district_code)
    held = in_force(timezone.localdate(), "postings__") & (here | above | top)
    if roles:
        held &= Q(postings__role__in=roles)
    nearness = Min(Case(When(here, then=Value(0)), When(above, then=Value(1)), default=Value(2)))
    return (
        User.objects.filter(held, is_active=True)
        .annotate(nearness=nearness)
        .order_by("nearness", "pk")
    )


def owner_for(community: Community, *, turn: int = 0) -> User | None:
    """Who makes the first contact with somebody who knows nobody. None only where nobody works.

    Several who are equally near take turns: hand in the resident's number, and the same resident
    always comes to the same person.
    """
    held = in_force(timezone.localdate()) & Q(role__in=OWNERS, user__is_active=True)
    near = (
        Q(community=community)
        | Q(community=None, subdistrict=community.subdistrict_id)
        | Q(subdistrict=None, district=community.district_code)
    )
    postings = Posting.objects.filter(held, near).select_related("user").order_by("user_id")
    ranked = [
        (OWNERS.index(posting.role), -len(posting.place_code), posting) for posting in postings
    ]
    if not ranked:
        return None
    best = min(rank[:2] for rank in ranked)
    equals = list(dict.fromkeys(posting.user for *rank, posting in ranked if tuple(rank) == best))
    return equals[turn % len(equals)]


def map_of(district: District) -> DistrictMap:
    """What the map of a district needs, in two queries."""
    subdistricts = list(district.subdistricts.all())
    communities = list(Community.objects.filter(subdistrict__district=district))
    return draw_map(district, subdistricts, communities)


def _of_length(length: int, codes: Iterable[str]) -> list[str]:
    return sorted(code for code in codes if len(code) == length)
