"""Where the places of a district lie: from a rough sketch to outlines, centres and neighbours.

No register of community borders is published, so the map is drawn: each subdistrict's communities
are spread over its patch of the sketch, each gets the land that is nearest to it, and borders are
roughened. The same sketch and codes always give the same map. Pure; lengths in metres.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from marketplace.places.plane import Point, Side, area, cells, centroid, contains, distance

Spot = tuple[int, int]
Outline = list[list[Spot]]

# Corners nearer than this are one corner: arithmetic and rounding must not tear neighbours apart.
SAME_SPOT = 2


@dataclass(frozen=True)
class Sketch:
    """A district in a few strokes.

    `land` holds the rings of the mainland and of islands, `patches` the rough place of each
    subdistrict by code, `anchors` where communities are known to lie, `bridges` the pairs of
    subdistricts that a bridge joins.
    """

    land: Sequence[Sequence[Point]]
    patches: Mapping[str, Sequence[Point]]
    anchors: Mapping[str, Point] = field(default_factory=dict)
    bridges: Sequence[tuple[str, str]] = ()


@dataclass
class Drawing:
    """The finished map, by the codes of the district, its subdistricts and communities.

    Outlines are lists of rings: islands are rings, and so are holes.
    """

    centres: dict[str, Spot] = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    neighbours: dict[str, set[str]] = field(default_factory=dict)


def draw(sketch: Sketch, district: str, communities: Mapping[str, Sequence[str]]) -> Drawing:
    """The map of `district`; `communities` are the codes in each subdistrict."""
    seats: dict[str, Point] = {}
    for subdistrict, codes in communities.items():
        seats |= _settle(sketch, subdistrict, codes)
    corners = _Corners()
    rings: dict[str, list[Spot]] = {}
    drawing = Drawing(neighbours={code: set() for code in seats})
    for land in sketch.land:
        here = [code for code, seat in seats.items() if contains([land], seat)]
        for code, cell in zip(here, cells([seats[code] for code in here], land), strict=True):
            rings[code] = corners.ring(cell)
            drawing.neighbours[code] |= {here[i] for i in corners.touched(cell)}
    for code, ring in rings.items():
        x, y = centroid(ring)
        drawing.centres[code] = (round(x), round(y))
        drawing.outlines[code] = [_rough(ring)]
    for subdistrict, codes in communities.items():
        drawing.outlines[subdistrict] = _together(rings[code] for code in codes)
    drawing.outlines[district] = _together(rings.values())
    for one, other in sketch.bridges:
        _bridge(drawing, communities[one], communities[other])
    return drawing


def _settle(sketch: Sketch, subdistrict: str, codes: Sequence[str]) -> dict[str, Point]:
    """A seat for each community: near its anchor, or else next to the community before it."""
    free = _spread(sketch.patches[subdistrict], len(codes), Random(subdistrict))
    seats: dict[str, Point] = {}
    last = sketch.patches[subdistrict][0]
    for code in sorted(codes, key=lambda code: (code not in sketch.anchors, code)):
        last = seats[code] = _nearest(free, sketch.anchors.get(code, last))
        free.remove(last)
    return seats


def _nearest(points: Iterable[Point], to: Point) -> Point:
    return min(points, key=lambda point: distance(point, to))


def _spread(patch: Sequence[Point], count: int, random: Random) -> list[Point]:
    """`count` points in the patch: thrown at random, then each moved to the middle of its land."""
    xs, ys = [x for x, _ in patch], [y for _, y in patch]
    points: list[Point] = []
    while len(points) < count:
        point = (random.uniform(min(xs), max(xs)), random.uniform(min(ys), max(ys)))
        if contains([patch], point):
            points.append(point)
    for _ in range(6):
        middles = [centroid([side.start for side in cell]) for cell in cells(points, patch)]
        points = [m if contains([patch], m) else p for m, p in zip(middles, points, strict=True)]
    return points


class _Corners:
    """Corners on whole metres, so that neighbours share them exactly."""

    def __init__(self) -> None:
        self._known: dict[Spot, Spot] = {}

    def ring(self, cell: Sequence[Side]) -> list[Spot]:
        spots = [self._spot(side.start) for side in cell]
        return [
            spot for spot, before in zip(spots, [spots[-1], *spots], strict=False) if spot != before
        ]

    def touched(self, cell: Sequence[Side]) -> set[int]:
        """Who lies beyond a side that is still there once its ends are on whole metres."""
        ends = [*cell[1:], cell[0]]
        return {
            side.beyond
            for side, end in zip(cell, ends, strict=True)
            if side.beyond is not None and self._spot(side.start) != self._spot(end.start)
        }

    def _spot(self, point: Point) -> Spot:
        x, y = round(point[0]), round(point[1])
        around = range(-SAME_SPOT, SAME_SPOT + 1)
        for known in ((x + dx, y + dy) for dx in around for dy in around):
            if known in self._known:
                return known
        self._known[(x, y)] = (x, y)
        return (x, y)


def _together(rings: Iterable[Sequence[Spot]]) -> Outline:
    """The outline of several neighbours: their sides without those that two of them share."""
    after: dict[Spot, list[Spot]] = {}
    sides = {side for ring in rings for side in pairwise([*ring, ring[0]])}
    for start, end in sorted(sides):
        if (end, start) not in sides:
            after.setdefault(start, []).append(end)
    outline = []
    while after:
        start = spot = min(after)
        ring = []
        while spot in after:
            ring.append(spot)
            ends = after[spot]
            spot = ends.pop()
            if not ends:
                del after[ring[-1]]
            if spot == start:
                break
        outline.append(_rough(ring))
    return sorted(outline, key=lambda ring: -abs(area(ring)))


def _rough(ring: Sequence[Spot]) -> list[Spot]:
    """The ring with each side bent a little: the same way, from whichever side it is drawn."""
    rough: list[Spot] = []
    for start, end in pairwise([*ring, ring[0]]):
        bends = _bends(min(start, end), max(start, end))
        rough += [start, *(bends if start < end else reversed(bends))]
    return rough


def _bends(start: Spot, end: Spot) -> list[Spot]:
    length = distance(start, end)
    count = 0 if length < 150 else 1 if length < 500 else 2 if length < 1500 else 3
    random = Random(f"{start}{end}")
    across = ((start[1] - end[1]) * 0.16, (end[0] - start[0]) * 0.16)
    bends = []
    for i in range(1, count + 1):
        part = i / (count + 1)
        off = random.uniform(-1, 1) * (1 - abs(2 * part - 1) / 2)
        bends.append(
            (
                round(start[0] + part * (end[0] - start[0]) + off * across[0]),
                round(start[1] + part * (end[1] - start[1]) + off * across[1]),
            )
        )
    return bends


def _bridge(drawing: Drawing, shore: Sequence[str], other: Sequence[str]) -> None:
    """The two communities nearest to each other across the water become neighbours."""
    _, a, b = min(
        (distance(drawing.centres[a], drawing.centres[b]), a, b) for a in shore for b in other
    )
    drawing.neighbours[a].add(b)
    drawing.neighbours[b].add(a)
