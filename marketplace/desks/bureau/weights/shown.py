"""What a page shows of a set of weights, and of the sets before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.bureau.weights.words import (
    BAN,
    BANNED,
    GROUPS,
    MAKES_ROOM,
    WEIGHTS,
    bounds_of,
)
from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.rules import BOUNDS, changed
from marketplace.journal.models import Entry
from marketplace.look.words import number


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
    before: Any
    after: Any


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
        Beat(entry, tags[entry.subject.partition(":")[2]], *_turned(entry.changes))
        for entry in entries
    ]


def _turned(changes: dict[str, Any]) -> list[Any]:
    """Minutes before and after, or what happens if nobody has a place."""
    if "minutes" in changes:
        return changes["minutes"]
    return [MAKES_ROOM[made] for made in changes["makes_room"]]


def label_of(name: str) -> Any:
    return BAN if name == "block_banned" else WEIGHTS[name].label
