"""What if: a round under a supposition, beside the round as it is. Nothing is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.dispatch import engine
from marketplace.dispatch.engine import Change, Difference, Plan
from marketplace.dispatch.keys import pk_of
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.names import names_of
from marketplace.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that would go elsewhere; no name is nobody."""

    order: WorkOrder
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Supposed:
    """`difference` in the engine's words; who gains, loses and moves as orders and names."""

    difference: Difference
    gains: list[Moved]
    loses: list[Moved]
    moves: list[Moved]


def plan_of(run: MatchRun) -> Plan:
    """The plan of the round, made again from what went in."""
    return engine.plan_again(run.snapshot)


def suppose(plan: Plan, changes: Iterable[Change]) -> Supposed:
    """Four queries, however many would move. Malformed if something cannot be supposed."""
    difference = engine.suppose(plan, changes)
    moved = (difference.gains, difference.loses, difference.moves)
    every = [move for moves in moved for move in moves]
    orders = _orders(pk_of(move.seeker) for move in every)
    names = names_of({key for move in every for key in (move.before, move.after) if key})
    gains, loses, moves = (
        [
            _moved(orders[pk_of(move.seeker)], move.before, move.after, names)
            for move in some
            if pk_of(move.seeker) in orders
        ]
        for some in moved
    )
    return Supposed(difference, gains, loses, moves)


def _moved(
    order: WorkOrder, before: str | None, after: str | None, names: Mapping[str, str]
) -> Moved:
    return Moved(order, names.get(before or "", ""), names.get(after or "", ""))


def _orders(pks: Iterable[int]) -> dict[int, WorkOrder]:
    orders = WorkOrder.objects.filter(pk__in=set(pks))
    shown = orders.select_related("need__need_type", "need__tag", "need__community")
    return {order.pk: order for order in shown}
