"""Two plans side by side, as pages show them: how many are served, plain figures, and who would go elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.catalogue.models import UrgencyTag
from marketplace.dispatch.engine import Difference, Measures
from marketplace.dispatch.keys import pk_of
from marketplace.dispatch.names import names_of
from marketplace.look.words import number, percent
from marketplace.workorders.models import WorkOrder

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that would go elsewhere; an empty name: to nobody."""

    order: WorkOrder
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before and after; `tone` says whether that is better."""

    label: str
    before: str
    after: str
    tone: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would differ: `served` by tag (before, after), and who it is about.

    Of each list the first few; `gained`, `lost` and `moved` count them all. `points`: by how many the
    plan would be dearer; None where points before and after do not mean the same.
    """

    orders: int
    points: int | None
    served: list[tuple[UrgencyTag, int, int]]
    figures: list[Figure]
    gains: list[Moved]
    loses: list[Moved]
    moves: list[Moved]
    gained: int
    lost: int
    moved: int


def change_of(difference: Difference) -> Change:
    """Four queries, however much would change."""
    before, after = difference.before, difference.after
    gains, loses, moves = moved_of(difference.gains, difference.loses, difference.moves)
    return Change(
        orders=sum(before.served_by_tag.values()) + sum(before.left_by_tag.values()),
        points=difference.points,
        served=[
            (tag, before.served_by_tag[tag.rank], after.served_by_tag[tag.rank])
            for tag in UrgencyTag.objects.all()
        ],
        figures=_figures(difference),
        gains=gains,
        loses=loses,
        moves=moves,
        gained=len(difference.gains),
        lost=len(difference.loses),
        moved=len(difference.moves),
    )


def moved_of(*lists: Sequence[Any]) -> list[list[Moved]]:
    """The first few of each of the engine's lists of moves, as orders and names: three queries for all."""
    shown = [several[:SHOWN] for several in lists]
    every = [move for several in shown for move in several]
    orders = _orders(pk_of(move.seeker) for move in every)
    names = names_of({key for move in every for key in (move.before, move.after) if key})
    return [
        [
            Moved(
                orders[pk_of(move.seeker)],
                names.get(move.before or "", ""),
                names.get(move.after or "", ""),
            )
            for move in several
        ]
        for several in shown
    ]


def _orders(pks: Iterable[int]) -> dict[int, WorkOrder]:
    shown = WorkOrder.objects.select_related("need__need_type", "need__tag", "need__community")
    return shown.in_bulk(list(pks))


def _figures(difference: Difference) -> list[Figure]:
    before, after = difference.before, difference.after
    left = [sum(each.left_by_tag.values()) for each in (before, after)]
    figures = [
        _figure(_("Without anybody"), *left),
        _figure(_("Busiest provider"), before.load.most, after.load.most, unit="%(n)s %%"),
        Figure(_("Providers without an order"), number(before.idle), number(after.idle), tone=""),
    ]
    if all(sum(each.served_by_tag.values()) for each in (before, after)):
        figures[1:1] = _of_the_served(before, after)
    return figures


def _of_the_served(before: Measures, after: Measures) -> list[Figure]:
    """What has no meaning where nobody is served."""
    return [
        _figure(_("Way, on average"), before.metres.mean, after.metres.mean, unit=_("%(n)s m")),
        _figure(_("Longest way"), before.metres.most, after.metres.most, unit=_("%(n)s m")),
        Figure(
            _("Satisfaction with whoever comes"),
            *(percent(each.quality / 1000, 1) for each in (before, after)),
            tone=_tone(after.quality - before.quality),
        ),
        _share(_("Familiar faces"), before.continuity, after.continuity),
        _share(_("Picks followed"), before.wishes, after.wishes),
    ]


def _figure(label: str, before: int, after: int, *, unit: str = "%(n)s") -> Figure:
    """Less of it is better."""
    told = [unit % {"n": number(each)} for each in (before, after)]
    return Figure(label, *told, tone=_tone(before - after))


def _share(label: str, before: Any, after: Any) -> Figure:
    told = [
        _("%(n)s of %(all)s") % {"n": number(each.met), "all": number(each.of)}
        for each in (before, after)
    ]
    return Figure(label, *told, tone=_tone(after.met - before.met))


def _tone(better: int) -> str:
    return "good" if better > 0 else "bad" if better < 0 else ""
