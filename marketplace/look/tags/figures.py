"""Figures: numbers as pictures. The arithmetic is in `look/figures.py`, the drawing in templates/components/."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import segno
from django.template import Context, Library
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.look import figures, words
from marketplace.look.icons import SIGNS
from marketplace.look.tags.drawing import draw, now_of, rows_of, tone_class

register = Library()


@register.simple_tag(takes_context=True)
def clock(
    context: Context,
    fraction: float | None,
    due_text: Any = "",
    breached: bool = False,
    stopped: bool = False,
    label: Any = "",
    due_at: datetime | None = None,
) -> SafeString:
    state = figures.clock_state(fraction or 0, breached=breached, stopped=stopped)
    if not due_text and due_at:
        due_text = words.time_left(due_at, now_of(context))
    values = {
        "state": state,
        "is_late": state in ("breached", "missed"),
        "width": figures.short(figures.bounded(fraction or 0) * 100),
        "known": fraction is not None,
        "due_text": due_text,
        "due_at": due_at,
        "due_exact": words.exact(due_at) if due_at else "",
        "stopped": stopped,
        "label": label,
    }
    return draw(context, "components/clock.html", values)


@register.simple_tag(takes_context=True)
def capacity(
    context: Context, used: int, total: int, label: Any = "", unit: Any = ""
) -> SafeString:
    as_blocks = 0 < total <= figures.BLOCKS_UP_TO
    values = {
        "blocks": [(i * 18 + 1, i < used) for i in range(total)] if as_blocks else [],
        "blocks_width": total * 18,
        "width": figures.short(figures.bounded(used / total if total else 1) * 100),
        "state": figures.capacity_state(used, total),
        "words": words.of_total(used, total),
        "label": label,
        "unit": unit,
    }
    return draw(context, "components/capacity.html", values)


@register.simple_tag(takes_context=True)
def stat(
    context: Context,
    label: Any,
    value: Any,
    unit: Any = "",
    target: float | None = None,
    out_of: float = 100,
    better: str = "high",
    note: Any = "",
    url: str = "",
    tone: str = "",
    history: Iterable[float] | None = None,
) -> SafeString:
    values = {
        "label": label,
        "value": words.number(value) if value is not None else "–",
        "unit": unit,
        "note": note,
        "url": url,
        "tone": tone_class(tone) if tone else "",
        "target": None
        if target is None or value is None or isinstance(value, str)
        else _target(value, target, out_of, better),
        "history": list(history or []),
    }
    return draw(context, "components/stat.html", values)


def _target(value: float, target: float, out_of: float, better: str) -> dict[str, str]:
    """How far the value reaches, and the line it should reach."""
    reached = value >= target if better == "high" else value <= target
    return {
        "tone": tone_class("good" if reached else "warn"),
        "width": figures.short(figures.bounded(float(value) / out_of) * 100),
        "at": figures.short(figures.bounded(target / out_of) * 100),
        "words": words.number(target),
    }


@register.simple_tag(takes_context=True)
def satisfaction(
    context: Context,
    rate: float | None,
    low: float | None = None,
    high: float | None = None,
    answers: int = 0,
    label: Any = "",
    threshold: float = 0.5,
    target: float | None = None,
) -> SafeString:
    values: dict[str, Any] = {"label": label, "asked": rate is not None, "answers": answers}
    if rate is not None:
        values |= {
            "state": figures.satisfaction_state(rate, low, threshold),
            "rate": words.percent(rate),
            "rate_at": figures.short(figures.bounded(rate) * 100),
            "interval": None
            if low is None or high is None
            else {
                "low": words.percent(low),
                "high": words.percent(high),
                "low_at": figures.short(figures.bounded(low) * 100),
                "high_at": figures.short(figures.bounded(high) * 100),
            },
            "threshold": words.percent(threshold),
            "threshold_at": figures.short(threshold * 100),
            "target": words.percent(target) if target is not None else "",
            "target_at": figures.short((target or 0) * 100),
        }
    return draw(context, "components/satisfaction.html", values)


@register.simple_tag(takes_context=True)
def funnel(context: Context, stages: Iterable[Sequence[Any]], label: Any = "") -> SafeString:
    values = {"stages": figures.funnel(stages), "label": label}
    return draw(context, "components/funnel.html", values)


@register.simple_tag(takes_context=True)
def district_map(
    context: Context,
    areas: Iterable[Mapping[str, Any]],
    outlines: Iterable[Mapping[str, Any]] = (),
    dots: Iterable[Mapping[str, Any]] = (),
    label: Any = "",
    value_label: Any = "",
    breaks: Sequence[float] | None = None,
    unit: Any = "",
    table: bool = True,
) -> SafeString:
    areas, outlines, dots = list(areas), list(outlines), list(dots)
    frame = figures.frame_for(
        [
            *(point for area in areas for point in _corners(area)),
            *(point for outline in outlines for point in outline["points"]),
            *((dot["x"], dot["y"]) for dot in dots),
        ]
    )
    known = [area["value"] for area in areas if area.get("value") is not None]
    bounds = figures.breaks_of(known) if breaks is None else list(breaks)
    values = {
        "frame": frame,
        "areas": [_area(area, frame, bounds, unit) for area in areas],
        "outlines": [_outline(outline, frame) for outline in outlines],
        "dots": [_dot(dot, frame) for dot in dots],
        "legend": _legend(bounds, unit, areas),
        "label": label or value_label,
        "value_label": value_label or label,
        "unit": unit,
        "table": table and bool(areas),
    }
    return draw(context, "components/district_map.html", values)


def _corners(area: Mapping[str, Any]) -> Sequence[Sequence[float]]:
    return area.get("points") or [(area["x"], area["y"])]


def _area(
    area: Mapping[str, Any], frame: figures.MapFrame, bounds: Sequence[float], unit: Any
) -> dict[str, Any]:
    value = area.get("value")
    said = _("not known") if value is None else f"{words.number(value)}{unit and ' '}{unit}"
    point = None if area.get("points") else frame.place((area["x"], area["y"]))
    return {
        "name": area["name"],
        "said": said,
        "note": area.get("note", ""),
        "group": area.get("group", ""),
        "url": area.get("url", ""),
        "shade": figures.shade(value, bounds),
        "points": frame.polygon(area["points"]) if area.get("points") else "",
        "x": point and figures.short(point[0]),
        "y": point and figures.short(point[1]),
    }


def _outline(outline: Mapping[str, Any], frame: figures.MapFrame) -> dict[str, Any]:
    x, y = frame.percent(outline.get("label_at") or figures.middle(outline["points"]))
    return {
        "name": outline.get("name", ""),
        "points": frame.polygon(outline["points"]),
        "x": x,
        "y": y,
    }


def _dot(dot: Mapping[str, Any], frame: figures.MapFrame) -> dict[str, Any]:
    x, y = frame.percent((dot["x"], dot["y"]))
    code = dot.get("code") or ""
    return {
        "name": dot["name"],
        "url": dot.get("url", ""),
        "tag": code.replace("_", "-") if code in SIGNS else "",
        "path": SIGNS.get(code, "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z"),
        "x": x,
        "y": y,
    }


def _legend(
    bounds: Sequence[float], unit: Any, areas: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Shade and words of each step that can occur."""
    values = [area.get("value") for area in areas]
    whole = all(float(bound).is_integer() for bound in bounds) and all(
        value is None or float(value).is_integer() for value in values
    )
    steps: list[tuple[str, str]] = []
    if any(value is None for value in values):
        steps.append(("none", _("not known")))
    if any(value is not None and value <= 0 for value in values):
        steps.append(("0", "0"))
    below: float = 0
    for bound in bounds:
        first = words.number(below + 1 if whole else below)
        last = words.number(bound)
        steps.append((figures.shade(bound, bounds), last if first == last else f"{first}–{last}"))
        below = bound
    return [(shade, f"{text} {unit}".strip()) for shade, text in steps]


