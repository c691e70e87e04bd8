"""Reading panels and scores. Nobody reads another's points before all have signed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid
from marketplace.bids.queries import opened_of
from marketplace.kernel.errors import RuleBroken
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.lifecycle import HELD, PANEL, STANDING
from marketplace.panels.models import Evaluator, Panel, Score, Seat
from marketplace.panels.permissions import districts_of
from marketplace.panels.rules.scoring import (
    Given,
    Lack,
    Offer,
    Place,
    Yardstick,
    deviations,
    lack_of,
)
from marketplace.panels.rules.scoring import (
    ranking as ranked,
)
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Criterion, Project

# What is compared, and what became of it after the award.
COMPARED = (BidState.ELIGIBLE, BidState.AWARDED, BidState.NOT_AWARDED)


@dataclass(frozen=True, slots=True)
class Row:
    """A bid with its place."""

    bid: Bid
    place: Place


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a seat lies from the median, by id of the criterion, and over all of them together."""

    seat: Seat
    by_criterion: dict[int, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_criterion.values(), Decimal(0))


@dataclass(slots=True)
class Cell:
    """One bid by one criterion on a sheet. `lack`: what it still wants before it can be signed."""

    bid: Bid
    criterion: Criterion
    points: Decimal | None = None
    comment: str = ""
    lack: Lack | None = None


@dataclass(slots=True)
class Sheet:
    """Everything a seat has to score: `columns` of cells, one for each bid, in the order of the criteria."""

    seat: Seat
    criteria: list[Criterion]
    bids: list[Bid]
    columns: list[list[Cell]] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        return [cell for column in self.columns for cell in column]

    @property
    def left(self) -> int:
        return sum(cell.lack is not None for cell in self.cells)


def visible_to(user: User) -> QuerySet[Panel]:
    """The bureau sees the panels of its district, evaluators those on which they hold a seat."""
    mine = Seat.objects.filter(panel=OuterRef("pk"), evaluator__user=user, state__in=HELD)
    return Panel.objects.filter(
        Q(project__batch__district__in=districts_of(user)) | Q(Exists(mine))
    )


def scores_visible_to(user: User) -> QuerySet[Score]:
    """One's own; those of others on a panel one may see, once everybody has signed."""
    signed = visible_to(user).filter(state=PanelState.SIGNED)
    return Score.objects.filter(
        Q(seat__evaluator__user=user) | Q(seat__panel__in=signed.order_by().values("pk"))
    )


def evaluators_visible_to(user: User) -> QuerySet[Evaluator]:
    """Everybody who is posted as an evaluator in a district where `user` draws panels; oneself."""
    return Evaluator.objects.filter(
        Q(user__postings__district__in=districts_of(user)) | Q(user=user)
    ).distinct()


def evaluator_of(user: User) -> Evaluator | None:
    return Evaluator.objects.filter(user=user).first()


def with_members(panels: QuerySet[Panel]) -> QuerySet[Panel]:
    """With project and seats, in three queries however many there are."""
    seats = Seat.objects.select_related("evaluator__user", "replaced_by").order_by("id")
    return panels.select_related("project__batch__district", "draw").prefetch_related(
        Prefetch("seats", seats)
    )


def standing_panel(project: Project, purpose: str) -> Panel | None:
    """The one that counts, with its members."""
    standing = Panel.objects.filter(project=project, purpose=purpose, state__in=STANDING)
    return with_members(standing).first()


def is_dissolvable(panel: Panel) -> bool:
    """Until what it found is followed: once a result is approved, that has to be taken back first."""
    if panel.state == PanelState.SIGNED:
        return panel.project.state == ProjectState.UNDER_REVIEW
    return PANEL.allows(panel.state, "dissolve")


