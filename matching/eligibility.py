"""Who may serve whom, and if not, why: one named function per reason.

Each function answers for one seeker and one provider and says ``True`` when it stands in the way.
This is the law; ``candidates`` only computes it faster, and the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from matching.model import Provider, Seeker
from matching.scoring import square_distance
from matching.weights import Rules


class Reason(StrEnum):
    """Why a provider is not a candidate, in the order in which a person would ask."""

    SERVICE = "service"
    NEED_TYPE = "need_type"
    QUALIFICATION = "qualification"
    GROUP = "group"
    LEVEL = "level"
    TWO_PERSONS = "two_persons"
    LANGUAGE = "language"
    SEX = "sex"
    TIME_WINDOW = "time_window"
    SUSPENDED = "suspended"
    LICENCE_EXPIRED = "licence_expired"
    BANNED = "banned"
    CONFLICT = "conflict"
    REFUSED_BEFORE = "refused_before"
    AREA = "area"
    DISTANCE = "distance"
    CAPACITY = "capacity"
    WEEK_FULL = "week_full"
    BELOW_THRESHOLD = "below_threshold"
    """Not a hard reason: the pair is dearer than ``Weights.threshold``, so it is never forced."""


def lacks_service(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The subcategory is not on offer."""
    return seeker.subcategory not in provider.subcategories


def lacks_need_type(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The provider names its need types, and this is not one."""
    return provider.need_types is not None and seeker.need_type not in provider.need_types


def lacks_qualification(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """Some requirement is met by none of the provider's qualifications."""
    return any(clause.isdisjoint(provider.qualifications) for clause in seeker.qualifications)


def serves_other_groups(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The provider serves none of the person's groups."""
    return seeker.all_groups.isdisjoint(provider.groups)


def serves_other_levels(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The provider does not serve this level."""
    return seeker.level not in provider.levels


def sends_too_few(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The service takes more people than the provider can send to one order."""
    return provider.helpers < seeker.helpers


def speaks_other_languages(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """A language was asked for that nobody it can send speaks."""
    return seeker.language is not None and seeker.language not in provider.languages


def sends_other_sex(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """A woman or a man was asked for, and it can send none."""
    return seeker.sex is not None and seeker.sex not in provider.sexes


def comes_at_other_times(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """There is no time of the week that suits both."""
    if seeker.windows is None or provider.windows is None:
        return False
    return seeker.windows.isdisjoint(provider.windows)


def is_suspended(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The provider is suspended."""
    return provider.suspended


def has_expired_licence(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The licence for the service has expired."""
    return provider.licence_expired


def is_banned(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The provider is under a bidding ban, and the bureau wants that to count here."""
    return rules.block_banned and provider.banned


def has_conflict(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The provider or its party has a conflict of interest with the person."""
    return provider.is_named_in(seeker.conflicts)


def was_asked_before(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The provider or its party declined, or let the offer lapse."""
    return provider.is_named_in(seeker.refused)


def is_out_of_area(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The place of service is not among those served: neither community nor subdistrict, or not
    the district."""
    if provider.districts is not None and seeker.district not in provider.districts:
        return True
    if provider.communities is None and provider.subdistricts is None:
        return False
    return seeker.community not in (provider.communities or ()) and seeker.subdistrict not in (
        provider.subdistricts or ()
    )


def is_too_far(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """The place of service lies outside the provider's radius (compared as exact squares)."""
    return provider.radius is not None and square_distance(seeker, provider) > provider.radius**2


def has_no_place(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """Every place is taken."""
    return provider.places < 1


def has_no_visit_left(seeker: Seeker, provider: Provider, rules: Rules) -> bool:
    """In some week, the visits wanted are more than it can still make."""
    return any(
        wanted > left for wanted, left in zip(seeker.visits, provider.visits or (), strict=False)
    )


HARD: dict[Reason, Callable[[Seeker, Provider, Rules], bool]] = {
    Reason.SERVICE: lacks_service,
    Reason.NEED_TYPE: lacks_need_type,
    Reason.QUALIFICATION: lacks_qualification,
    Reason.GROUP: serves_other_groups,
    Reason.LEVEL: serves_other_levels,
    Reason.TWO_PERSONS: sends_too_few,
    Reason.LANGUAGE: speaks_other_languages,
    Reason.SEX: sends_other_sex,
    Reason.TIME_WINDOW: comes_at_other_times,
    Reason.SUSPENDED: is_suspended,
    Reason.LICENCE_EXPIRED: has_expired_licence,
    Reason.BANNED: is_banned,
    Reason.CONFLICT: has_conflict,
    Reason.REFUSED_BEFORE: was_asked_before,
    Reason.AREA: is_out_of_area,
    Reason.DISTANCE: is_too_far,
    Reason.CAPACITY: has_no_place,
    Reason.WEEK_FULL: has_no_visit_left,
}
"""Every hard reason with its judge, in order."""


def refusals(seeker: Seeker, provider: Provider, rules: Rules | None = None) -> tuple[Reason, ...]:
    """All hard reasons against this pair, in order; empty when the provider is eligible.

    >>> from matching import Provider, Seeker
    >>> bath = Seeker(key="n1", need_type="E-L1-03", subcategory="A3", group="E", level=1, tag=2,
    ...               community="c1", subdistrict="s1", x=0, y=0, helpers=2)
    >>> helper = Provider(key="v1", kind="volunteer", party="v1", subcategories=frozenset({"A3"}),
    ...                   groups=frozenset({"E", "D"}), levels=frozenset({1}), radius=3000,
    ...                   x=4000, y=0, qualifications=frozenset(), places=1, load=0)
    >>> [str(reason) for reason in refusals(bath, helper)]
    ['two_persons', 'distance']
    """
    rules = rules or Rules()
    return tuple(reason for reason, stands in HARD.items() if stands(seeker, provider, rules))
