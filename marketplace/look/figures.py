"""Numbers as pictures: the arithmetic behind every figure, without a word of markup.

Shares run from 0 to 1, coordinates are those of the drawing, lengths in percent where the drawing
stretches. Everything is rounded so that a page stays small.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

NEAR = 0.75
BLOCKS_UP_TO = 20


def bounded(share: float) -> float:
    return min(1.0, max(0.0, float(share)))


def short(value: float) -> str:
    """A coordinate in at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def clock_state(fraction: float, *, breached: bool, stopped: bool) -> str:
    """running, near, breached; a stopped clock was kept or missed."""
    if stopped:
        return "missed" if breached else "stopped"
    if breached or fraction > 1:
        return "breached"
    return "near" if fraction >= NEAR else "running"


def capacity_state(used: int, total: int) -> str:
    if used >= total:
        return "full"
    return "near" if used >= total * NEAR else "free"


def satisfaction_state(rate: float, low: float | None, threshold: float) -> str:
    """low below the threshold, unsure while the interval still reaches under it, else good."""
    if rate < threshold:
        return "low"
    return "unsure" if low is not None and low < threshold else "good"


@dataclass(frozen=True)
class FunnelStage:
    label: Any
    count: int
    url: str
    points: str
    share: float | None
    """Of the first stage; None on the first and where that is empty."""


def funnel(stages: Iterable[Sequence[Any]]) -> list[FunnelStage]:
    """Trapezes in a box of 100 by 40, each as wide on top as its count and below as the next one's."""
    rows = [(row[0], int(row[1]), row[2] if len(row) > 2 else "") for row in stages]
    widest = max((count for _, count, _ in rows), default=0) or 1
    first = rows[0][1] if rows else 0
    drawn = []
    for i, (label, count, url) in enumerate(rows):
        below = rows[i + 1][1] if i + 1 < len(rows) else count
        top, bottom = max(count / widest * 50, 0.5), max(below / widest * 50, 0.5)
        corners = [(50 - top, 1), (50 + top, 1), (50 + bottom, 39), (50 - bottom, 39)]
        points = " ".join(f"{short(x)},{short(y)}" for x, y in corners)
        share = count / first if i and first else None
        drawn.append(FunnelStage(label, count, url, points, share))
    return drawn


def spark(
    values: Iterable[float], width: float = 120, height: float = 32
) -> list[tuple[float, float]]:
    """Points of a line through the values, lowest at the bottom; flat in the middle if all are equal."""
    numbers = [float(value) for value in values]
    low, high = min(numbers, default=0), max(numbers, default=0)
    step = (width - 8) / (len(numbers) - 1) if len(numbers) > 1 else 0
    scale = (height - 8) / (high - low) if high > low else 0
    return [
        (
            round(4 + i * step, 1),
            round(height - 4 - (value - low) * scale if scale else height / 2, 1),
        )
        for i, value in enumerate(numbers)
    ]


def breaks_of(values: Iterable[float], shades: int = 5) -> list[float]:
    """Upper bounds that part the positive values into about equal shares; fewer where values repeat."""
    numbers = sorted(value for value in values if value > 0)
    if not numbers:
        return []
    bounds = [numbers[-(-len(numbers) * i // shades) - 1] for i in range(1, shades + 1)]
    return sorted(set(bounds))


def even_breaks(values: Iterable[float], shades: int = 5) -> list[int]:
    """Upper bounds at equal round steps from nought, at most `shades`: a map that compares amounts, where equal shares
    would make a contrast out of small differences."""
    most = max((value for value in values), default=0)
    if most <= 0:
        return []
    step = next(
        size * 10**power
        for power in range(16)
        for size in (1, 2, 5)
        if size * 10**power * shades >= most
    )
    return [step * number for number in range(1, shades + 1) if step * (number - 1) < most]


def shade(value: float | None, breaks: Sequence[float]) -> str:
    """none for nothing known, 0 for nothing there, 1…5 by the first bound that holds the value."""
    if value is None:
        return "none"
    if value <= 0 or not breaks:
        return "0"
    place = next((i for i, bound in enumerate(breaks) if value <= bound), len(breaks) - 1)
    return str(5 if len(breaks) == 1 else 1 + round(place * 4 / (len(breaks) - 1)))


@dataclass(frozen=True)
class MapFrame:
    """Fits plain coordinates (y upwards) into a drawing (y downwards), with a margin."""

    left: float
    top: float
    scale: float
    width: int
    height: int
    shape: str
    offset: tuple[float, float] = field(default=(0, 0))

    def place(self, point: Sequence[float]) -> tuple[float, float]:
        x = self.offset[0] + (point[0] - self.left) * self.scale
        y = self.offset[1] + (self.top - point[1]) * self.scale
        return round(x, 1), round(y, 1)

    def polygon(self, points: Iterable[Sequence[float]]) -> str:
        return " ".join(f"{short(x)},{short(y)}" for x, y in map(self.place, points))

    def percent(self, point: Sequence[float]) -> tuple[str, str]:
        x, y = self.place(point)
        return f"{short(x / self.width * 100)}%", f"{short(y / self.height * 100)}%"


FRAMES = [("wide", 800, 400, 1.65), ("classic", 800, 600, 1.15), ("tall", 800, 800, 0)]


def frame_for(points: Iterable[Sequence[float]], margin: float = 12) -> MapFrame:
    """The frame whose proportions suit the points: 2:1, 4:3 or square."""
    known = list(points) or [(0, 0), (1, 1)]
    left, right = min(p[0] for p in known), max(p[0] for p in known)
    bottom, top = min(p[1] for p in known), max(p[1] for p in known)
    across, up = (right - left) or 1, (top - bottom) or 1
    shape, width, height, _ = next(frame for frame in FRAMES if across / up >= frame[3])
    scale = min((width - 2 * margin) / across, (height - 2 * margin) / up)
    offset = ((width - across * scale) / 2, (height - up * scale) / 2)
    return MapFrame(left, top, scale, width, height, shape, offset)


def middle(points: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The centre of gravity of a polygon; of its corners if it has no area."""
    doubled = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        doubled += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    if abs(doubled) < 1e-9:
        return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    return x_sum / (3 * doubled), y_sum / (3 * doubled)
