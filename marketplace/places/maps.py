"""The map of a district as a page draws it: SVG paths, north up, one unit for ten metres. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from marketplace.places.plane import area, centroid, contains

METRES = 10


class Place(Protocol):
    @property
    def pk(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def outline(self) -> list[list[list[int]]]: ...


class Home(Place, Protocol):
    """A place with a middle of its own."""

    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on the map: `path` goes into `<path d>`, its name belongs at (x, y)."""

    code: str
    name: str
    path: str
    x: int
    y: int
    parent_code: str = ""


@dataclass(frozen=True, slots=True)
class DistrictMap:
    """`width` and `height` make the view box: `0 0 width height`."""

    district: Shape
    subdistricts: list[Shape]
    communities: list[Shape]
    width: int
    height: int


def draw_map(
    district: Place, subdistricts: Sequence[Place], communities: Sequence[Home]
) -> DistrictMap:
    """Places without an outline are not on the map."""
    frame = _Frame([district.outline, *(c.outline for c in communities)])
    return DistrictMap(
        frame.shape(district),
        [frame.shape(s, s.pk[:6]) for s in subdistricts if s.outline],
        [frame.shape(c, c.pk[:9], (c.x, c.y)) for c in communities if c.outline],
        frame.width,
        frame.height,
    )


class _Frame:
    """From metres east and north to units right and down."""

    def __init__(self, outlines: Sequence[list[list[list[int]]]]) -> None:
        points = [point for outline in outlines for ring in outline for point in ring] or [[0, 0]]
        self.west, self.north = min(x for x, _ in points), max(y for _, y in points)
        self.width, self.height = self._at(max(x for x, _ in points), min(y for _, y in points))

    def shape(
        self, place: Place, parent_code: str = "", label: tuple[int, int] | None = None
    ) -> Shape:
        x, y = self._at(*(label or _label(place.outline)))
        path = "".join(f"M{self._line(ring)}Z" for ring in place.outline)
        return Shape(place.pk, place.name, path, x, y, parent_code)

    def _line(self, ring: Sequence[Sequence[int]]) -> str:
        return " ".join("{},{}".format(*self._at(x, y)) for x, y in ring)

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return round((x - self.west) / METRES), round((self.north - y) / METRES)


def _label(outline: list[list[list[int]]]) -> tuple[float, float]:
    """Where a name can stand: the middle of the largest ring, or the corner nearest to it."""
    if not outline:
        return 0, 0
    rings = [[(x, y) for x, y in ring] for ring in outline]
    ring = max(rings, key=lambda ring: abs(area(ring)))
    x, y = centroid(ring)
    if contains([ring], (x, y)):
        return x, y
    return min(ring, key=lambda corner: (corner[0] - x) ** 2 + (corner[1] - y) ** 2)
