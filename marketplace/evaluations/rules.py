"""Who is asked, what counts, and what points add up to. Pure.

A sample is stratified by subdistrict: each gets its share of it, to the last person by the largest remainder,
and at least one where there is room. Within a subdistrict the seed decides: people stand in the order of
SHA-256(seed, number), so that anybody can draw the same sample again, in whatever order they were read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import NamedTuple

from marketplace.evaluations.choices import Dimension

SATISFIED_FROM = 4
BOUNDS = {
    **dict.fromkeys(Dimension.values, (1, 97)),
    "sample_share": (1, 100),
    "sample_least": (1, 1000),
    "sample_most": (1, 10_000),
    "tries": (1, 10),
    "materials_days": (1, 60),
    "correction_days": (1, 365),
}
"""The figures of a scheme, least and most."""

FEWEST_SHOWN = 5
"""On public pages smaller counts of people are not told."""

_CENT = Decimal("0.01")

Frame = Mapping[str, Collection[int]]
"""People by the code of their subdistrict."""


class Tally(NamedTuple):
    """What stands in a sample: `clients` could have been asked, `valid` answered."""

    satisfied: int
    valid: int
    by_proxy: int
    clients: int


@dataclass(frozen=True, slots=True)
class Lack:
    """A dimension and how many points it lacks to its most."""

    dimension: str
    points: Decimal
    most: int

    @property
    def lacking(self) -> Decimal:
        return self.most - self.points


def sample_size(clients: int, *, share: int, least: int, most: int) -> int:
    """`share` per cent of the people served, rounded up, within bounds; never more than there are.

    >>> [sample_size(clients, share=30, least=20, most=120) for clients in (7, 40, 200, 1000)]
    [7, 20, 60, 120]
    """
    return min(clients, max(least, min(most, -(-clients * share // 100))))


def draw(frame: Frame, size: int, seed: str) -> dict[str, list[int]]:
    """Whom to ask, by subdistrict, in the order in which to ask them."""
    quotas = quotas_of({stratum: len(people) for stratum, people in frame.items()}, size)
    return {
        stratum: sorted(frame[stratum], key=lambda person: _place(seed, person))[:quota]
        for stratum, quota in quotas.items()
        if quota
    }


def quotas_of(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: in proportion, by the largest remainder; at least one of each where the
    sample has room for all, and never more than there are."""
    strata = sorted(stratum for stratum, people in sizes.items() if people)
    whole = sum(sizes[stratum] for stratum in strata)
    size = min(size, whole)
    if not strata or size == 0:
        return dict.fromkeys(sizes, 0)
    floor = 1 if size >= len(strata) else 0
    exact = {stratum: Decimal(size * sizes[stratum]) / whole for stratum in strata}
    quotas = {stratum: max(int(exact[stratum]), floor) for stratum in strata}
    while sum(quotas.values()) != size:
        _settle(quotas, exact, sizes, floor, more=sum(quotas.values()) < size)
    return dict.fromkeys(sizes, 0) | quotas


def digest_of(frame: Frame) -> str:
    """SHA-256 over who could have been drawn: told in the journal, so that nobody changes it afterwards."""
    told = ";".join(
        f"{stratum}:{','.join(str(person) for person in sorted(people))}"
        for stratum, people in sorted(frame.items())
    )
    return sha256(told.encode()).hexdigest()


def is_satisfied(score: int) -> bool:
    return score >= SATISFIED_FROM


def mean(points: Sequence[Decimal]) -> Decimal:
    """To the cent, halves up; whatever the order in which they came."""
    return (sum(points, Decimal(0)) / len(points)).quantize(_CENT, ROUND_HALF_UP)


def total(sheets: Iterable[Sequence[Decimal]]) -> Decimal:
    """The mean of the sums of all sheets, rounded once."""
    return mean([sum(sheet, Decimal(0)) for sheet in sheets])


def sheet_digest(scores: Iterable[tuple[str, Decimal, str]]) -> str:
    """SHA-256 of a sheet, by (dimension, points, comment): what its signature stands under."""
    told = ";".join(f"{name}={points:.2f} {comment!r}" for name, points, comment in sorted(scores))
    return sha256(told.encode()).hexdigest()


def percent(part: int, whole: int) -> Decimal | None:
    """To the cent, rounded down: nobody reaches a target by rounding. None of nothing."""
    return (Decimal(100 * part) / whole).quantize(_CENT, "ROUND_FLOOR") if whole else None


def lacks(points: Mapping[str, Decimal], most: Mapping[str, int]) -> list[Lack]:
    """What would bring most points, the largest first."""
    found = [Lack(name, points[name], most[name]) for name in most if name in points]
    return sorted(found, key=lambda lack: -lack.lacking)


def shown(people: int) -> int | None:
    """A count of people as a public page may tell it: None where it is too small."""
    return people if people == 0 or people >= FEWEST_SHOWN else None


def _settle(
    quotas: dict[str, int],
    exact: Mapping[str, Decimal],
    sizes: Mapping[str, int],
    floor: int,
    *,
    more: bool,
) -> None:
    """One more where most is lacking, or one less where least is: the first by its code among equals."""
    if more:
        room = [stratum for stratum in quotas if quotas[stratum] < sizes[stratum]]
        quotas[max(room, key=lambda stratum: exact[stratum] - quotas[stratum])] += 1
    else:
        room = [stratum for stratum in quotas if quotas[stratum] > floor]
        quotas[min(room, key=lambda stratum: exact[stratum] - quotas[stratum])] -= 1


def _place(seed: str, person: int) -> str:
    return sha256(f"{seed}:{person}".encode()).hexdigest()
