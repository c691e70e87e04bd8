"""What a page shows of a set of weights, of the sets before it, and of what another one would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.bureau.weights.words import BAN, BANNED, GROUPS, WEIGHTS, bounds_of
from marketplace.dispatch.engine import Difference, Measures
from marketplace.dispatch.keys import pk_of
from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.names import names_of
from marketplace.dispatch.rules import BOUNDS, changed
from marketplace.journal.models import Entry
from marketplace.look.words import number
from marketplace.workorders.models import WorkOrder

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Setting:
    """One weight as it stands: “10 points” “for each 100 metres”, and how far it may be turned."""

    label: Any
    amount: str
    where: Any
    does: Any
    bounds: str
    why: Any


@dataclass(frozen=True, slots=True)
class Version:
    """A set in the history. `changes`: (what, before, after) against the version before it."""

    weights: WeightSet
    state: str
    tone: str
    changes: list[tuple[Any, str, str]]


@dataclass(frozen=True, slots=True)
class Beat:
    """One change of the rhythm, as the journal has it."""

    entry: Entry
    tag: UrgencyTag
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before and after; `tone` says whether that is better."""

    label: str
    before: str
    after: str
    tone: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that would go elsewhere; an empty name: to nobody."""

    order: WorkOrder
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What another set would do to the orders that wait: `served` by tag, and who it is about.

    Of each list the first few; `gained`, `lost` and `moved` count them all.
    """

    orders: int
    served: list[tuple[UrgencyTag, int, int]]
    figures: list[Figure]
    gains: list[Moved]
    loses: list[Moved]
    moves: list[Moved]
    gained: int
    lost: int
    moved: int


def settings_of(weights: WeightSet) -> list[tuple[Any, list[Setting]]]:
    return [(title, [_setting(weights, name) for name in names]) for title, names in GROUPS.items()]


def _setting(weights: WeightSet, name: str) -> Setting:
    words, bound = WEIGHTS[name], BOUNDS[name]
    amount = amount_of(name, getattr(weights, name))
    return Setting(words.label, amount, words.where, words.does, bounds_of(bound), bound.why)


def amount_of(name: str, value: int) -> str:
    """“10 points”, “900 of 1,000”."""
    if name == "block_banned":
        return str(BANNED[bool(value)])
    return str(WEIGHTS[name].unit % {"n": number(value), "number": value})


def versions_of(sets: Iterable[WeightSet], in_force: WeightSet, at: datetime) -> list[Version]:
    """The sets with what each changed, one query more."""
    sets = list(sets)
    before = WeightSet.objects.in_bulk([each.version - 1 for each in sets])
    return [_version(each, before.get(each.version - 1), in_force, at) for each in sets]


def _version(
    weights: WeightSet, before: WeightSet | None, in_force: WeightSet, at: datetime
) -> Version:
    state, tone = _("no longer"), "done"
    if weights == in_force:
        state, tone = _("in force"), "good"
    elif weights.from_at > at:
        state, tone = _("planned"), "waiting"
    differing = changed(before.settings, weights.settings) if before else {}
    changes = [
        (label_of(name), amount_of(name, was), amount_of(name, now))
        for name, (was, now) in differing.items()
    ]
    return Version(weights, state, tone, changes)


def beats_of(entries: Iterable[Entry]) -> list[Beat]:
    """Changes of the rhythm, out of the entries of its thread."""
    tags = {tag.pk: tag for tag in UrgencyTag.objects.all()}
    return [
        Beat(entry, tags[entry.subject.partition(":")[2]], *entry.changes["minutes"])
        for entry in entries
    ]


def label_of(name: str) -> Any:
    return BAN if name == "block_banned" else WEIGHTS[name].label


def change_of(difference: Difference) -> Change:
    """Three queries, however much would change."""
    tags = UrgencyTag.objects.all()
    before, after = difference.before, difference.after
    lists = difference.gains, difference.loses, difference.moves
    gains, loses, moves = _moved([moves[:SHOWN] for moves in lists])
    return Change(
        orders=sum(before.served_by_tag.values()) + sum(before.left_by_tag.values()),
        served=[
            (tag, before.served_by_tag[tag.rank], after.served_by_tag[tag.rank]) for tag in tags
        ],
        figures=_figures(difference),
        gains=gains,
        loses=loses,
        moves=moves,
        gained=len(difference.gains),
        lost=len(difference.loses),
        moved=len(difference.moves),
    )


def _figures(difference: Difference) -> list[Figure]:
    before, after = difference.before, difference.after
    left = [sum(each.left_by_tag.values()) for each in (before, after)]
    figures = [
        _figure(_("Without anybody"), *left),
        _figure(_("Busiest provider"), before.load.most, after.load.most, unit="%(n)s %%"),
        _figure(_("Providers without an order"), before.idle, after.idle, better=""),
    ]
    if all(sum(each.served_by_tag.values()) for each in (before, after)):
        figures[1:1] = _of_the_served(before, after)
    return figures


def _of_the_served(before: Measures, after: Measures) -> list[Figure]:
    """What has no meaning where nobody is served."""
    return [
        _figure(_("Way, on average"), before.metres.mean, after.metres.mean, unit=_("%(n)s m")),
        _figure(_("Longest way"), before.metres.most, after.metres.most, unit=_("%(n)s m")),
        _figure(
            _("Satisfaction with whoever comes"),
            before.quality,
            after.quality,
            unit=_("%(n)s of 1,000"),
            better="more",
        ),
        _share(_("Familiar faces"), before.continuity, after.continuity),
        _share(_("Picks followed"), before.wishes, after.wishes),
    ]


def _figure(
    label: str, before: int, after: int, *, unit: str = "%(n)s", better: str = "less"
) -> Figure:
    tone = ""
    if better and before != after:
        tone = "good" if (after < before) == (better == "less") else "bad"
    return Figure(label, unit % {"n": number(before)}, unit % {"n": number(after)}, tone)


def _share(label: str, before: Any, after: Any) -> Figure:
    told = [
        _("%(n)s of %(all)s") % {"n": number(each.met), "all": number(each.of)}
        for each in (before, after)
    ]
    tone = "" if before.met == after.met else "good" if after.met > before.met else "bad"
    return Figure(label, told[0], told[1], tone)


def _moved(lists: list[Any]) -> list[list[Moved]]:
    moves = [move for several in lists for move in several]
    orders = WorkOrder.objects.select_related("need__need_type", "need__tag").in_bulk(
        [pk_of(move.seeker) for move in moves]
    )
    keys = {key for move in moves for key in (move.before, move.after) if key}
    names = names_of(keys)
    return [
        [
            Moved(
                orders[pk_of(move.seeker)],
                names.get(move.before or "", ""),
                names.get(move.after or "", ""),
            )
            for move in several
        ]
        for several in lists
    ]
