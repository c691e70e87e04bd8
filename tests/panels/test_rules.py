"""Who may judge whom, and what scores come to, whatever the order in which they arrive."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.panels.choices import EvaluatorKind, Obstacle, Tie
from marketplace.panels.rules import scoring
from marketplace.panels.rules.forming import Candidate, Declared, Matter, misfit, obstacles, seed_of
from marketplace.panels.rules.scoring import Given, Offer, Yardstick, deviations, ranking
from tests.makers import NOW, TODAY

MATTER = Matter(
    project=1,
    author=9,
    judged=frozenset({100, 101}),
    representatives=frozenset({"演示·李某"}),
    subcategories=frozenset({"A1", "B2"}),
    level=2,
)
# -- who ------------------------------------------------------------------------------------------


def somebody(**fields) -> Candidate:
    return Candidate(**{"evaluator": 5, "user": 50, "kind": EvaluatorKind.EXPERT, **fields})


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({}, []),
        ({"user": 9}, [Obstacle.AUTHOR]),
        ({"of_the_purchaser": True}, [Obstacle.PURCHASER]),
        ({"of_the_purchaser": True, "kind": EvaluatorKind.PURCHASER}, []),
        ({"works_for": frozenset({101})}, [Obstacle.EMPLOYER]),
        ({"works_for": frozenset({102})}, []),
        ({"representatives": frozenset({"演示·李某"})}, [Obstacle.REPRESENTATIVE]),
        ({"declared": (Declared(Tie.KINSHIP, 100),)}, [Obstacle.KINSHIP]),
        ({"declared": (Declared(Tie.KINSHIP, 102),)}, []),
        ({"declared": (Declared(Tie.OTHER, 100),)}, [Obstacle.OTHER]),
        ({"declared": (Declared(Tie.EMPLOYMENT, 100),)}, [Obstacle.EMPLOYER]),
        ({"open": 6}, [Obstacle.FULL]),
        ({"open": 7}, [Obstacle.FULL]),
        (
            {"works_for": frozenset({100}), "declared": (Declared(Tie.PARTNER, 101),), "open": 9},
            [Obstacle.EMPLOYER, Obstacle.PARTNER, Obstacle.FULL],
        ),
    ],
)
def test_each_reason_has_its_name_and_the_gravest_comes_first(fields, reasons):
    assert obstacles(somebody(**fields), MATTER, TODAY) == reasons


def test_whoever_gave_the_seat_up_is_not_drawn_for_it_again():
    matter = Matter(project=1, author=9, judged=frozenset(), before=frozenset({5}))
    assert obstacles(somebody(), matter, TODAY) == [Obstacle.BEFORE]


@pytest.mark.parametrize(
    ("until_on", "on", "is_partial"),
    [
        (None, date(2026, 10, 21), True),
        (date(2027, 1, 1), date(2026, 10, 21), True),
        (date(2024, 10, 22), date(2026, 10, 21), True),
        (date(2024, 10, 21), date(2026, 10, 21), False),
        (date(2024, 2, 29), date(2026, 2, 28), True),
        (date(2024, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_a_tie_makes_partial_while_it_lasts_and_two_years_after(until_on, on, is_partial):
    partner = somebody(declared=(Declared(Tie.PARTNER, 100, until_on),))
    assert obstacles(partner, MATTER, on) == ([Obstacle.PARTNER] if is_partial else [])


@pytest.mark.parametrize(
    ("knows", "levels", "expected"),
    [("B2", (), 0), ("A3", (), 1), ("C1", (2,), 2), ("C1", (1,), 3), ("", (), 3)],
)
def test_who_knows_the_matter_fits_better(knows, levels, expected):
    knowing = frozenset({knows} - {""})
    assert misfit(somebody(subcategories=knowing, levels=frozenset(levels)), MATTER) == expected


@given(st.lists(st.text(alphabet="abc", min_size=1)), st.randoms(use_true_random=False))
def test_a_seed_does_not_depend_on_the_order_of_its_sources(sources, random):
    first = seed_of("tender", sources)
    random.shuffle(sources)
    assert seed_of("tender", sources) == first
    assert seed_of("final", sources) != first
    assert seed_of("tender", [*sources, "one more"]) != first


# -- how many points ------------------------------------------------------------------------------

YARDSTICKS = [Yardstick(1, 60), Yardstick(2, 40)]
points = st.decimals(0, 40, places=2)


@st.composite
def sheets(draw, most_bids=5):
    """(offers, given): complete sheets of an odd number of seats."""
    bids = [f"bid{i}" for i in range(draw(st.integers(1, most_bids)))]
    seats = range(draw(st.sampled_from([3, 5, 7])))
    offers = [
        Offer(bid, draw(st.integers(1, 3)), NOW + timedelta(seconds=draw(st.integers(0, 2))))
        for bid in bids
    ]
    few = draw(st.booleans())
    value = st.sampled_from([Decimal(10), Decimal(20)]) if few else points
    cells = product(seats, bids, (1, 2))
    return offers, [Given(seat, bid, criterion, draw(value)) for seat, bid, criterion in cells]


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_in_which_scores_arrive_changes_nothing(sheet, random):
    offers, given_ = sheet
    first, apart = ranking(offers, given_, YARDSTICKS), deviations(given_)
    random.shuffle(offers)
    random.shuffle(given_)
    assert ranking(offers, given_, YARDSTICKS) == first
    assert deviations(given_) == apart


@given(sheets())
def test_a_total_is_the_exact_mean_of_what_each_seat_gave(sheet):
    offers, given_ = sheet
    for place in ranking(offers, given_, YARDSTICKS):
        cents = sum(int(each.points * 100) for each in given_ if each.bid == place.bid)
        seats = len({each.seat for each in given_})
        # Half up, in whole numbers: no fraction is ever lost.
        assert int(place.total * 100) == (2 * cents + seats) // (2 * seats)


@given(sheets())
def test_everybody_has_one_rank_and_none_is_overtaken_by_fewer_points(sheet):
    places = ranking(*sheet, YARDSTICKS)
    assert [place.rank for place in places] == list(range(1, len(places) + 1))
    totals = [place.total for place in places]
    assert totals == sorted(totals, reverse=True)
    for place in places:
        assert (place.decided_by is None) == (totals.count(place.total) == 1)


def given_for(bid: str, first: int, second: int) -> list[Given]:
    return [
        Given(seat, bid, key, Decimal(value))
        for seat in range(3)
        for key, value in ((1, first), (2, second))
    ]


@pytest.mark.parametrize(
    ("better", "worse", "why"),
    [
        ((50, 30, 900, 5), (49, 31, 100, 0), scoring.Tie.HEAVIEST),
        ((50, 30, 100, 5), (50, 30, 900, 0), scoring.Tie.PRICE),
        ((50, 30, 100, 0), (50, 30, 100, 5), scoring.Tie.RECEIVED),
    ],
)
def test_equal_totals_go_by_the_published_rule(better, worse, why):
    offers, cells = [], []
    for bid, (first, second, price, seconds) in (("worse", worse), ("better", better)):
        offers.append(Offer(bid, price, NOW + timedelta(seconds=seconds)))
        cells += given_for(bid, first, second)
    places = ranking(offers, cells, YARDSTICKS)
    assert [(place.bid, place.decided_by) for place in places] == [("better", why), ("worse", why)]
    assert places[0].total == places[1].total == 80


def test_what_is_printed_is_what_is_compared():
    """A third of a hundredth more, which nobody could read, decides nothing: the price does."""
    offers = [Offer("dear", 900, NOW), Offer("cheap", 100, NOW)]
    cells = given_for("dear", 30, 30) + given_for("cheap", 30, 30)
    cells[0] = Given(0, "dear", 1, Decimal("30.01"))
    places = ranking(offers, cells, YARDSTICKS)
    assert [place.bid for place in places] == ["cheap", "dear"]
    assert {place.total for place in places} == {Decimal("60.00")}


def test_drift_is_how_far_one_lies_from_the_middle_of_all():
    cells = [
        Given(seat, bid, 1, Decimal(value))
        for bid, row in (("a", (10, 20, 60)), ("b", (30, 30, 33)))
        for seat, value in enumerate(row)
    ]
    assert deviations(cells) == {(0, 1): Decimal(-5), (1, 1): Decimal(0), (2, 1): Decimal("21.50")}


def test_a_signature_is_under_every_cell_and_their_order_is_none():
    rows = [("a", 1, Decimal("1"), "x"), ("b", 1, Decimal("2.00"), "")]
    digest = scoring.sheet_digest(rows)
    assert scoring.sheet_digest(reversed(rows)) == digest
    assert scoring.sheet_digest([("a", 1, Decimal("1.00"), "x"), rows[1]]) == digest
    for other in (("a", 1, Decimal("1.01"), "x"), ("a", 1, Decimal("1"), "y")):
        assert scoring.sheet_digest([other, rows[1]]) != digest
