import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.look import figures


@pytest.mark.parametrize(
    ("fraction", "breached", "stopped", "state"),
    [
        (0.2, False, False, "running"),
        (0.75, False, False, "near"),
        (1.0, False, False, "near"),
        (1.1, False, False, "breached"),
        (0.1, True, False, "breached"),
        (0.9, False, True, "stopped"),
        (0.9, True, True, "missed"),
    ],
)
def test_a_clock_is_near_from_three_quarters_and_keeps_its_verdict_when_stopped(
    fraction, breached, stopped, state
):
    assert figures.clock_state(fraction, breached=breached, stopped=stopped) == state


def test_exactly_the_threshold_is_not_low():
    assert figures.satisfaction_state(0.5, None, 0.5) == "good"
    assert figures.satisfaction_state(0.5, 0.4, 0.5) == "unsure"
    assert figures.satisfaction_state(0.4999, 0.3, 0.5) == "low"
    assert figures.satisfaction_state(0.9, 0.5, 0.5) == "good"


def test_a_funnel_is_as_wide_as_its_counts_and_knows_shares_of_the_first():
    first, second, third = figures.funnel([("a", 200), ("b", 100, "/b"), ("c", 0)])
    assert first.points == "0,1 100,1 75,39 25,39"
    assert second.points == "25,1 75,1 50.5,39 49.5,39"
    assert (first.share, second.share, third.share) == (None, 0.5, 0)
    assert (first.url, second.url) == ("", "/b")


def test_an_empty_funnel_draws_hairlines_and_divides_by_nothing():
    assert figures.funnel([]) == []
    assert [stage.share for stage in figures.funnel([("a", 0), ("b", 0)])] == [None, None]


def test_a_flat_line_runs_through_the_middle():
    assert figures.spark([7, 7, 7]) == [(4, 16), (60, 16), (116, 16)]
    assert figures.spark([0, 10]) == [(4, 28), (116, 4)]
    assert figures.spark([]) == []


def test_the_shades_part_the_values_into_equal_shares():
    assert figures.breaks_of(range(1, 11)) == [2, 4, 6, 8, 10]
    assert figures.breaks_of([0, 0, 0]) == []
    assert figures.breaks_of([3, 3, 3]) == [3]


def test_nothing_known_and_nothing_there_have_shades_of_their_own():
    breaks = [2, 4, 6, 8, 10]
    assert [figures.shade(value, breaks) for value in (None, 0, 1, 4, 10, 99)] == [
        *("none", "0", "1", "2", "5", "5")
    ]
    assert figures.shade(3, [3]) == "5"


@given(st.lists(st.integers(min_value=0, max_value=9999), min_size=1))
def test_every_value_falls_into_a_shade_and_a_larger_one_never_into_a_lighter(values):
    breaks = figures.breaks_of(values)
    shades = [int(figures.shade(value, breaks)) for value in sorted(values)]
    assert shades == sorted(shades)
    assert set(shades) <= set(range(6))


def test_even_shades_go_up_in_round_steps_from_nought():
    assert figures.even_breaks([1268, 1406]) == [500, 1000, 1500]
    assert figures.even_breaks([3, 7]) == [2, 4, 6, 8]
    assert figures.even_breaks([1]) == [1]
    assert figures.even_breaks([0, 0]) == figures.even_breaks([]) == []


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=1))
def test_even_shades_hold_every_value_and_are_at_most_five(values):
    breaks = figures.even_breaks(values)
    assert len(breaks) <= 5
    assert max(values) <= max(breaks, default=0)
    assert len({b - a for a, b in zip([0, *breaks], breaks, strict=False)}) <= 1
    if breaks:
        assert breaks[-1] - breaks[0] < max(values)


def test_north_is_up_and_the_whole_map_is_inside_the_frame():
    corners = [(1000, 500), (31000, 500), (31000, 12500), (1000, 12500)]
    frame = figures.frame_for(corners)
    assert frame.shape == "wide"
    placed = [frame.place(corner) for corner in corners]
    south, north = placed[0][1], placed[2][1]
    assert north < south
    assert all(0 <= x <= frame.width and 0 <= y <= frame.height for x, y in placed)
    assert placed[1][0] - placed[0][0] == pytest.approx(
        (placed[0][1] - placed[3][1]) * 2.5, rel=0.01
    )


@pytest.mark.parametrize(
    ("across", "up", "shape"), [(4, 2, "wide"), (4, 3, "classic"), (3, 3, "tall"), (1, 9, "tall")]
)
def test_the_frame_suits_the_district(across, up, shape):
    assert figures.frame_for([(0, 0), (across, up)]).shape == shape


def test_a_single_point_and_no_point_at_all_can_be_drawn():
    assert figures.frame_for([(5, 5)]).place((5, 5))
    assert figures.frame_for([]).shape == "tall"


def test_the_middle_of_a_square_and_of_a_line():
    assert figures.middle([(0, 0), (2, 0), (2, 2), (0, 2)]) == (1, 1)
    assert figures.middle([(0, 0), (2, 0)]) == (1, 0)
