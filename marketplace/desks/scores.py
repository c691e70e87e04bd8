"""Scores as tables: one's own sheet, the ranking, and how far members lie apart. For several desks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.desks.money import yuan
from marketplace.panels.choices import SeatState
from marketplace.panels.models import Panel
from marketplace.panels.queries import Sheet, drift, ranking, scores_visible_to
from marketplace.panels.rules.scoring import Tie
from marketplace.projects.models import Criterion, Project

# A member who lies further from the median than this share of the weight is marked.
FAR = Decimal("0.15")


@dataclass(frozen=True, slots=True)
class Matrix:
    """`rows`: (bid, (criterion, points or None), the sum or None while one is missing)."""

    criteria: Sequence[Criterion]
    rows: Sequence[tuple[Bid, Sequence[tuple[str, Decimal | None]], Decimal | None]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A bid with its place, in words; `means` by criterion."""

    rank: int
    name: str
    partners: str
    price: str
    means: Sequence[tuple[str, Decimal]]
    total: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """`values`: (criterion, points from the median, whether that is far); `total` over all of them."""

    name: str
    values: Sequence[tuple[str, str, bool]]
    total: str


@dataclass(frozen=True, slots=True)
class Word:
    """What one member gave one bid by one criterion, and why."""

    member: str
    bid: str
    criterion: str
    points: Decimal
    weight: int
    comment: str


def matrix_of(sheet: Sheet) -> Matrix:
    return Matrix(
        sheet.criteria,
        [
            (
                bid,
                [(cell.criterion.label, cell.points) for cell in column],
                _sum([cell.points for cell in column]),
            )
            for bid, column in zip(sheet.bids, sheet.columns, strict=True)
        ],
    )


def ranked_of(project: Project) -> list[Ranked]:
    """RuleBroken before everybody has signed."""
    criteria = list(project.criteria.all())
    return [
        Ranked(
            rank=row.place.rank,
            name=row.bid.organization.name,
            partners="、".join(each.organization.name for each in row.bid.partners.all()),
            price=yuan(row.bid.opened.total),
            means=[(each.label, row.place.means[each.pk]) for each in criteria],
            total=row.place.total,
            note=_note(row.place.decided_by),
        )
        for row in ranking(project)
    ]


def drift_of(panel: Panel) -> list[Deviation]:
    """RuleBroken before everybody has signed."""
    criteria = list(panel.project.criteria.all())
    return [
        Deviation(
            str(row.seat.evaluator),
            [
                (
                    criterion.label,
                    f"{row.by_criterion[criterion.pk]:+.2f}",
                    abs(row.by_criterion[criterion.pk]) > criterion.weight * FAR,
                )
                for criterion in criteria
            ],
            f"{row.total:+.2f}",
        )
        for row in drift(panel)
    ]


def sheet_of_all(panel: Panel, reader: User) -> list[Word]:
    """Every cell of every member, as far as the reader may see them."""
    scores = (
        scores_visible_to(reader)
        .filter(seat__panel=panel, seat__state=SeatState.SIGNED)
        .select_related("seat__evaluator__user", "bid__organization", "criterion")
        .order_by("bid__received_at", "criterion__position", "seat")
    )
    return [
        Word(
            str(score.seat.evaluator),
            score.bid.organization.name,
            score.criterion.label,
            score.points,
            score.criterion.weight,
            score.comment,
        )
        for score in scores
    ]


def _sum(points: Sequence[Decimal | None]) -> Decimal | None:
    return None if None in points else sum(points, Decimal(0))


def _note(decided_by: Tie | None) -> str:
    if decided_by is None:
        return ""
    return {
        Tie.HEAVIEST: _("Equal totals: the heaviest criterion decided."),
        Tie.PRICE: _("Equal totals: the lower price decided."),
        Tie.RECEIVED: _("Equal totals and prices: the earlier bid decided."),
    }[decided_by]
