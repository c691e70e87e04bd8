"""How evenly work is shared: the ledger of who was asked, who helped, and the spread of it.

Counts go in, exact fractions come out. Corrado Gini's index (*Variabilità e mutabilità*, 1912) is half
the mean difference of two members over the mean: 0 when all have the same, near 1 when one has all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from matching.errors import InputError


class Count(StrEnum):
    """What of a tally is looked at."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one provider was asked and did in some time.

    Attributes:
        provider: key.
        kind: ``"organization"``, ``"team"`` or ``"volunteer"``.
        services: subcategories that it offers.
        eligible: orders that it could have been offered.
        offered: orders that it was offered; ``accepted`` and ``declined`` are among them.
        done: orders that it completed.
    """

    provider: str
    kind: str
    services: frozenset[str]
    eligible: int
    offered: int
    accepted: int
    declined: int
    done: int

    def __post_init__(self) -> None:
        numbers = (self.eligible, self.offered, self.accepted, self.declined, self.done)
        if not all(isinstance(number, int) and number >= 0 for number in numbers):
            raise InputError(f"tally of {self.provider}: counts are whole numbers from 0")
        if self.accepted + self.declined > self.offered:
            raise InputError(f"tally of {self.provider}: more answers than offers")


@dataclass(frozen=True, slots=True)
class Spread:
    """How one count is spread over those who could have had a part of it.

    Attributes:
        providers: how many could.
        total, least, most: of the count.
        median: of the count, a half possible.
        gini: 0 all the same, up to ``1 - 1 / providers`` one has all; 0 as well if there is nothing.
        never_asked: how many could have been asked and never were.
        never_asked_share: the same as a part of all who could.
    """

    providers: int
    total: int
    least: int
    median: Fraction
    most: int
    gini: Fraction
    never_asked: int
    never_asked_share: Fraction


def spread(tallies: Iterable[Tally], count: Count = Count.OFFERED) -> Spread:
    """The spread of one count over all who were eligible for anything, or were offered something.

    >>> def volunteer(key, offered):
    ...     return Tally(provider=key, kind="volunteer", services=frozenset(), eligible=9,
    ...                  offered=offered, accepted=0, declined=0, done=0)
    >>> even = spread([volunteer("a", 2), volunteer("b", 2)])
    >>> one_for_all = spread([volunteer("a", 6), volunteer("b", 0), volunteer("c", 0)])
    >>> str(even.gini), str(one_for_all.gini), str(one_for_all.never_asked_share)
    ('0', '2/3', '2/3')
    """
    could = [each for each in tallies if each.eligible or each.offered]
    counts = sorted(getattr(each, count.value) for each in could)
    never_asked = sum(not each.offered for each in could)
    return Spread(
        providers=len(could),
        total=sum(counts),
        least=min(counts, default=0),
        median=Fraction(median(counts)) if counts else Fraction(0),
        most=max(counts, default=0),
        gini=gini(counts),
        never_asked=never_asked,
        never_asked_share=Fraction(never_asked, len(could)) if could else Fraction(0),
    )


def gini(counts: Iterable[int]) -> Fraction:
    """Gini's index of whole numbers from 0, exact.

    With the numbers in order, ``sum((2 i - n - 1) x[i]) / (n sum(x))``, ``i`` from 1 to ``n``.

    >>> gini([1, 1, 1]), gini([0, 0]), gini([1, 3])
    (Fraction(0, 1), Fraction(0, 1), Fraction(1, 4))
    """
    ordered = sorted(counts)
    many, total = len(ordered), sum(ordered)
    if not total:
        return Fraction(0)
    tilted = sum((2 * at - many - 1) * each for at, each in enumerate(ordered, start=1))
    return Fraction(tilted, many * total)


def by_kind(tallies: Iterable[Tally], count: Count = Count.OFFERED) -> dict[str, Spread]:
    """The spread within each kind of provider, sorted by kind."""
    return _by(tallies, count, lambda tally: (tally.kind,))


def by_service(tallies: Iterable[Tally], count: Count = Count.OFFERED) -> dict[str, Spread]:
    """The spread within each service, sorted by code. Who offers several counts in each of them, with
    all that it was asked."""
    return _by(tallies, count, lambda tally: tally.services)


def _by(
    tallies: Iterable[Tally], count: Count, groups: Callable[[Tally], Iterable[str]]
) -> dict[str, Spread]:
    members: dict[str, list[Tally]] = {}
    for tally in tallies:
        for group in groups(tally):
            members.setdefault(group, []).append(tally)
    return {group: spread(members[group], count) for group in sorted(members)}
