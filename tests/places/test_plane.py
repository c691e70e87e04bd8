import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.places.plane import area, cells, centroid, contains, distance, half

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
HOOK = [(0, 0), (10, 0), (10, 2), (2, 2), (2, 10), (0, 10)]


def ring(cell):
    return [side.start for side in cell]


def test_the_area_and_middle_of_a_ring():
    assert area(SQUARE) == 100
    assert area(SQUARE[::-1]) == -100
    assert centroid(SQUARE) == (5, 5)
    assert area(HOOK) == 36


@pytest.mark.parametrize(
    ("point", "inside"), [((1, 1), True), ((9, 1), True), ((5, 5), False), ((11, 1), False)]
)
def test_a_point_lies_inside_a_hooked_ring_or_not(point, inside):
    assert contains([HOOK], point) is inside


def test_holes_are_outside_and_islands_inside():
    hole, island = [(4, 4), (6, 4), (6, 6), (4, 6)], [(20, 20), (30, 20), (30, 30), (20, 30)]
    rings = [SQUARE, hole, island]
    points = [(1, 1), (5, 5), (25, 25), (15, 15)]
    assert [contains(rings, point) for point in points] == [True, False, True, False]


def test_half_a_square_lies_behind_the_line():
    assert half(SQUARE, (5, 0), (1, 0)) == [(0, 0), (5, 0), (5, 10), (0, 10)]
    assert half(SQUARE, (5, 0), (-1, 0)) == [(5, 0), (10, 0), (10, 10), (5, 10)]


def test_two_points_share_a_square_between_them():
    west, east = cells([(2, 5), (8, 5)], SQUARE)
    assert sorted(ring(west)) == [(0, 0), (0, 10), (5, 0), (5, 10)]
    assert {side.beyond for side in west} == {None, 1}
    assert {side.beyond for side in east} == {None, 0}


POINTS = st.lists(
    st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=30, unique=True
)


@given(POINTS)
def test_cells_share_out_all_the_land_to_whoever_is_nearest(points):
    land = [(0, 0), (100, 0), (100, 100), (0, 100)]
    shares = cells(points, land)
    assert sum(area(ring(cell)) for cell in shares) == pytest.approx(10_000)
    for index, cell in enumerate(shares):
        for corner in ring(cell):
            nearest = min(distance(corner, point) for point in points)
            assert distance(corner, points[index]) == pytest.approx(nearest)
        for beyond in {side.beyond for side in cell} - {None}:
            assert index in {side.beyond for side in shares[beyond]} or _only_touch(cell, beyond)


def _only_touch(cell, beyond):
    """Two cells that meet in a corner may disagree whether a side of no length is there."""
    ends = [*ring(cell)[1:], ring(cell)[0]]
    sides = zip(cell, ends, strict=True)
    return all(distance(s.start, end) < 1e-6 for s, end in sides if s.beyond == beyond)
