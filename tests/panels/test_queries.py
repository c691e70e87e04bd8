"""Who reads which panel and which points: nobody another's before all have signed."""

from decimal import Decimal

import pytest

from marketplace.accounts.choices import Role
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid
from marketplace.kernel.errors import RuleBroken
from marketplace.panels import queries
from marketplace.panels.choices import PanelState, SeatState
from marketplace.panels.models import Panel, Score, Seat
from marketplace.panels.rules.scoring import Tie
from tests import makers
from tests.makers import NOW
from tests.panels.makers import make_evaluator, make_panel, make_pool, make_project, make_tender

pytestmark = pytest.mark.django_db
CANARY = "金丝雀评语8264"


def fill_in(seat: Seat, share: str = "0.8", **by_bid: str) -> None:
    """Every cell at `share` of its weight, or at what is said for a bid by its receipt."""
    for bid in queries.compared_of(seat.panel.project):
        for criterion in seat.panel.project.criteria.all():
            points = criterion.weight * Decimal(by_bid.get(bid.receipt, share))
            Score.objects.create(
                seat=seat,
                bid=bid,
                criterion=criterion,
                points=points,
                comment=CANARY,
                saved_at=NOW,
            )


def sign(panel: Panel, count: int = 99) -> None:
    for seat in list(panel.seats.all())[:count]:
        Seat.objects.filter(pk=seat.pk).update(
            state=SeatState.SIGNED, signed_at=NOW, digest="a" * 64
        )
    if count >= panel.size:
        Panel.objects.filter(pk=panel.pk).update(state=PanelState.SIGNED, signed_at=NOW)
    panel.refresh_from_db()


@pytest.fixture
def panel() -> Panel:
    """Everybody has filled in their sheet; nobody has signed."""
    panel = make_panel(make_tender(), PanelState.SCORING)
    for seat in panel.seats.all():
        fill_in(seat)
    return panel


def everybody(panel: Panel) -> dict[str, object]:
    bidder = Bid.objects.filter(project=panel.project).first().organization
    district = makers.make_district()
    return {
        "officer": makers.make_staff(Role.BUREAU_OFFICER, district),
        "dispatcher": makers.make_staff(Role.DISPATCHER, district),
        "another evaluator": make_evaluator().user,
        "the author": panel.project.author,
        "the bidder": makers.make_member(bidder),
        "superuser": makers.make_user(is_superuser=True),
        "officer elsewhere": makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320114")),
    }


@pytest.mark.parametrize("signed", [0, 2])
def test_before_all_have_signed_everybody_reads_their_own_points_and_no_others(panel, signed):
    sign(panel, signed)
    for seat in panel.seats.all():
        read = queries.scores_visible_to(seat.evaluator.user)
        assert set(read.values_list("seat", flat=True)) == {seat.pk}
    for name, user in everybody(panel).items():
        assert not queries.scores_visible_to(user).exists(), name
    with pytest.raises(RuleBroken, match="not_signed"):
        queries.ranking(panel.project)
    with pytest.raises(RuleBroken, match="not_signed"):
        queries.drift(panel)


def test_when_all_have_signed_the_panel_and_the_bureau_read_everything_and_nobody_else(panel):
    sign(panel)
    readers = everybody(panel)
    seats = {seat.pk for seat in panel.seats.all()}
    members = [seat.evaluator.user for seat in panel.seats.all()]
    for user in [*members, readers.pop("officer")]:
        read = queries.scores_visible_to(user)
        assert set(read.values_list("seat", flat=True)) == seats
    for name, user in readers.items():
        assert not queries.scores_visible_to(user).exists(), name


def test_whoever_gave_their_seat_up_does_not_see_the_panel_any_more():
    panel = make_panel(make_tender())
    seat = panel.seats.first()
    user = seat.evaluator.user
    assert list(queries.visible_to(user)) == [panel]
    Seat.objects.filter(pk=seat.pk).update(
        state=SeatState.RECUSED, answered_at=NOW, recused_for="测试"
    )
    assert list(queries.visible_to(user)) == []