def seats_of(user: User) -> QuerySet[Seat]:
    """The seats somebody holds or gave up, those that wait for them first, with how many cells of a tender's
    sheet are filled and how many there are."""
    scored = Score.objects.filter(seat=OuterRef("pk"), points__isnull=False)
    cells = Criterion.objects.filter(project=OuterRef("panel__project"))
    bids = Bid.objects.filter(project=OuterRef("panel__project"), state__in=COMPARED)
    return (
        Seat.objects.filter(evaluator__user=user)
        .select_related("panel__project__batch", "evaluator")
        .annotate(
            filled=_count(scored, "seat"),
            cells=_count(cells, "project") * _count(bids, "project"),
        )
        .order_by(F("panel__score_by").asc(nulls_first=True), "answer_by", "pk")
    )


def open_seats_of(user: User) -> QuerySet[Seat]:
    """What is left for somebody: seats to answer, sheets to score and sign."""
    return seats_of(user).filter(
        Q(state=SeatState.INVITED, panel__state=PanelState.DRAWN)
        | Q(state=SeatState.ACCEPTED, panel__state=PanelState.SCORING)
    )


def sheet_of(seat: Seat) -> Sheet:
    """What this seat has to score and has scored, whoever asks: the caller has asked whose it is."""
    project = seat.panel.project
    criteria, bids = list(project.criteria.all()), compared_of(project)
    kept = {(score.bid_id, score.criterion_id): score for score in seat.scores.all()}
    sheet = Sheet(seat, criteria, bids)
    for bid in bids:
        found = ((criterion, kept.get((bid.pk, criterion.pk))) for criterion in criteria)
        sheet.columns.append([_cell(bid, criterion, score, project) for criterion, score in found])
    return sheet


def compared_of(project: Project) -> list[Bid]:
    """The eligible bids, as they were received."""
    return list(opened_of(project).filter(state__in=COMPARED))


def ranking(project: Project) -> list[Row]:
    """Every eligible bid of a tender, from the best on.

    Raises:
        RuleBroken: not everybody has signed.
    """
    panel = signed_panel(project, Purpose.TENDER)
    bids = {str(bid.pk): bid for bid in compared_of(project)}
    offers = [Offer(key, bid.opened.total, bid.received_at) for key, bid in bids.items()]
    given = [each for each in _given(panel) if each.bid in bids]
    return [Row(bids[place.bid], place) for place in ranked(offers, given, _yardsticks(project))]


def drift(panel: Panel) -> list[Drift]:
    """How far each member lies from the median of all, in the order of the seats.

    Raises:
        RuleBroken: not everybody has signed.
    """
    _ensure_signed(panel)
    apart = deviations(_given(panel))
    return [
        Drift(seat, {key: apart[of, key] for of, key in sorted(apart) if of == seat.pk})
        for seat in panel.seats.all()
        if seat.state == SeatState.SIGNED
    ]


def signed_panel(project: Project, purpose: str) -> Panel:
    """RuleBroken if there is none, or not everybody has signed."""
    panel = standing_panel(project, purpose)
    _ensure_signed(panel)
    assert panel is not None
    return panel


def _ensure_signed(panel: Panel | None) -> None:
    if panel is None or panel.state != PanelState.SIGNED:
        raise RuleBroken("not_signed", _("Nothing is shown before every member has signed."))


def _given(panel: Panel) -> list[Given]:
    rows = Score.objects.filter(seat__panel=panel, seat__state=SeatState.SIGNED)
    return [
        Given(seat, str(bid), criterion, points)
        for seat, bid, criterion, points in rows.order_by().values_list(
            "seat", "bid", "criterion", "points"
        )
    ]


def _yardsticks(project: Project) -> Sequence[Yardstick]:
    return [Yardstick(each.pk, each.weight) for each in project.criteria.all()]


def _cell(bid: Bid, criterion: Criterion, score: Score | None, project: Project) -> Cell:
    points, comment = (score.points, score.comment) if score else (None, "")
    lack = lack_of(points, comment, criterion.weight, project.rulebook.pass_mark)
    return Cell(bid, criterion, points, comment, lack)


def _count(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
