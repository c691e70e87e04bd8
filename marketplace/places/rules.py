"""How far, and whether inside: on the district's plane, in metres. Pure."""

from math import hypot
from typing import Protocol

from marketplace.places.plane import contains as _contains


class Located(Protocol):
    """Anything with coordinates in metres: a community, a helper's home."""

    x: int
    y: int


def metres_between(a: Located, b: Located) -> int:
    """As the crow flies. Two districts have two planes: never ask across them."""
    return round(hypot(a.x - b.x, a.y - b.y))


def contains(outline: list[list[tuple[int, int]]], x: int, y: int) -> bool:
    """Whether the point lies within an outline, a list of rings."""
    return _contains(outline, (x, y))
