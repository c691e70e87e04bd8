"""What the bureau may turn: the prices of the objective and the rules of admission.

Both are data with a version. Every plan carries the versions that it was made with, so an old
plan can be judged by the rules of its day.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise

from matching.errors import InputError

DEAREST = 1_000_000
"""Upper bound of every single weight: with it no sum can leave 64 bits (see ``network``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Prices of the soft terms, in points; less is better. One point is ten metres of travel.

    Attributes:
        version: name of this set of weights.
        travel: points per 100 metres between provider and place of service.
        quality: points for a satisfaction of 0 in 1000; a satisfaction of 1000 costs nothing.
        prior_answers: so many answers at the mean of all providers are mixed into everyone's own,
            so that three happy answers do not beat three hundred (the "Bayesian average").
        prior_satisfaction: the mean in 1000, used while nobody has an answer yet.
        continuity: points for not being the provider who came before, if there was one.
        wish: points for not being the provider who was picked, if one was.
        move: points for taking an offer that waits for its answer away from whoever was asked.
        load: convex price of a place by how busy its provider already is: ``(up_to, points)``,
            where ``up_to`` is a percentage of all its places, and the last is 100.
        load_per_order: points for each order already carried, at most ``load_orders`` of them;
            on equal scores nobody gets a second before all had a first.
        threshold: a pair dearer than this is never forced; the need stays with the dispatch centre.

    >>> Weights().travel
    10
    >>> Weights(load=((50, 300), (100, 0)))
    Traceback (most recent call last):
    matching.errors.InputError: weights: load must rise, in percentage and in points
    """

    version: str = "1"
    travel: int = 10
    quality: int = 1000
    prior_answers: int = 20
    prior_satisfaction: int = 900
    continuity: int = 300
    wish: int = 500
    move: int = 400
    load: tuple[tuple[int, int], ...] = ((25, 0), (50, 100), (75, 300), (100, 700))
    load_per_order: int = 1
    load_orders: int = 40
    threshold: int = 4000

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.type == "int":
                _weight(field.name, getattr(self, field.name))
        for _, points in self.load:
            _weight("load", points)
        if self.prior_satisfaction > 1000:
            raise InputError("weights: prior_satisfaction is in 1000")
        if not self.load or self.load[-1][0] != 100:
            raise InputError("weights: load must end at 100 percent")
        for (share, points), (next_share, next_points) in pairwise(self.load):
            if next_share <= share or next_points < points:
                raise InputError("weights: load must rise, in percentage and in points")
        if self.load_per_order * self.load_orders > DEAREST:
            raise InputError(f"weights: load_per_order x load_orders must not pass {DEAREST}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Options of admission.

    Attributes:
        version: name of this set of rules.
        block_banned: refuse providers under a bidding ban. The ban as written speaks only of
            bidding, so this is off until the bureau turns it on.
    """

    version: str = "1"
    block_banned: bool = False


def _weight(name: str, value: int) -> None:
    if not isinstance(value, int) or not 0 <= value <= DEAREST:
        raise InputError(f"weights: {name} must be a whole number from 0 to {DEAREST}")