@register.simple_tag(takes_context=True)
def sparkline(context: Context, values: Iterable[float], label: Any = "") -> SafeString:
    numbers = list(values)
    points = figures.spark(numbers)
    drawn = {
        "points": " ".join(f"{figures.short(x)},{figures.short(y)}" for x, y in points),
        "area": " ".join(
            f"{figures.short(x)},{figures.short(y)}"
            for x, y in [*points, (points[-1][0], 32), (points[0][0], 32)]
        )
        if len(points) > 1
        else "",
        "last": points[-1] if points else None,
        "label": label or (_("from %(first)s to %(last)s") % _ends(numbers) if numbers else ""),
    }
    return draw(context, "components/sparkline.html", drawn)


def _ends(numbers: Sequence[float]) -> dict[str, str]:
    return {"first": words.number(numbers[0]), "last": words.number(numbers[-1])}


@register.simple_tag(takes_context=True)
def bar_rows(
    context: Context,
    rows: Iterable[Sequence[Any]],
    label: Any = "",
    out_of: float | None = None,
    target: float | None = None,
) -> SafeString:
    filled = rows_of(rows, 4)
    widest = float(out_of or max((row[1] or 0 for row in filled), default=0) or 1)
    values = {
        "rows": [
            {
                "label": name,
                "width": figures.short(figures.bounded(float(value or 0) / widest) * 100),
                "text": text or words.number(value if value is not None else "–"),
                "url": url,
            }
            for name, value, text, url in filled
        ],
        "target_at": None
        if target is None
        else figures.short(figures.bounded(target / widest) * 100),
        "target": "" if target is None else words.number(target),
        "label": label,
    }
    return draw(context, "components/bar_rows.html", values)


@register.simple_tag(takes_context=True)
def progress(context: Context, value: int, total: int, label: Any = "") -> SafeString:
    values = {
        "value": value,
        "total": total,
        "width": figures.short(figures.bounded(value / total if total else 0) * 100),
        "words": words.of_total(value, total),
        "label": label,
    }
    return draw(context, "components/progress.html", values)


@register.simple_tag
def qr(text: Any, label: Any = "", scale: int = 4) -> SafeString:
    """A QR code as SVG, black on white in every theme; `scale` counts on paper only as a minimum."""
    code = segno.make(str(text), error="m", micro=False)
    drawing = code.svg_inline(
        scale=scale,
        border=2,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=str(label or _("QR code")),
    )
    return SafeString(drawing.replace("<svg ", '<svg role="img" ', 1))
