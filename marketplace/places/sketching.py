"""The sketch that a district's map is drawn from: drawn by hand where somebody did, else invented.

A hand-drawn sketch is a file `data/sketches/<district code>.json`; see the one of Qixia. Pure.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from marketplace.places.drawing import Sketch
from marketplace.places.plane import Point, area, half

SKETCHES = Path(__file__).parent / "data" / "sketches"

# Square metres of a community and of a village in an invented district. Villages count from 200.
TOWN_LAND, VILLAGE_LAND = 800_000, 3_000_000


def sketch_of(district: str, communities: Mapping[str, Sequence[str]]) -> Sketch:
    """The sketch of `district`, whose subdistricts have these communities (codes)."""
    drawn = _drawn_by_hand(district)
    if drawn is not None and drawn.patches.keys() == communities.keys():
        return drawn
    return _invented(district, communities)


def _drawn_by_hand(district: str) -> Sketch | None:
    path = SKETCHES / f"{district}.json"
    if not path.is_file():
        return None
    strokes = json.loads(path.read_text(encoding="utf-8"))
    return Sketch(
        land=strokes["land"],
        patches=strokes["patches"],
        anchors={code: tuple(point) for code, point in strokes["anchors"].items()},
        bridges=[tuple(bridge) for bridge in strokes["bridges"]],
    )


def _invented(district: str, communities: Mapping[str, Sequence[str]]) -> Sketch:
    """One piece of land, cut into a patch for each subdistrict by what its communities need."""
    random = Random(district)
    needs = {
        subdistrict: sum(map(_land_of, codes)) or TOWN_LAND
        for subdistrict, codes in communities.items()
    }
    land = _country(sum(needs.values()), random)
    return Sketch(land=[land], patches=dict(_shared_out(land, sorted(needs.items()), random)))


def _land_of(community: str) -> int:
    return VILLAGE_LAND if int(community[-3:]) >= 200 else TOWN_LAND


def _country(size: float, random: Random) -> list[Point]:
    """A convex piece of land of `size` square metres, half as long again as it is wide."""
    corners: list[Point] = [(0, 0), (3, 0), (3, 2), (0, 2)]
    for _ in range(14):
        slope = (random.uniform(-1, 1), random.uniform(-1, 1))
        reach = max((x - 1.5) * slope[0] + (y - 1) * slope[1] for x, y in corners)
        square = slope[0] ** 2 + slope[1] ** 2
        push = random.uniform(0.82, 0.95) * reach / square
        corners = half(corners, (1.5 + slope[0] * push, 1 + slope[1] * push), slope)
    scale = (size / area(corners)) ** 0.5
    west, south = min(x for x, _ in corners), min(y for _, y in corners)
    return [((x - west) * scale, (y - south) * scale) for x, y in corners]


def _shared_out(
    land: Sequence[Point], needs: Sequence[tuple[str, int]], random: Random
) -> list[tuple[str, Sequence[Point]]]:
    """Each code with its part of convex `land`: cut in two by need, and again, to the last."""
    if len(needs) == 1:
        return [(needs[0][0], land)]
    middle = len(needs) // 2
    share = sum(need for _, need in needs[:middle]) / sum(need for _, need in needs)
    one, other = _cut_in_two(land, share, random)
    return _shared_out(one, needs[:middle], random) + _shared_out(other, needs[middle:], random)


def _cut_in_two(
    land: Sequence[Point], share: float, random: Random
) -> tuple[list[Point], list[Point]]:
    """Convex `land` cut across, slightly askew, so that the first part has its `share`."""
    xs, ys = [x for x, _ in land], [y for _, y in land]
    wide = max(xs) - min(xs) > max(ys) - min(ys)
    askew = random.uniform(-0.3, 0.3)
    way = (1.0, askew) if wide else (askew, 1.0)
    heights = [x * way[0] + y * way[1] for x, y in land]
    low, high, square = min(heights), max(heights), way[0] ** 2 + way[1] ** 2
    for _ in range(40):
        height = (low + high) / 2
        origin = (way[0] * height / square, way[1] * height / square)
        one = half(land, origin, way)
        low, high = (height, high) if area(one) < share * area(land) else (low, height)
    return one, half(land, origin, (-way[0], -way[1]))
