"""What can happen to a plan that stands, and what it leads to: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matching.explain import Move
from matching.model import Provider, Seeker


@dataclass(frozen=True, slots=True)
class Arrival:
    """A need comes. After a ``Withdrawal`` of the same key it is the same need asked anew: it keeps
    to its provider where it can."""

    seeker: Seeker


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A need waits no more."""

    seeker: str


@dataclass(frozen=True, slots=True)
class Refit:
    """A provider as it is now: other places, another load, other visits left; the rest as before."""

    provider: Provider


Change = Arrival | Withdrawal | Refit


class How(StrEnum):
    """How the plan was brought to its new optimum."""

    REPAIRED = "repaired"
    """Way by way."""
    SOLVED_AGAIN = "solved_again"
    """As a whole, because so much changed that this is quicker; it comes to the same."""
    MATCHED_ANEW = "matched_anew"
    """From nothing, because visits by week bind and these are not part of a flow alone: the optimum
    is exact, the moves may be more than needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What a change did.

    Attributes:
        placed: for each need that came, its provider; ``None``: it stays with the dispatch centre.
        moves: everybody else whose provider differs from before, sorted by key; no optimum of the
            changed problem has fewer (but see ``How.MATCHED_ANEW``).
        served_by_tag: number served of each tag 1..4, afterwards.
        objective: of the plan afterwards, ``points`` and ``(5 - tag) * big_k`` for each left out.
        points: sum of the points of all that go somewhere.
        big_k: unit of the unserved costs; at least that of the plan.
        how: how it was done.
        milliseconds: how long it took.
    """

    placed: Mapping[str, str | None]
    moves: tuple[Move, ...]
    served_by_tag: Mapping[int, int]
    objective: int
    points: int
    big_k: int
    how: How
    milliseconds: float