def test_the_ranking_names_the_order_the_means_and_what_decided():
    panel = make_panel(make_tender(), PanelState.SCORING)
    first, second, third = (bid.receipt for bid in queries.compared_of(panel.project))
    for seat in panel.seats.all():
        fill_in(seat, **{first: "0.7", second: "0.7", third: "0.9"})
    sign(panel)
    rows = queries.ranking(panel.project)
    assert [(row.place.rank, row.bid.receipt, row.place.total) for row in rows] == [
        (1, third, Decimal("90.00")),
        (2, first, Decimal("70.00")),
        (3, second, Decimal("70.00")),
    ]
    heavy, light = panel.project.criteria.order_by("-weight")
    assert rows[0].place.means == {heavy.pk: Decimal("54.00"), light.pk: Decimal("36.00")}
    assert [row.place.decided_by for row in rows] == [None, Tie.PRICE, Tie.PRICE]


def test_a_bid_excluded_after_scoring_has_no_place_and_the_award_changes_none(panel):
    sign(panel)
    out, winner, loser = queries.compared_of(panel.project)
    Bid.objects.filter(pk=out.pk).update(state=BidState.INELIGIBLE, excluded_for="测试")
    before = [row.bid for row in queries.ranking(panel.project)]
    assert before == [winner, loser]
    Bid.objects.filter(pk=winner.pk).update(state=BidState.AWARDED)
    Bid.objects.filter(pk=loser.pk).update(state=BidState.NOT_AWARDED)
    assert [row.bid for row in queries.ranking(panel.project)] == before


def test_drift_is_told_by_seat_and_criterion(panel):
    seats = list(panel.seats.all())
    for score in Score.objects.filter(seat=seats[0]):
        Score.objects.filter(pk=score.pk).update(points=score.criterion.weight)
    sign(panel)
    heavy, light = panel.project.criteria.order_by("-weight")
    assert [(row.seat, row.by_criterion, row.total) for row in queries.drift(panel)] == [
        (seats[0], {heavy.pk: Decimal("12.00"), light.pk: Decimal("8.00")}, Decimal("20.00")),
        (seats[1], {heavy.pk: Decimal(0), light.pk: Decimal(0)}, Decimal(0)),
        (seats[2], {heavy.pk: Decimal(0), light.pk: Decimal(0)}, Decimal(0)),
    ]


def test_what_is_left_is_counted_in_one_query_however_much_it_is(django_assert_num_queries):
    members = make_pool(2, 1)
    me = members[0].user
    for _ in range(3):
        panel = make_panel(make_tender(), PanelState.SCORING, members=members)
    mine = panel.seats.get(evaluator=members[0])
    fill_in(mine)
    make_panel(make_tender(), members=members)
    with django_assert_num_queries(1):
        rows = [
            (seat.state, seat.filled, seat.cells, seat.panel.project.batch.year)
            for seat in queries.open_seats_of(me)
        ]
    assert sorted(rows) == [
        (SeatState.ACCEPTED, 0, 6, 2026),
        (SeatState.ACCEPTED, 0, 6, 2026),
        (SeatState.ACCEPTED, 6, 6, 2026),
        (SeatState.INVITED, 0, 6, 2026),
    ]


def test_a_sheet_has_a_cell_for_every_eligible_bid_and_criterion(panel):
    seat = panel.seats.first()
    excluded = Bid.objects.filter(project=panel.project).first()
    Bid.objects.filter(pk=excluded.pk).update(state=BidState.INELIGIBLE, excluded_for="测试")
    sheet = queries.sheet_of(seat)
    assert excluded not in sheet.bids
    assert len(sheet.cells) == 4
    assert sheet.left == 0


def test_the_bureau_sees_the_list_of_its_district_and_everybody_themselves():
    here, elsewhere = (
        make_evaluator(),
        make_evaluator(user=makers.make_staff(Role.EVALUATOR, makers.make_district("320114"))),
    )
    officer = makers.make_staff(Role.BUREAU_OFFICER, makers.make_district())
    assert list(queries.evaluators_visible_to(officer)) == [here]
    assert list(queries.evaluators_visible_to(elsewhere.user)) == [elsewhere]
    assert list(queries.evaluators_visible_to(makers.make_user())) == []


def test_an_unscored_project_has_no_ranking():
    with pytest.raises(RuleBroken, match="not_signed"):
        queries.ranking(make_project())
