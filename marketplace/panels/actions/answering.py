"""A member accepts, recuses or does not answer; when all have accepted, scoring begins."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid
from marketplace.journal import changing
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Organization
from marketplace.panels.actions.drawing import draw_missing
from marketplace.panels.actions.evaluators import declare_tie
from marketplace.panels.choices import Obstacle, PanelState, Purpose, SeatState
from marketplace.panels.lifecycle import HELD, PANEL, SEAT
from marketplace.panels.models import Evaluator, Panel, Seat
from marketplace.panels.permissions import may_answer, may_draw
from marketplace.panels.prospects import obstacles_of
from marketplace.projects.models import Project
from marketplace.workdays.queries import calendar


@transaction.atomic
def accept_seat(seat: Seat, *, declared: bool, by: User, at: datetime) -> Seat:
    """Take the seat, and confirm that nothing ties one to whoever is judged. The last one to accept lets
    scoring begin."""
    panel = lock_seat(seat)
    ensure_own(by, seat)
    if not declared:
        raise Malformed(
            "undeclared",
            _("Please confirm that nothing ties you to any of the bidders, or recuse yourself."),
            field="declared",
        )
    state = SEAT.target(seat.state, "accept")
    if reasons := obstacles_of(panel, [seat], at).get(seat.pk):
        raise RuleBroken(
            "partial",
            _("You cannot take this seat: %(reason)s. Please recuse yourself.")
            % {"reason": str(Obstacle(reasons[0]).label)},
        )
    changing.change(seat, "accept_seat", by=by, at=at, state=state, answered_at=at)
    _begin_if_ready(panel, by=by, at=at)
    return seat


@transaction.atomic
def recuse_seat(
    seat: Seat,
    *,
    reason: str,
    organization: Organization | None = None,
    tie: str = "",
    until_on: date | None = None,
    by: User,
    at: datetime,
) -> Seat:
    """Give the seat up, and say to whom one is tied if that is why. Somebody else is drawn at once, by the
    same rule."""
    panel = lock_seat(seat)
    ensure_own(by, seat)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    if organization is not None:
        declare_tie(
            seat.evaluator, organization, tie=tie, until_on=until_on, note=reason, by=by, at=at
        )
    return _free(seat, panel, reason, verb="recuse_seat", by=by, at=at)


@transaction.atomic
def excuse_seat(seat: Seat, *, reason: str, by: User, at: datetime) -> Seat:
    """The bureau goes on without somebody who did not answer in time."""
    panel = lock_seat(seat)
    if not may_draw(by, panel.project.batch.district):
        raise NotAllowed("not_allowed", _("Only the bureau draws the panels of its district."))
    reason = clean_text(reason, field="reason", longest=300, required=True)
    if seat.state != SeatState.INVITED:
        raise RuleBroken("answered", _("This member has answered."))
    if at <= seat.answer_by:
        raise RuleBroken("time_left", _("This member still has time to answer."))
    return _free(seat, panel, reason, verb="excuse_seat", by=by, at=at)


@transaction.atomic
def begin_scoring(panel: Panel, *, by: User, at: datetime) -> Panel:
    """From here on the members stay.

    Raises:
        RuleBroken: a seat is not accepted, a bid not checked, or somebody has become partial.
    """
    _lock_panel(panel)
    if not may_draw(by, panel.project.batch.district):
        raise NotAllowed("not_allowed", _("Only the bureau draws the panels of its district."))
    return _begin(panel, by=by, at=at)


@transaction.atomic
def begin_when_ready(project: Project, *, by: User, at: datetime) -> Panel | None:
    """The last bid was checked: scoring begins if every seat is accepted. Part of what was done there."""
    panel = Panel.objects.filter(
        project=project, purpose=Purpose.TENDER, state=PanelState.DRAWN
    ).first()
    if panel is None:
        return None
    _lock_panel(panel)
    return panel if _begin_if_ready(panel, by=by, at=at) else None


def lock_seat(seat: Seat) -> Panel:
    """Lock a seat after its panel, always in this order; the panel."""
    panel = Panel.objects.get(pk=seat.panel_id)
    _lock_panel(panel)
    changing.lock(seat, "evaluator__user")
    seat.panel = panel
    return panel


def ensure_own(by: User, seat: Seat) -> None:
    if not may_answer(by, seat):
        raise NotAllowed("not_your_seat", _("This seat belongs to somebody else."))


def _lock_panel(panel: Panel) -> None:
    changing.lock(panel, "project__batch__district", "project__rulebook", "draw")


def _free(seat: Seat, panel: Panel, reason: str, *, verb: str, by: User, at: datetime) -> Seat:
    if panel.state != PanelState.DRAWN:
        raise RuleBroken(
            "members_stay",
            _(
                "Scoring has begun: the members stay. Tell the bureau, which can dissolve the panel."
            ),
        )
    state = SEAT.target(seat.state, "recuse")
    changing.change(
        seat,
        verb,
        by=by,
        at=at,
        reason=reason,
        state=state,
        answered_at=at,
        recused_for=reason,
    )
    draw_missing(panel, by=by, at=at)
    seat.refresh_from_db(fields=["replaced_by"])
    return seat


def _begin_if_ready(panel: Panel, *, by: User, at: datetime) -> bool:
    try:
        with transaction.atomic():
            _begin(panel, by=by, at=at)
    except RuleBroken:
        return False
    return True


def _begin(panel: Panel, *, by: User, at: datetime) -> Panel:
    state = PANEL.target(panel.state, "begin")
    held = [seat for seat in panel.seats.all() if seat.state in HELD]
    if len(held) < panel.size or any(seat.state != SeatState.ACCEPTED for seat in held):
        raise RuleBroken("not_complete", _("Not every seat of this panel is accepted yet."))
    _ensure_bids_checked(panel)
    # Whoever declares a tie waits until this is decided, or is seen here.
    list(Evaluator.objects.filter(seats__in=held).select_for_update().order_by("pk"))
    if obstacles_of(panel, held, at):
        raise RuleBroken(
            "partial_member",
            _("A member has become partial since the draw: they have to recuse themselves."),
        )
    changing.change(
        panel,
        "begin_scoring",
        by=by,
        at=at,
        state=state,
        scoring_at=at,
        score_by=calendar().add_working_days(at, panel.project.rulebook.scoring_days).at,
    )
    return panel


def _ensure_bids_checked(panel: Panel) -> None:
    if panel.purpose != Purpose.TENDER:
        return
    states = set(Bid.objects.filter(project=panel.project).values_list("state", flat=True))
    if BidState.OPENED in states:
        raise RuleBroken("bids_unchecked", _("Not every bid has been admitted or excluded yet."))
    if BidState.ELIGIBLE not in states:
        raise RuleBroken("no_bid", _("There is no eligible bid to compare."))
