"""All eligible pairs of one round with their cost, found a block at a time.

A block is the seekers of one district that ask for one subcategory, against the providers that have
it on offer there: a matrix that fits into the cache.

Nothing is capped: every provider that may serve a need is kept, since leaving out far ones loses
needs that could be served (at 6,000 needs, keeping only the nearest ten loses 1.4 % of them).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.blocks import Block
from matching.columns import Columns, Ints, runs

CELLS = 100_000
"""Largest matrix judged at once (seekers x providers): fits the cache, does not change the answer."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Eligible pairs, sorted by seeker, then provider.

    Attributes:
        seeker, provider: positions in the problem, shape (E,).
        cost: points of the pair, without the price of the place, shape (E,).
    """

    seeker: Ints
    provider: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.seeker)


def find_pairs(columns: Columns) -> Pairs:
    """Every pair without a hard reason and not dearer than the threshold."""
    found = [
        _found(block).within(part)
        for part in by_district(columns)
        for block in _blocks(part.columns)
    ]
    count = np.zeros(columns.n, np.int64)
    for each in found:
        count[each.rows] = each.many
    first = np.cumsum(count) - count
    provider, cost = np.empty((2, int(count.sum())), np.int64)
    for each in found:
        at = each.places_from(first[each.rows])
        provider[at], cost[at] = each.provider, each.cost
    return Pairs(np.repeat(np.arange(columns.n), count), provider, cost)


class Part(NamedTuple):
    """Some seekers and providers by themselves, and their positions in the whole."""

    columns: Columns
    seekers: Ints
    providers: Ints


def by_district(columns: Columns) -> Iterator[Part]:
    """The seekers of each district with the providers that serve it, regional ones too."""
    seekers, serves = columns.tables.seekers, columns.tables.providers.districts
    for rows in runs(seekers.district):
        here = serves.every | serves.holders(seekers.district[rows[:1]])[0]
        if len(rows) == columns.n and here.all():
            yield Part(columns, np.arange(columns.n), np.arange(columns.p))
        else:
            cols = np.flatnonzero(here)
            yield Part(columns.part(rows, cols), rows, cols)


class Found(NamedTuple):
    """The pairs of one block: so ``many`` of each of its seekers, laid end to end."""

    rows: Ints
    many: Ints
    provider: Ints
    cost: Ints

    def within(self, part: Part) -> Found:
        """The same in positions of the whole."""
        rows, provider = part.seekers[self.rows], part.providers[self.provider]
        return self._replace(rows=rows, provider=provider)

    def places_from(self, first: Ints) -> Ints:
        """Where each pair goes, when those of row ``r`` go to ``first[r]`` and after it."""
        begins = np.cumsum(self.many) - self.many
        at = np.repeat(first - begins, self.many)
        at += np.arange(len(at))
        return at


def _found(block: Block) -> Found:
    row, col = block.eligible()
    cost = block.cost(row, col)
    threshold = block.columns.problem.weights.threshold
    if len(cost) and cost.max() > threshold:
        kept = np.flatnonzero(cost <= threshold)
        row, col, cost = row[kept], col[kept], cost[kept]
    many = np.bincount(row, minlength=len(block.rows))
    return Found(block.rows, many, block.cols[col], cost)


def _blocks(columns: Columns) -> Iterator[Block]:
    """Every seeker in one block, with every provider that might serve it."""
    for rows in runs(columns.tables.seekers.asks.subcategory[columns.ask]):
        cols = columns.offering(int(columns.ask[rows[0]]))
        step = max(1, CELLS // max(len(cols), 1))
        for start in range(0, len(rows), step):
            yield Block(columns, rows[start : start + step], cols)
