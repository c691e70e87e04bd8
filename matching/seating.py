"""Several seats at each table, and nobody twice at the same one: who sits where, evenly and by lot.

A table has seats, a guest may sit at several tables. What is best, in this order:

1. most seats are taken;
2. everybody sits about equally often: the least sum of squares of how often each guest sits, what they
   sat before included. Whoever sits ``c`` times pays ``2c + 1`` for the next seat, so a cheapest flow
   takes the least burdened first; where a spread of at most one is possible, it is reached, because
   among whole numbers of one sum the squares are least just there;
3. the least sum of misfits;
4. by lot: a number drawn from the seed and the two keys of each pair.

It is one minimum-cost flow: table -> guest with capacity 1, guest -> sink in single units of rising price,
table -> sink for a seat left empty. The first two steps are one network, proven by its certificate; the
last two choose among its optima (``ties.on_the_face``), so they are exact too. The result depends on the
keys and the seed alone, never on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from matching.certificate import verify
from matching.columns import Ints
from matching.draws import of_keys
from matching.errors import InputError
from matching.network import Network
from matching.solve import SOLVERS, solve
from matching.ties import BITS, on_the_face

MOST = 10_000
"""Upper bound of seats, loads, places and misfits: no sum can leave 64 bits."""


@dataclass(frozen=True, slots=True, order=True)
class Table:
    """``seats`` that want to be taken."""

    key: str
    seats: int


@dataclass(frozen=True, slots=True, order=True)
class Guest:
    """Somebody who has sat ``carried`` times and may sit at ``places`` more tables."""

    key: str
    carried: int
    places: int


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits where.

    Attributes:
        taken: keys of the guests by table, sorted; every table is named.
        empty: seats left empty by table, where there are any.
        solver, solver_version: who found it; the proof was checked.
    """

    taken: Mapping[str, tuple[str, ...]]
    empty: Mapping[str, int]
    solver: str
    solver_version: str


def seat(
    tables: Iterable[Table],
    guests: Iterable[Guest],
    misfits: Mapping[tuple[str, str], int],
    *,
    seed: str,
) -> Seating:
    """The best seating.

    Args:
        misfits: for each (table, guest) that may be, how badly they fit; less is better. Every other
            pair is out of the question.
        seed: any text. The same seed gives the same seating, for ever and on every machine.

    Raises:
        InputError: a key twice, a pair of strangers, or a number out of range.
        CertificateError: no solver gave an answer that proves itself.

    >>> tables = [Table("t1", 2), Table("t2", 2)]
    >>> guests = [Guest("a", 0, 9), Guest("b", 0, 9), Guest("c", 3, 9), Guest("d", 0, 9)]
    >>> may = {(t, g): 0 for t in ("t1", "t2") for g in "abcd"} | {("t2", "d"): 5}
    >>> seat(tables, guests, may, seed="s").taken["t1"]
    ('b', 'd')
    >>> seat([Table("t1", 5)], guests, may, seed="s").empty
    {'t1': 1}
    """
    room = _Room.of(tables, guests, misfits)
    network = room.network()
    solution = solve(network, SOLVERS)
    flow, _ = on_the_face(
        network,
        solution.potential,
        (room.of_pairs(room.misfit), room.of_pairs(room.drawn(seed))),
        SOLVERS,
    )
    verify(network, flow, solution.potential)
    return Seating(*room.read(flow), solution.solver, solution.solver_version)


