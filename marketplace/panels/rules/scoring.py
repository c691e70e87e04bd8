"""Points of several people for several bids: what is missing, what they come to, how far they lie apart. Pure.

Everything is decimal and every sum is exact, so nothing depends on the order in which scores arrive.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from hashlib import sha256
from statistics import median

CENT = Decimal("0.01")


class Lack(StrEnum):
    """What a cell of a score sheet still lacks."""

    POINTS = "points"
    COMMENT = "comment"


class Tie(StrEnum):
    """What decided between bids of equal totals."""

    HEAVIEST = "heaviest"
    PRICE = "price"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A criterion by its id, and how many points it carries."""

    key: int
    weight: int


@dataclass(frozen=True, slots=True)
class Given:
    """One cell that was filled in: who gave what to whom for what."""

    seat: int
    bid: str
    criterion: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """What decides between equals: the price in fen, and when the bid was received."""

    bid: str
    price: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bid ends up. `total` and `means` (by criterion) are rounded to hundredths, half up.

    `decided_by`: what put it before or behind a bid of the same total; None where totals differ.
    """

    bid: str
    rank: int
    total: Decimal
    means: Mapping[int, Decimal] = field(default_factory=dict)
    decided_by: Tie | None = None


def needs_comment(points: Decimal, weight: int, pass_mark: int) -> bool:
    """Whether so few points want a word of why. `pass_mark` is in 100.

    >>> needs_comment(Decimal("23.99"), 40, 60), needs_comment(Decimal("24"), 40, 60)
    (True, False)
    """
    return points * 100 < weight * pass_mark


def lack_of(points: Decimal | None, comment: str, weight: int, pass_mark: int) -> Lack | None:
    if points is None:
        return Lack.POINTS
    if not comment and needs_comment(points, weight, pass_mark):
        return Lack.COMMENT
    return None


def mean(points: Sequence[Decimal]) -> Decimal:
    """The mean to hundredths, half up.

    >>> mean([Decimal("1"), Decimal("1"), Decimal("1.02")])
    Decimal('1.01')
    """
    return (sum(points, Decimal(0)) / len(points)).quantize(CENT, ROUND_HALF_UP)


def ranking(
    offers: Iterable[Offer], given: Iterable[Given], yardsticks: Sequence[Yardstick]
) -> list[Place]:
    """The bids from the best on, each compared as it is printed.

    The total of a bid is the mean over the seats of all their points for it. Equal totals go by the
    higher mean in the heaviest criterion (the first of equally heavy ones), then by the lower price,
    then by who was received earlier.
    """
    points: dict[str, dict[int, list[Decimal]]] = {}
    for each in given:
        points.setdefault(each.bid, {}).setdefault(each.criterion, []).append(each.points)
    heaviest = max(yardsticks, key=lambda one: one.weight).key
    judged = [_judged(offer, points[offer.bid]) for offer in offers]
    judged.sort(key=lambda one: _order(one, heaviest))
    return [
        Place(offer.bid, rank, total, means, _decided(at, judged, heaviest))
        for at, (rank, (offer, total, means)) in enumerate(enumerate(judged, start=1))
    ]


_Judged = tuple[Offer, Decimal, dict[int, Decimal]]


def _judged(offer: Offer, points: Mapping[int, Sequence[Decimal]]) -> _Judged:
    seats = max(len(column) for column in points.values())
    total = sum((sum(column, Decimal(0)) for column in points.values()), Decimal(0)) / seats
    means = {criterion: mean(column) for criterion, column in points.items()}
    return offer, total.quantize(CENT, ROUND_HALF_UP), means


def _order(judged: _Judged, heaviest: int) -> tuple[Decimal, Decimal, int, datetime, str]:
    offer, total, means = judged
    return -total, -means[heaviest], offer.price, offer.received_at, offer.bid


def _decided(at: int, judged: Sequence[_Judged], heaviest: int) -> Tie | None:
    """What the bid before it, or else the one behind it, of the same total was told apart by."""
    for other in (at - 1, at + 1):
        if 0 <= other < len(judged) and judged[other][1] == judged[at][1]:
            (offer, _, means), (their, _, theirs) = judged[at], judged[other]
            if means[heaviest] != theirs[heaviest]:
                return Tie.HEAVIEST
            return Tie.PRICE if offer.price != their.price else Tie.RECEIVED
    return None


def deviations(given: Iterable[Given]) -> dict[tuple[int, int], Decimal]:
    """How far each seat lies from the median by criterion, on average over the bids: (seat, criterion)
    to points, above zero where it gives more than the middle of all."""
    cells: dict[tuple[str, int], dict[int, Decimal]] = {}
    for each in given:
        cells.setdefault((each.bid, each.criterion), {})[each.seat] = each.points
    apart: dict[tuple[int, int], list[Decimal]] = {}
    for (_, criterion), column in cells.items():
        middle = median(column.values())
        for seat, points in column.items():
            apart.setdefault((seat, criterion), []).append(points - middle)
    return {key: mean(differences) for key, differences in apart.items()}


def sheet_digest(rows: Iterable[tuple[str, int, Decimal, str]]) -> str:
    """What is signed: SHA-256 of (bid, criterion, points, comment), whatever their order."""
    told = sorted(f"{bid}|{key}|{points:.2f}|{comment}" for bid, key, points, comment in rows)
    return sha256("\n".join(told).encode()).hexdigest()
