"""Figures on the plane: rings of (x, y), and who is nearest. Pure, and the same on every machine:
only the four operations and the square root, which every computer rounds alike.
"""

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

Point = tuple[float, float]
Ring = Sequence[Point]


class Side(NamedTuple):
    """A side of a cell, from `start` to the next; `beyond` it is whose cell (None: nobody's)."""

    start: Point
    beyond: int | None


def distance(a: Point, b: Point) -> float:
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def area(ring: Ring) -> float:
    """The area of a ring, positive if it runs counter-clockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in _sides(ring)) / 2


def centroid(ring: Ring) -> Point:
    x = y = 0.0
    for (ax, ay), (bx, by) in _sides(ring):
        cross = ax * by - bx * ay
        x += (ax + bx) * cross
        y += (ay + by) * cross
    six = 6 * area(ring)
    return x / six, y / six


def contains(rings: Iterable[Ring], point: Point) -> bool:
    """Whether `point` lies within an odd number of the rings: islands count, holes do not."""
    x, y = point
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in _sides(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


def half(ring: Ring, origin: Point, normal: Point) -> list[Point]:
    """The part of `ring` behind the line through `origin`, seen along `normal`."""
    sides = [Side(point, None) for point in ring]
    return [side.start for side in _cut(sides, origin, normal, None)]


def cells(points: Sequence[Point], within: Ring) -> list[list[Side]]:
    """For each point the part of `within` that is nearest to it (Voronoi cells)."""
    return [_cell(index, points, within) for index in range(len(points))]


def _cell(index: int, points: Sequence[Point], within: Ring) -> list[Side]:
    here = points[index]
    cell = [Side(corner, None) for corner in within]
    others = sorted((distance(here, there), i) for i, there in enumerate(points) if i != index)
    reach = max(distance(here, side.start) for side in cell)
    for gap, other in others:
        if gap > 2 * reach:
            break
        there = points[other]
        middle = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
        cell = _cut(cell, middle, (there[0] - here[0], there[1] - here[1]), other)
        reach = max(distance(here, side.start) for side in cell)
    return cell


def _cut(cell: list[Side], origin: Point, normal: Point, beyond: int | None) -> list[Side]:
    """Sutherland and Hodgman's clipping; the new side remembers who is `beyond` it."""
    heights = [(x - origin[0]) * normal[0] + (y - origin[1]) * normal[1] for (x, y), _ in cell]
    kept: list[Side] = []
    for i, (start, whose) in enumerate(cell):
        end, height, next_height = (
            cell[(i + 1) % len(cell)].start,
            heights[i],
            heights[(i + 1) % len(cell)],
        )
        if height <= 0:
            kept.append(Side(start, whose))
        if (height <= 0) != (next_height <= 0):
            part = height / (height - next_height)
            crossing = (
                start[0] + part * (end[0] - start[0]),
                start[1] + part * (end[1] - start[1]),
            )
            kept.append(Side(crossing, beyond if height <= 0 else whose))
    return kept


def _sides(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)