@dataclass(frozen=True)
class _Room:
    """Both sides and the pairs in canonical order; ``at``, ``who``: positions, shape (pairs,)."""

    tables: tuple[Table, ...]
    guests: tuple[Guest, ...]
    at: Ints
    who: Ints
    misfit: Ints

    @classmethod
    def of(
        cls,
        tables: Iterable[Table],
        guests: Iterable[Guest],
        misfits: Mapping[tuple[str, str], int],
    ) -> _Room:
        rows, others = tuple(sorted(tables)), tuple(sorted(guests))
        at = {table.key: i for i, table in enumerate(rows)}
        who = {guest.key: i for i, guest in enumerate(others)}
        _check(rows, others, at, who, misfits)
        pairs = sorted((at[t], who[g], cost) for (t, g), cost in misfits.items() if t in at)
        columns = np.array(pairs, np.int64).reshape(len(pairs), 3)
        return cls(rows, others, columns[:, 0], columns[:, 1], columns[:, 2])

    def network(self) -> Network:
        """Nodes: tables, guests, sink. Arcs: pairs, then seats left empty, then the guests' places."""
        t, g = len(self.tables), len(self.guests)
        sink = t + g
        seats = np.array([table.seats for table in self.tables], np.int64)
        owner, price = self._places()
        empty = int(seats.sum() + 1) * int(price.max(initial=0) + 1)
        everyone = np.arange(t)
        supply = np.zeros(sink + 1, np.int64)
        supply[:t], supply[sink] = seats, -seats.sum()
        return Network(
            tail=np.concatenate([self.at, everyone, t + owner]),
            head=np.concatenate([t + self.who, np.full(t + len(owner), sink)]),
            capacity=np.concatenate([np.ones(len(self.at), np.int64), seats, np.ones_like(owner)]),
            cost=np.concatenate([np.zeros_like(self.at), np.full(t, empty), price]),
            supply=supply,
        )

    def of_pairs(self, cost: Ints) -> Ints:
        """A cost for every arc that is ``cost`` for the pairs and 0 for all others."""
        owner, _ = self._places()
        return np.concatenate([cost, np.zeros(len(self.tables) + len(owner), np.int64)])

    def drawn(self, seed: str) -> Ints:
        """A number for every pair, from the seed and its keys: 0 .. 2**36 - 1."""
        keys = (
            f"{seed}\0{self.tables[t].key}\0{self.guests[g].key}"
            for t, g in zip(self.at.tolist(), self.who.tolist(), strict=True)
        )
        return (of_keys(keys) >> np.uint64(64 - BITS)).astype(np.int64)

    def read(self, flow: Ints) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
        """(guests by table, empty seats by table)."""
        taken: dict[str, list[str]] = {table.key: [] for table in self.tables}
        for pair in np.flatnonzero(flow[: len(self.at)]).tolist():
            taken[self.tables[self.at[pair]].key].append(self.guests[self.who[pair]].key)
        empty = {
            table.key: table.seats - len(taken[table.key])
            for table in self.tables
            if len(taken[table.key]) < table.seats
        }
        return {key: tuple(sorted(who)) for key, who in taken.items()}, empty

    def _places(self) -> tuple[Ints, Ints]:
        """Position of the guest and price of each place, cheapest first for each guest."""
        usable = np.minimum(
            np.array([guest.places for guest in self.guests], np.int64),
            np.bincount(self.who, minlength=len(self.guests)),
        )
        owner = np.repeat(np.arange(len(self.guests)), usable)
        before = np.arange(len(owner)) - np.repeat(np.cumsum(usable) - usable, usable)
        carried = np.array([guest.carried for guest in self.guests], np.int64)
        return owner, 2 * (carried[owner] + before) + 1


def _check(
    tables: tuple[Table, ...],
    guests: tuple[Guest, ...],
    at: Mapping[str, int],
    who: Mapping[str, int],
    misfits: Mapping[tuple[str, str], int],
) -> None:
    if len(at) < len(tables) or len(who) < len(guests):
        raise InputError("a table or a guest was given twice")
    if any(g not in who for t, g in misfits if t in at):
        raise InputError("a pair names a guest who is not there")
    numbers = [table.seats for table in tables] + list(misfits.values())
    numbers += [number for guest in guests for number in (guest.carried, guest.places)]
    if any(not isinstance(number, int) or not 0 <= number <= MOST for number in numbers):
        raise InputError(f"seats, loads, places and misfits are whole numbers from 0 to {MOST}")
