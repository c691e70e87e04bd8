"""The map of the demo district, and maps of districts that nobody drew."""

from collections import deque
from itertools import pairwise

import pytest

from marketplace.places.divisions import QIXIA, read
from marketplace.places.drawing import draw
from marketplace.places.plane import area, contains, distance
from marketplace.places.sketching import sketch_of


def communities_of_qixia():
    inside = {}
    for row in read(QIXIA.read_bytes()):
        if row.level == "subdistrict":
            inside[row.code] = []
        elif row.level == "community":
            inside[row.parent_code].append(row.code)
    return inside


def invented_communities():
    """Towns and villages, a subdistrict of one community, and one that has none."""
    counts = {"999901001": 30, "999901002": 1, "999901100": 55, "999901101": 0, "999901200": 12}
    return {
        s: [f"{s}{(1 if s < '999901100' else 200) + n:03d}" for n in range(count)]
        for s, count in counts.items()
    }


DISTRICTS = {"320113": communities_of_qixia(), "999901": invented_communities()}


@pytest.fixture(scope="module", params=DISTRICTS)
def drawn(request):
    code, inside = request.param, DISTRICTS[request.param]
    return code, inside, draw(sketch_of(code, inside), code, inside)


def all_codes(inside):
    return [code for codes in inside.values() for code in codes]


def sides(ring):
    return {frozenset(side) for side in pairwise([*ring, ring[0]])}


def land(drawing, code):
    return sum(area(ring) for ring in drawing.outlines[code])


def test_the_demo_district_is_the_real_one():
    inside = DISTRICTS["320113"]
    assert len(inside) == 9
    assert len(all_codes(inside)) == len(set(all_codes(inside))) == 129


def test_every_place_is_on_the_map(drawn):
    code, inside, drawing = drawn
    assert drawing.outlines.keys() == {code, *inside, *all_codes(inside)}
    assert drawing.centres.keys() == set(all_codes(inside))


def test_every_community_lies_in_itself_and_in_nobody_else(drawn):
    _, inside, drawing = drawn
    for here, centre in drawing.centres.items():
        around = [c for c in all_codes(inside) if contains(drawing.outlines[c], centre)]
        assert around == [here]


def test_communities_fill_their_subdistrict_and_subdistricts_the_district(drawn):
    district, inside, drawing = drawn
    for subdistrict, codes in inside.items():
        assert land(drawing, subdistrict) == pytest.approx(sum(land(drawing, c) for c in codes))
        assert len(drawing.outlines[subdistrict]) == bool(codes)
    assert land(drawing, district) == pytest.approx(sum(land(drawing, s) for s in inside))


def test_neighbours_are_those_who_share_a_side_and_those_across_a_bridge(drawn):
    code, inside, drawing = drawn
    borders = {c: set().union(*map(sides, drawing.outlines[c])) for c in all_codes(inside)}
    sharing = {
        a: {b for b in borders if a != b and borders[a] & borders[b]} for a in all_codes(inside)
    }
    across = {frozenset((a, b)) for a in sharing for b in drawing.neighbours[a] ^ sharing[a]}
    bridges = sketch_of(code, inside).bridges
    assert {frozenset(c[:9] for c in pair) for pair in across} == {frozenset(b) for b in bridges}
    assert len(across) == len(bridges) == (1 if code == "320113" else 0)
    assert all(a in drawing.neighbours[b] for a in sharing for b in drawing.neighbours[a])


def test_one_can_walk_from_anywhere_to_anywhere(drawn):
    _, inside, drawing = drawn
    start = all_codes(inside)[0]
    seen, ahead = {start}, deque([start])
    while ahead:
        for beyond in drawing.neighbours[ahead.popleft()] - seen:
            seen.add(beyond)
            ahead.append(beyond)
    assert seen == set(all_codes(inside))


def test_no_outline_crosses_itself(drawn):
    assert _crossings([(0, 0), (2, 2), (2, 0), (0, 2)]) != []
    _, _, drawing = drawn
    for outline in drawing.outlines.values():
        for ring in outline:
            assert len(set(ring)) == len(ring)
            assert _crossings(ring) == []


def test_the_same_sketch_gives_the_same_map_again(drawn):
    code, inside, drawing = drawn
    again = draw(sketch_of(code, dict(reversed(inside.items()))), code, inside)
    assert again == drawing


def test_qixia_lies_as_it_does_along_the_river():
    """West to east, and the island to the north: a citizen would know the map."""
    inside = DISTRICTS["320113"]
    drawing = draw(sketch_of("320113", inside), "320113", inside)
    x, y = (
        {s: sum(drawing.centres[c][i] for c in codes) / len(codes) for s, codes in inside.items()}
        for i in (0, 1)
    )
    maigaoqiao, yanziji, yaohua, maqun = "320113003", "320113004", "320113001", "320113002"
    xianlin, qixia, xigang, longtan = "320113007", "320113005", "320113010", "320113006"
    baguazhou = "320113009"
    assert max(x, key=x.get) == longtan
    assert x[yanziji] < x[yaohua] < x[qixia] < x[longtan]
    assert x[maqun] < x[xianlin] < x[xigang] < x[longtan]
    assert min(y, key=y.get) == maqun
    assert y[maigaoqiao] < y[yanziji] < y[baguazhou]
    assert 300e6 < land(drawing, "320113") < 400e6
    assert max(inside, key=lambda s: land(drawing, s)) == longtan
    assert min(inside, key=lambda s: land(drawing, s)) == maigaoqiao
    west, east = min(drawing.centres.values()), max(drawing.centres.values())
    assert 38_000 < distance(west, east) < 48_000


def test_a_new_community_fits_into_the_sketch_drawn_by_hand():
    inside = {s: list(codes) for s, codes in DISTRICTS["320113"].items()}
    inside["320113001"].append("320113001099")
    assert sketch_of("320113", inside) == sketch_of("320113", DISTRICTS["320113"])
    drawing = draw(sketch_of("320113", inside), "320113", inside)
    assert contains(drawing.outlines["320113001"], drawing.centres["320113001099"])


def test_a_district_whose_subdistricts_changed_is_invented():
    inside = {s: codes for s, codes in DISTRICTS["320113"].items() if s != "320113009"}
    sketch = sketch_of("320113", inside)
    assert sketch.patches.keys() == inside.keys()
    assert sketch.anchors == {}


def test_villages_have_more_land_than_towns():
    towns, villages = "999901001", "999901100"
    inside = {s: DISTRICTS["999901"][s] for s in (towns, villages)}
    drawing = draw(sketch_of("999901", inside), "999901", inside)
    size = {s: land(drawing, s) / len(inside[s]) for s in inside}
    assert size[villages] > 2 * size[towns]


def _crossings(ring):
    borders = list(pairwise([*ring, ring[0]]))
    return [
        (a, b)
        for i, a in enumerate(borders)
        for b in borders[i + 2 :]
        if not set(a) & set(b) and _cross(*a, *b)
    ]


def _cross(a, b, c, d):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
