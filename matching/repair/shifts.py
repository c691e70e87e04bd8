"""The cheapest way to bring one unit of a changed plan to rest, found in the contracted network.

Dijkstra's algorithm on reduced costs, once for each unit that is out of place (successive shortest
paths: J. Edmonds, R. Karp, *Theoretical improvements in algorithmic efficiency for network flow
problems*, J. ACM 19, 1972; R. Ahuja, T. Magnanti, J. Orlin, *Network Flows*, 1993, section 9.7).
Only providers nearer than the goal are looked at, and only their potentials move; afterwards the
three conditions of ``books`` hold again on every arc.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from matching.errors import CertificateError
from matching.repair.books import NOBODY, Books

FAR = 2**200
"""Farther than any way."""


def place(books: Books, starts: Mapping[int, int], stay: int = FAR) -> tuple[int, int]:
    """Bring a unit to a free place, or let the need be left out that is cheapest to leave out.

    On the way whoever goes to a provider may make room there and go elsewhere. They are sent, and
    the place is taken; who enters at the start is the caller's to send.

    Args:
        starts: provider -> cost of entering the unit there.
        stay: cost of not entering it at all.

    Returns:
        The provider where it enters (``NOBODY`` if it stays out), and the cost of it all.
    """
    y, arcs, goes = books.potential, books.arcs, books.goes
    paid, unserved = books.paid, books.unserved
    reached, mover = [FAR] * len(y), [NOBODY] * len(y)
    for j, cost in starts.items():
        reached[j] = cost - y[j]
    queue = [(reached[j], j) for j in starts]
    heapify(queue)
    settled: list[int] = []
    nearest, end, last = stay, NOBODY, NOBODY
    while queue and queue[0][0] < nearest:
        distance, j = heappop(queue)
        if distance > reached[j]:
            continue
        settled.append(j)
        here = distance + y[j]
        if books.taken[j] < books.usable(j):
            there = here + books.price(j, books.taken[j])
            if there < nearest:
                nearest, end, last = there, j, NOBODY
        for v in books.holders[j]:
            free = here - paid[v]
            if free + unserved[v] < nearest:
                nearest, end, last = free + unserved[v], j, v
            left = nearest - free
            for h, cost in arcs[v].items():
                if cost - y[h] < left and (there := free + cost - y[h]) < reached[h]:
                    reached[h], mover[h] = there, v
                    heappush(queue, (there, h))
    for j in settled:
        books.lift(j, reached[j] - nearest)
    if end == NOBODY:
        return NOBODY, nearest
    if last == NOBODY:
        books.take(end)
    else:
        books.send(last, NOBODY)
    while (v := mover[end]) != NOBODY:
        came_from = goes[v]
        books.send(v, end)
        end = came_from
    return end, nearest


def fill(books: Books, target: int) -> int:
    """Bring somebody to a place that is counted as taken though nobody has it, or give one back.

    The same as ``place``, looked at from the goal: who may go there comes from another provider,
    whose place is then filled in its turn, or was left out so far.

    Returns:
        The cost of it all.
    """
    y, goes, rent = books.potential, books.goes, books.rent
    reached = [FAR] * len(y)
    mover: dict[int, tuple[int, int]] = {}
    reached[target] = y[target]
    queue = [(reached[target], target)]
    settled: list[int] = []
    nearest, end, first = FAR, NOBODY, NOBODY
    while queue and queue[0][0] < nearest:
        distance, j = heappop(queue)
        if distance > reached[j]:
            continue
        settled.append(j)
        here = distance - y[j]
        if books.taken[j] > 0:
            there = here - books.price(j, books.taken[j] - 1)
            if there < nearest:
                nearest, end, first = there, j, NOBODY
        left = nearest - here
        for v, cost in books.wanting[j].items():
            if cost + rent[v] < left and (there := here + cost + rent[v]) < nearest:
                h = goes[v]
                if h == NOBODY:
                    nearest, end, first = there, j, v
                elif there < reached[h]:
                    reached[h], mover[h] = there, (v, j)
                    heappush(queue, (there, h))
    for j in settled:
        books.lift(j, nearest - reached[j])
    if first == NOBODY:
        books.give_back(end)
    else:
        books.send(first, end)
    while end != target:
        v, end = mover[end]
        books.send(v, end)
    return nearest


def follow_k(books: Books) -> None:
    """Let the potentials follow a larger ``K``: nobody moves, since the old one was large enough.

    Raises:
        CertificateError: somebody would move.
    """
    starts: dict[int, int] = {}
    for v in books.position.values():
        if books.goes[v] == NOBODY:
            for j, cost in books.arcs[v].items():
                starts[j] = min(starts.get(j, FAR), cost - books.unserved[v])
    if place(books, starts, stay=0) != (NOBODY, 0):
        raise CertificateError("a larger K moves somebody: the plan was not exact by tag")
