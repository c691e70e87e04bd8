"""From tables back to dataclasses, row by row: what the readable law and the explanations read.

Tables keep codes, not words, so the words of a restored row are numbers; they are equal where the
words of the day were equal, and that is all that the law asks. A name is the key of the provider that
bears it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar, overload

import numpy as np

from matching.model import Problem, Provider, Seeker
from matching.tables import NONE, Sets, Tables
from matching.weights import Rules, Weights

Row = TypeVar("Row", Seeker, Provider)


def problem_of(tables: Tables, weights: Weights, rules: Rules) -> Problem:
    """The problem that tables stand for; no row is made before somebody asks for it.

    >>> from matching.synthetic import province
    >>> problem = problem_of(province(60), Weights(), Rules())
    >>> problem.seekers[7].key, problem.providers[-1].key, len(problem.seekers)
    ('n0000007', 'v0000019', 60)
    """
    seekers: Any = SeekerRows(tables)  # tuples to whoever reads them
    providers: Any = ProviderRows(tables)
    return Problem(seekers, providers, weights, rules)


class _Rows(Sequence[Row]):
    def __init__(self, tables: Tables) -> None:
        self.seekers, self.providers = tables.seekers, tables.providers

    @cached_property
    def key_of(self) -> dict[int, str]:
        """Key of the provider that bears a name."""
        return dict(zip(self.providers.name.tolist(), self.providers.key.tolist(), strict=True))

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            return [self.row(each) for each in range(*at.indices(len(self)))]
        return self.row(range(len(self))[at])

    def row(self, at: int) -> Row:
        raise NotImplementedError

    def name(self, code: int) -> str:
        return self.key_of.get(code, f"name {code}")

    def names(self, sets: Sets, at: int) -> frozenset[str]:
        return frozenset(self.name(code) for code in _codes(sets, at))


class SeekerRows(_Rows[Seeker]):
    def __len__(self) -> int:
        return len(self.seekers)

    def row(self, at: int) -> Seeker:
        seekers, asks, spots = self.seekers, self.seekers.asks, self.seekers.spots
        ask, spot = int(seekers.ask[at]), int(seekers.spot[at])
        first, *more = sorted(seekers.groups_of[seekers.group[at]])
        windows = int(asks.windows[ask])
        return Seeker(
            key=seekers.key[at],
            need_type=str(asks.need_type[ask]),
            subcategory=str(asks.subcategory[ask]),
            group=str(first),
            groups=_words(more),
            level=int(asks.level[ask]),
            tag=int(seekers.tag[at]),
            community=str(spots.community[spot]),
            subdistrict=str(spots.subdistrict[spot]),
            district=str(spots.district[spot]),
            x=int(seekers.x[at]),
            y=int(seekers.y[at]),
            qualifications=tuple(_words(each) for each in asks.clauses_of[asks.clauses[ask]]),
            helpers=int(asks.helpers[ask]),
            refused=self.names(seekers.refused, at),
            conflicts=self.names(seekers.conflicts, at),
            previous=self._named(seekers.previous[at]),
            wish=self._named(seekers.wish[at]),
            offered=self._named(seekers.offered[at]),
            windows=None if windows == NONE else _words(asks.windows_of[windows]),
            language=_word(asks.language[ask]),
            sex=_word(asks.sex[ask]),
            visits=asks.visits_of[asks.visits[ask]],
        )

    def _named(self, code: np.int32) -> str | None:
        return None if code == NONE else self.name(int(code))


class ProviderRows(_Rows[Provider]):
    def __len__(self) -> int:
        return len(self.providers)

    def row(self, at: int) -> Provider:
        rows = self.providers
        radius = int(rows.radius[at])
        return Provider(
            key=rows.key[at],
            kind="organization",
            party=self.name(int(rows.party[at])),
            subcategories=_words(_codes(rows.subcategories, at)),
            need_types=_all_or_words(rows.need_types, at),
            groups=_words(_codes(rows.groups, at)),
            levels=frozenset(_codes(rows.levels, at)),
            communities=_all_or_words(rows.communities, at),
            subdistricts=_all_or_words(rows.subdistricts, at),
            districts=_all_or_words(rows.districts, at),
            radius=None if radius == NONE else radius,
            windows=_all_or_words(rows.windows, at),
            languages=_words(_codes(rows.languages, at)),
            sexes=_words(_codes(rows.sexes, at)),
            x=int(rows.x[at]),
            y=int(rows.y[at]),
            qualifications=_words(_codes(rows.qualifications, at)),
            helpers=int(rows.helpers[at]),
            places=int(rows.places[at]),
            load=int(rows.load[at]),
            visits=tuple(rows.visits[at].tolist()) or None,
            satisfied=int(rows.satisfied[at]),
            answers=int(rows.answers[at]),
            suspended=bool(rows.suspended[at]),
            licence_expired=bool(rows.licence_expired[at]),
            banned=bool(rows.banned[at]),
        )


def _codes(sets: Sets, at: int) -> list[int]:
    return sets.code[sets.start[at] : sets.start[at + 1]].tolist()


def _words(codes: Iterable[int]) -> frozenset[str]:
    return frozenset(map(str, codes))


def _all_or_words(sets: Sets, at: int) -> frozenset[str] | None:
    return None if sets.every[at] else _words(_codes(sets, at))


def _word(code: np.int32) -> str | None:
    return None if code == NONE else str(code)
