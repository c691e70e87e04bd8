"""What a choice by hand would cost all orders that wait, before it is made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.desks.differences import Moved, moved_of
from marketplace.dispatch.queries import price_by_hand
from marketplace.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Price:
    """`points` dearer than the best plan, negative is cheaper; `loses` would go without for it, `moves` to
    somebody else, `gains` would have nobody but for it. `same`: it is what the best plan does."""

    same: bool
    points: int
    gains: list[Moved]
    loses: list[Moved]
    moves: list[Moved]
    gained: int
    lost: int
    moved: int


def price_of(order: WorkOrder, provider: str, at: datetime) -> Price | None:
    """None if the engine cannot tell."""
    priced = price_by_hand(order, provider, at=at)
    if priced is None or priced[1].effect is None:
        return None
    override = priced[1]
    others = [move for move in override.effect.moves if move.seeker != override.seeker]
    lists = [
        [move for move in others if _kind(move) == kind] for kind in ("gains", "loses", "moves")
    ]
    return Price(
        not override.effect.moves,
        override.effect.points,
        *moved_of(*lists),
        *(len(moves) for moves in lists),
    )


def _kind(move: Any) -> str:
    if move.before is None:
        return "gains"
    return "loses" if move.after is None else "moves"
