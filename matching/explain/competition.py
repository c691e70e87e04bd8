"""Who competes for what: the needs and the places that leave a seeker out.

A seeker is left out although somebody is eligible. Whoever holds the places it could have, and the
places that those could have instead, and so on, make a set of needs all of whose candidates lie in
one set of providers. In the proven flow this is what can still be reached from the seeker, the near
side of a minimum cut: every arc that leaves it is full.

The holders are as urgent or more so, and with the seeker they are one more than the places: Philip
Hall's condition (*On representatives of subsets*, J. London Math. Soc. 10, 1935) violated by one.
And no smaller set explains it: leave out any one of them, and the places suffice for the rest, since
each holder can be reached, so that it could make room. In the words of matroids they are the one
circuit that the served and the seeker contain, so they depend on whom the plan serves, and not on
who happens to go where (J. Edmonds, D. R. Fulkerson, *Transversals and matroid partition*, 1965).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matching.columns import Bools, Ints
from matching.plan import Plan, Working


@dataclass(frozen=True, slots=True)
class Competition:
    """Needs that can be served only by these providers, and there are not enough places.

    Attributes:
        seekers: every need whose candidates all lie within ``providers``; the one that was asked
            about, those who hold the places, and others who are left out too. Sorted.
        providers: sorted keys.
        places: what they can take of these needs, all of it given out.
        holders: those of ``seekers`` who have a place: exactly as many as there are places.
        held_by_tag: how many places are held by each tag.
    """

    seekers: tuple[str, ...]
    providers: tuple[str, ...]
    places: int
    holders: tuple[str, ...]
    held_by_tag: Counter[int]

    @property
    def needs(self) -> int:
        """How many compete; always more than ``places``."""
        return len(self.seekers)


@dataclass(frozen=True, slots=True)
class Reachable:
    """What a seeker left out could have if others made room.

    Attributes:
        seekers: itself and all who hold what it could have, step by step, shape (N,).
        providers: all their candidates, shape (P,).
        nodes: of the network, the sink only if a place is free, shape (V,).
    """

    seekers: Bools
    providers: Bools
    nodes: Bools


def competition(plan: Plan, seeker: int) -> Competition | None:
    """What the seeker at this position competes for.

    ``None`` if nobody is eligible, or where weeks out of step decide (``branching``): they keep a free
    place closed, or with somebody less urgent, for whom there are visits enough.
    """
    working = plan.working
    reached = reachable(working, seeker)
    if not reached.providers.any() or reached.nodes[working.layout.sink]:
        return None
    only_here = _only_here(working, reached)
    held = only_here & (working.flow[working.layout.unserved_arcs] == 0)
    tag = working.columns.tag
    if (tag[held] > tag[seeker]).any():
        return None
    seekers, providers = plan.problem.seekers, plan.problem.providers
    return Competition(
        seekers=tuple(seekers[i].key for i in np.flatnonzero(only_here)),
        providers=tuple(providers[j].key for j in np.flatnonzero(reached.providers)),
        places=_room(working, reached.nodes),
        holders=tuple(seekers[i].key for i in np.flatnonzero(held)),
        held_by_tag=Counter(seekers[i].tag for i in np.flatnonzero(held)),
    )


def reachable(working: Working, seeker: int) -> Reachable:
    """Everything that can be reached from a seeker without leaving anybody out."""
    layout = working.layout
    start = np.arange(len(layout.network.supply)) == seeker
    nodes = _closure(*_steps(working), start)
    seekers = nodes[: layout.n]
    providers = np.zeros(working.columns.p, bool)
    providers[layout.pairs.provider[seekers[layout.pairs.seeker]]] = True
    return Reachable(seekers, providers, nodes)


def has_room(working: Working) -> Bools:
    """From which providers a free place can be reached without leaving anybody out, shape (P,)."""
    layout, places = working.layout, working.columns.places
    held = layout.pairs.provider[working.flow[: len(layout.pairs)] > 0]
    # The network has no more places of a provider than it has candidates.
    free = places > np.bincount(held, minlength=len(places))
    start = np.zeros(len(layout.network.supply), bool)
    start[layout.node_of[free & (layout.node_of >= 0)]] = True
    start[layout.sink] = True
    tail, head = _steps(working)
    return np.where(layout.node_of < 0, free, _closure(head, tail, start)[layout.node_of])


def _steps(working: Working) -> tuple[Ints, Ints]:
    """Where a unit can still go, from node to node, without leaving anybody out."""
    layout, network = working.layout, working.layout.network
    ahead = working.flow < network.capacity
    ahead[layout.unserved_arcs] = False
    back = (working.flow > 0) & (network.head != layout.sink)
    tail = np.concatenate([network.tail[ahead], network.head[back]])
    return tail, np.concatenate([network.head[ahead], network.tail[back]])


def _closure(tail: Ints, head: Ints, start: Bools) -> Bools:
    """Every node that arcs lead to from those of ``start``, these included.

    >>> start = np.array([True, False, False, False])
    >>> _closure(np.array([0, 1, 3]), np.array([1, 2, 0]), start).tolist()
    [True, True, True, False]
    """
    reached = start
    while True:
        before, reached = reached, reached.copy()
        reached[head[before[tail]]] = True
        if (reached == before).all():
            return reached


def _only_here(working: Working, reached: Reachable) -> Bools:
    """Seekers with candidates, all of whose ways lead into what was reached."""
    pairs, head = working.pairs, working.layout.network.head
    has, leaves = np.zeros(working.columns.n, bool), np.zeros(working.columns.n, bool)
    has[pairs.seeker] = True
    leaves[pairs.seeker[~reached.nodes[head[: len(pairs)]]]] = True
    return has & ~leaves


def _room(working: Working, nodes: Bools) -> int:
    """What can leave these nodes at most, towards the sink."""
    layout, network = working.layout, working.layout.network
    leaves = nodes[network.tail] & ~nodes[network.head]
    leaves[layout.unserved_arcs] = False
    return int(network.capacity[leaves].sum())
