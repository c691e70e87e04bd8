"""The account of one order as a drawing: boxes for orders and providers, lines for who goes where."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.dispatch.engine import Plan, graph_of
from marketplace.dispatch.keys import pk_of
from marketplace.dispatch.names import providers_of
from marketplace.organizations.models import Service
from marketplace.workorders.models import WorkOrder

# In units of the drawing, about a pixel each.
WIDE, HIGH = 176, 48
ACROSS, DOWN = WIDE + 72, HIGH + 20
MARGIN = 8
# How much text fits into a box; a Chinese character is two wide.
FITS = 21

Label = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """`kind` and `role` as the engine's graph has them; `more` others are there and are not drawn."""

    x: int
    y: int
    kind: str
    role: str
    title: str
    first: str
    second: str
    more: int


@dataclass(frozen=True, slots=True)
class Line:
    """From the side of one box to the side of another; `points` at its middle, where they say something."""

    x1: int
    y1: int
    x2: int
    y2: int
    kind: str
    points: int | None

    @property
    def middle(self) -> tuple[int, int]:
        return (self.x1 + self.x2) // 2, (self.y1 + self.y2) // 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """`more_needs` and `more_providers` had no room."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]
    more_needs: int
    more_providers: int


def drawing_of(plan: Plan, key: str) -> Drawing | None:
    """At most four queries; None where there is nothing to connect."""
    graph = graph_of(plan, key)
    if not graph.edges:
        return None
    nodes = dict(graph.nodes(data=True))
    labels = _labels(nodes.values())
    boxes = {name: _box(node, labels) for name, node in nodes.items()}
    lines = [_line(boxes[one], boxes[other], edge) for one, other, edge in graph.edges(data=True)]
    return Drawing(
        width=2 * MARGIN + WIDE + ACROSS * max(node["x"] for node in nodes.values()),
        height=2 * MARGIN + HIGH + DOWN * max(node["y"] for node in nodes.values()),
        boxes=list(boxes.values()),
        lines=lines,
        more_needs=graph.graph["more_needs"],
        more_providers=graph.graph["more_providers"],
    )


def _labels(nodes: Iterable[dict[str, Any]]) -> dict[str, Label]:
    """What stands in a box, by key: a need with its order, a provider with its service."""
    nodes = list(nodes)
    keys = [node["key"] for node in nodes if node["kind"] == "need"]
    orders = WorkOrder.objects.select_related("need__need_type").in_bulk(
        [pk_of(key) for key in keys]
    )
    labels = {key: _label_of_order(orders[pk_of(key)]) for key in keys}
    known = providers_of(node["key"] for node in nodes if node["kind"] == "provider")
    labels |= {key: _label_of_provider(provider) for key, provider in known.items()}
    return labels | {"": (_("Nobody"), _("dispatch centre"))}


def _label_of_order(order: WorkOrder) -> Label:
    return order.need.need_type.name, order.number


def _label_of_provider(provider: Any) -> Label:
    if isinstance(provider, Service):
        return provider.organization.name, provider.name
    return provider.name, _("Volunteer")


def _box(node: dict[str, Any], labels: dict[str, Label]) -> Box:
    first, second = labels.get(node["key"], ("", ""))
    return Box(
        x=MARGIN + ACROSS * node["x"],
        y=MARGIN + DOWN * node["y"],
        kind=node["kind"],
        role=node["role"],
        title=f"{first} · {second}",
        first=_fitting(first),
        second=_fitting(second),
        more=node["more"],
    )


def _line(one: Box, other: Box, edge: dict[str, Any]) -> Line:
    rightwards = one.x < other.x
    says_something = edge["kind"] in ("goes", "would_go") and other.kind == "provider"
    return Line(
        x1=one.x + WIDE if rightwards else one.x,
        y1=one.y + HIGH // 2,
        x2=other.x if rightwards else other.x + WIDE,
        y2=other.y + HIGH // 2,
        kind=edge["kind"],
        points=edge["cost"] if says_something else None,
    )


def _fitting(text: str) -> str:
    """As much of it as fits."""
    room = FITS
    for at, char in enumerate(text):
        room -= 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if room < 0:
            return f"{text[: at - 1]}…"
    return text
