"""What the bureau may turn and how far, when time runs a round by itself, and how long a preview waits.

Pure: every moment is handed in. The engine itself would take any weight up to a million; what is allowed here
is what still means something in one district. One point is ten metres of travel at the usual price.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Bound:
    """From `least` to `most`, both allowed; `why` not beyond."""

    least: int
    most: int
    why: Any = ""

    def holds(self, value: int) -> bool:
        return self.least <= value <= self.most


# 50 km at the usual price of travel: nobody in a district is farther away.
ACROSS_THE_DISTRICT = 5000
_FARTHER_THAN_THE_DISTRICT = _(
    "More would outweigh the way across the whole district, and distance would count for nothing."
)

BOUNDS: dict[str, Bound] = {
    "travel": Bound(
        0,
        100,
        _("At 100, one kilometre weighs as much as all of quality usually does."),
    ),
    "quality": Bound(0, ACROSS_THE_DISTRICT, _FARTHER_THAN_THE_DISTRICT),
    "prior_answers": Bound(
        1,
        200,
        _(
            "With none, three happy answers would beat three hundred; with more than most ever get, "
            "all would look alike."
        ),
    ),
    "prior_satisfaction": Bound(
        500, 1000, _("Below half satisfied, nobody unknown would ever be asked.")
    ),
    "continuity": Bound(0, ACROSS_THE_DISTRICT, _FARTHER_THAN_THE_DISTRICT),
    "wish": Bound(0, ACROSS_THE_DISTRICT, _FARTHER_THAN_THE_DISTRICT),
    "move": Bound(
        100,
        ACROSS_THE_DISTRICT,
        _("Without a price, providers who were asked would be let down for a few metres."),
    ),
    # One reason for the four of them, at the last.
    "load_quarter": Bound(0, ACROSS_THE_DISTRICT),
    "load_half": Bound(0, ACROSS_THE_DISTRICT),
    "load_three_quarters": Bound(0, ACROSS_THE_DISTRICT),
    "load_full": Bound(0, ACROSS_THE_DISTRICT, _FARTHER_THAN_THE_DISTRICT),
    "load_per_order": Bound(
        0, 100, _("At 100, each order already carried weighs as much as a kilometre.")
    ),
    "load_orders": Bound(
        1, 200, _("Hardly anybody carries more than 200 orders at the same time.")
    ),
    "threshold": Bound(
        500, 50_000, _("More than ten times across the district is no threshold any more.")
    ),
}
# Dearer the busier: a price that fell would send everybody to the same provider.
LOAD = ("load_quarter", "load_half", "load_three_quarters", "load_full")
# Up to which share of its places, in percent, each of them holds.
LOAD_UP_TO = (25, 50, 75, 100)
# What even the nearest provider may have to pay at once. Were the threshold below their sum, a need could be
# left to the dispatch centre although somebody next door may help.
UNAVOIDABLE = ("quality", "continuity", "wish", "move")

# Whoever has looked at a round for longer than this looks at a world that has gone on.
PREVIEW_LASTS = timedelta(minutes=15)

# Minutes between the rounds that time runs by itself, by rank of the tag; the bureau may change them.
USUAL_MINUTES = {1: 1, 2: 5, 3: 15, 4: 60}
# Whose orders take back, by themselves, unanswered offers of less urgent ones if nobody has a place.
USUALLY_MAKE_ROOM = frozenset({1})
# Waiting for a round must stay a small part of the time in which somebody has to accept.
MINUTES: dict[int, Bound] = {
    1: Bound(1, 10, _("Somebody must have accepted within half an hour.")),
    2: Bound(1, 60, _("Somebody must have accepted within four hours.")),
    3: Bound(1, 240, _("Somebody must have accepted within a working day.")),
    4: Bound(1, 480, _("Somebody must have accepted within two working days.")),
}
# A clock that comes once a minute comes now a second early, now a second late.
PUNCTUAL = timedelta(seconds=30)


def against_weights(values: Mapping[str, int]) -> dict[str, Any]:
    """What is wrong with a set of weights, by field; nothing if it may be put in force."""
    wrong = {name: out_of(bound) for name, bound in BOUNDS.items() if not bound.holds(values[name])}
    for before, after in pairwise(LOAD):
        if values[after] < values[before]:
            wrong.setdefault(after, _("The busier, the dearer: not less than the line above."))
    least = sum(values[name] for name in UNAVOIDABLE) + 1
    if values["threshold"] < least:
        message = _(
            "At least %(least)s: quality, continuity, pick and taking back together. With less, a need "
            "could stay without help although somebody next door may come."
        )
        wrong.setdefault("threshold", message % {"least": least})
    return wrong


def against_minutes(minutes: Mapping[int, int]) -> dict[int, Any]:
    """What is wrong with the minutes between rounds, by rank of the tag."""
    wrong = {
        rank: out_of(bound) for rank, bound in MINUTES.items() if not bound.holds(minutes[rank])
    }
    for urgent, calmer in pairwise(sorted(minutes)):
        if minutes[calmer] < minutes[urgent]:
            wrong.setdefault(calmer, _("The calmer, the longer: not less than the line above."))
    return wrong


def changed(before: Mapping[K, V], after: Mapping[K, V]) -> dict[K, list[V]]:
    """What differs, by name: [before, after]."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def out_of(bound: Bound) -> Any:
    message = _("Please give a whole number from %(least)s to %(most)s.")
    return message % {"least": bound.least, "most": bound.most}


def due_ranks(
    minutes: Mapping[int, int],
    last: Mapping[int, datetime],
    waiting: Iterable[int],
    at: datetime,
) -> set[int]:
    """The ranks of the tags whose round is due: somebody waits, and the last round was long enough ago.

    The more urgent ones that wait go along, so that a calmer order never takes their place.
    """
    waiting = set(waiting)
    due = {rank for rank in waiting if _is_due(minutes[rank], last.get(rank), at)}
    return {rank for rank in waiting if due and rank <= max(due)}


def is_stale(previewed_at: datetime, at: datetime) -> bool:
    """Whether a preview has waited so long for a decision that time may discard it."""
    return at >= previewed_at + PREVIEW_LASTS


def _is_due(minutes: int, last: datetime | None, at: datetime) -> bool:
    return last is None or at >= last + timedelta(minutes=minutes) - PUNCTUAL
