"""The input as columns: every hard reason judged for many pairs at once.

Seekers that ask for the same thing form a *profile* (a few hundred of them in a district); what
depends only on the profile is judged once for all its seekers, as one row over the providers. The
rest (groups, area, distance, names) is judged as a matrix, seekers x providers. ``True`` always
means: stands in the way. The readable law is ``eligibility``; the tests hold the two together.

Shapes: ``N`` seekers, ``P`` providers, both in canonical order; a *block* is ``rows`` (R seeker
positions of one profile) against ``cols`` (C provider positions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.eligibility import Reason
from matching.model import FARTHEST, Problem, Seeker
from matching.scoring import mean_satisfaction, quality_points

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNLIMITED = 2**62
"""Stands for the square of "no radius"; larger than any square of a distance."""


class Profile(NamedTuple):
    """What is asked for, apart from whom and where."""

    subcategory: str
    need_type: str
    qualifications: tuple[frozenset[str], ...]
    level: int
    helpers: int
    language: str | None
    sex: str | None
    windows: frozenset[str] | None
    visits: tuple[int, ...]

    @classmethod
    def of(cls, seeker: Seeker) -> Profile:
        return cls(
            seeker.subcategory,
            seeker.need_type,
            seeker.qualifications,
            seeker.level,
            seeker.helpers,
            seeker.language,
            seeker.sex,
            seeker.windows,
            seeker.visits,
        )


class Columns:
    """One problem, as arrays; built once per round."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        seekers, providers, weights = problem.seekers, problem.providers, problem.weights
        self.n, self.p = len(seekers), len(providers)

        self.tag = _ints(seeker.tag for seeker in seekers)
        self.seeker_x = _ints(seeker.x for seeker in seekers)
        self.seeker_y = _ints(seeker.y for seeker in seekers)
        self.x = _ints(provider.x for provider in providers)
        self.y = _ints(provider.y for provider in providers)
        self.square_radius = _ints(
            UNLIMITED if provider.radius is None else provider.radius**2 for provider in providers
        )
        self.places = _ints(max(provider.places, 0) for provider in providers)
        self.load = _ints(provider.load for provider in providers)
        self.visits = _by_week(provider.visits for provider in providers)
        self.helpers = _ints(provider.helpers for provider in providers)
        mean = mean_satisfaction(providers, weights)
        self.quality_points = _ints(quality_points(each, mean, weights) for each in providers)

        rules = problem.rules
        self.suspended = _bools(provider.suspended for provider in providers)
        self.licence_expired = _bools(provider.licence_expired for provider in providers)
        self.banned = _bools(rules.block_banned and provider.banned for provider in providers)
        self.full = self.places < 1

        self._offers = self._having(provider.subcategories for provider in providers)
        self._levels = self._having(provider.levels for provider in providers)
        self._groups = self._having(provider.groups for provider in providers)
        self._qualifications = self._having(provider.qualifications for provider in providers)
        self._need_types = self._having(provider.need_types or () for provider in providers)
        self._languages = self._having(provider.languages for provider in providers)
        self._sexes = self._having(provider.sexes for provider in providers)
        self._windows = self._having(provider.windows or () for provider in providers)
        self._any_window = _bools(provider.windows is None for provider in providers)
        self._any_need_type = _bools(provider.need_types is None for provider in providers)

    @cached_property
    def profiles(self) -> dict[Profile, Ints]:
        """Every profile with the positions of its seekers."""
        rows: dict[Profile, list[int]] = {}
        for position, seeker in enumerate(self.problem.seekers):
            rows.setdefault(Profile.of(seeker), []).append(position)
        return {profile: _ints(positions) for profile, positions in rows.items()}

    def offering(self, profile: Profile) -> Ints:
        """Positions of the providers that have the subcategory on offer."""
        return np.flatnonzero(self._of(self._offers, profile.subcategory))

    # -- reasons that depend on the profile alone: one row over the providers --

    def lacks_service(self, profile: Profile) -> Bools:
        return ~self._of(self._offers, profile.subcategory)

    def lacks_need_type(self, profile: Profile) -> Bools:
        return ~(self._any_need_type | self._of(self._need_types, profile.need_type))

    def lacks_qualification(self, profile: Profile) -> Bools:
        lacks = np.zeros(self.p, bool)
        for clause in profile.qualifications:
            lacks |= ~self._any(self._qualifications, clause)
        return lacks

    def serves_other_levels(self, profile: Profile) -> Bools:
        return ~self._of(self._levels, profile.level)

    def sends_too_few(self, profile: Profile) -> Bools:
        return self.helpers < profile.helpers

    def speaks_other_languages(self, profile: Profile) -> Bools:
        if profile.language is None:
            return np.zeros(self.p, bool)
        return ~self._of(self._languages, profile.language)

    def sends_other_sex(self, profile: Profile) -> Bools:
        if profile.sex is None:
            return np.zeros(self.p, bool)
        return ~self._of(self._sexes, profile.sex)

    def comes_at_other_times(self, profile: Profile) -> Bools:
        if profile.windows is None:
            return np.zeros(self.p, bool)
        return ~(self._any_window | self._any(self._windows, profile.windows))

    def has_no_visit_left(self, profile: Profile) -> Bools:
        weeks = min(len(profile.visits), self.visits.shape[1])
        wanted = np.array(profile.visits[:weeks], np.int64)
        too_many: Bools = wanted > self.visits[:, :weeks]
        return np.any(too_many, axis=1)

    # -- reasons that depend on the single pair: a matrix, rows x cols --

    def serves_other_groups(self, rows: Ints, cols: Ints) -> Bools:
        code, served = self._group_table
        return ~served[:, cols][code[rows]]

    def is_out_of_area(self, rows: Ints, cols: Ints) -> Bools:
        code, covered = self._area_table
        return ~covered[:, cols][code[rows]]

    def is_too_far(self, rows: Ints, cols: Ints) -> Bools:
        return self.square_distance(rows[:, None], cols[None, :]) > self.square_radius[cols]

    def has_conflict(self, rows: Ints, cols: Ints) -> Bools:
        return self._named(self._conflicts, rows, cols)

    def was_asked_before(self, rows: Ints, cols: Ints) -> Bools:
        return self._named(self._refused, rows, cols)

    # -- points --

    def square_distance(self, i: Ints, j: Ints) -> Ints:
        """Square metres between seekers ``i`` and providers ``j`` (any shapes that broadcast)."""
        return (self.seeker_x[i] - self.x[j]) ** 2 + (self.seeker_y[i] - self.y[j]) ** 2

    def pair_cost(self, i: Ints, j: Ints) -> Ints:
        """Sum of ``scoring.pair_terms`` for seekers ``i`` and providers ``j``, in points."""
        weights = self.problem.weights
        cost = weights.travel * _isqrt(self.square_distance(i, j)) // 100 + self.quality_points[j]
        for wanted, points in (self._previous, weights.continuity), (self._wish, weights.wish):
            if points and wanted.any():
                name = wanted[i]
                other = (name != self._own_name[j]) & (name != self._party_name[j])
                cost += points * ((name != 0) & other)
        if weights.move and self._offered.any():
            asked = self._offered[i]
            cost += weights.move * ((asked != 0) & (asked != self._own_name[j]))
        return cost

    # -- how it is kept --

    def _having(self, codes_of_each: Iterable[Iterable[object]]) -> dict[object, Bools]:
        """For each code, who has it: code -> row over the providers."""
        holders: dict[object, list[int]] = {}
        for position, codes in enumerate(codes_of_each):
            for code in codes:
                holders.setdefault(code, []).append(position)
        return {code: self._row(positions) for code, positions in holders.items()}

    def _row(self, positions: list[int]) -> Bools:
        row = np.zeros(self.p, bool)
        row[positions] = True
        return row

    def _of(self, table: dict[object, Bools], code: object) -> Bools:
        return table[code] if code in table else np.zeros(self.p, bool)

    def _any(self, table: dict[object, Bools], codes: Iterable[object]) -> Bools:
        row = np.zeros(self.p, bool)
        for code in codes:
            row |= self._of(table, code)
        return row

    @cached_property
    def _group_table(self) -> tuple[Ints, Bools]:
        """Code of each seeker's set of groups, and who serves any of each set."""
        code, sets = _codes(seeker.all_groups for seeker in self.problem.seekers)
        return code, self._stack(self._any(self._groups, groups) for groups in sets)

    @cached_property
    def _area_table(self) -> tuple[Ints, Bools]:
        """Code of each seeker's place, and who covers each place."""
        providers = self.problem.providers
        communities = self._having(provider.communities or () for provider in providers)
        subdistricts = self._having(provider.subdistricts or () for provider in providers)
        everywhere = _bools(
            provider.communities is None and provider.subdistricts is None for provider in providers
        )
        districts = self._having(provider.districts or () for provider in providers)
        any_district = _bools(provider.districts is None for provider in providers)
        code, places = _codes(
            (each.community, each.subdistrict, each.district) for each in self.problem.seekers
        )
        return code, self._stack(
            (everywhere | self._of(communities, community) | self._of(subdistricts, subdistrict))
            & (any_district | self._of(districts, district))
            for community, subdistrict, district in places
        )

    def _stack(self, rows: Iterable[Bools]) -> Bools:
        listed = list(rows)
        return np.array(listed, dtype=bool).reshape(len(listed), self.p)

    @cached_property
    def _called(self) -> dict[str, list[int]]:
        """Every name, own or party's, with the positions of the providers it means."""
        called: dict[str, list[int]] = {}
        for position, provider in enumerate(self.problem.providers):
            called.setdefault(provider.key, []).append(position)
            if provider.party != provider.key:
                called.setdefault(provider.party, []).append(position)
        return called

    @cached_property
    def _conflicts(self) -> dict[int, list[int]]:
        return self._meant(seeker.conflicts for seeker in self.problem.seekers)

    @cached_property
    def _refused(self) -> dict[int, list[int]]:
        return self._meant(seeker.refused for seeker in self.problem.seekers)

    def _meant(self, names_of_each: Iterable[frozenset[str]]) -> dict[int, list[int]]:
        """For each seeker that names somebody: the positions of the providers meant."""
        return {
            position: [each for name in names for each in self._called.get(name, ())]
            for position, names in enumerate(names_of_each)
            if names
        }

    def _named(self, meant: dict[int, list[int]], rows: Ints, cols: Ints) -> Bools:
        named = np.zeros((len(rows), len(cols)), bool)
        if meant:
            column = np.full(self.p, -1)
            column[cols] = np.arange(len(cols))
            for row, seeker in enumerate(rows.tolist()):
                if seeker in meant:
                    at = column[meant[seeker]]
                    named[row, at[at >= 0]] = True
        return named

    @cached_property
    def _name_codes(self) -> dict[str, int]:
        """A number from 1 for every name of a provider; 0 is nobody, -1 somebody unknown."""
        return {name: number for number, name in enumerate(self._called, start=1)}

    @cached_property
    def _own_name(self) -> Ints:
        return _ints(self._name_codes[provider.key] for provider in self.problem.providers)

    @cached_property
    def _party_name(self) -> Ints:
        return _ints(self._name_codes[provider.party] for provider in self.problem.providers)

    @cached_property
    def _previous(self) -> Ints:
        return self._wanted(seeker.previous for seeker in self.problem.seekers)

    @cached_property
    def _wish(self) -> Ints:
        return self._wanted(seeker.wish for seeker in self.problem.seekers)

    @cached_property
    def _offered(self) -> Ints:
        return self._wanted(seeker.offered for seeker in self.problem.seekers)

    def _wanted(self, names: Iterable[str | None]) -> Ints:
        codes = self._name_codes
        return _ints(0 if name is None else codes.get(name, -1) for name in names)


OF_PROFILE: dict[Reason, Callable[[Columns, Profile], Bools]] = {
    Reason.SERVICE: Columns.lacks_service,
    Reason.NEED_TYPE: Columns.lacks_need_type,
    Reason.QUALIFICATION: Columns.lacks_qualification,
    Reason.LEVEL: Columns.serves_other_levels,
    Reason.TWO_PERSONS: Columns.sends_too_few,
    Reason.LANGUAGE: Columns.speaks_other_languages,
    Reason.SEX: Columns.sends_other_sex,
    Reason.TIME_WINDOW: Columns.comes_at_other_times,
    Reason.SUSPENDED: lambda columns, profile: columns.suspended,
    Reason.LICENCE_EXPIRED: lambda columns, profile: columns.licence_expired,
    Reason.BANNED: lambda columns, profile: columns.banned,
    Reason.CAPACITY: lambda columns, profile: columns.full,
    Reason.WEEK_FULL: Columns.has_no_visit_left,
}
"""Hard reasons as one row over the providers."""

OF_PAIR: dict[Reason, Callable[[Columns, Ints, Ints], Bools]] = {
    Reason.GROUP: Columns.serves_other_groups,
    Reason.CONFLICT: Columns.has_conflict,
    Reason.REFUSED_BEFORE: Columns.was_asked_before,
    Reason.AREA: Columns.is_out_of_area,
    Reason.DISTANCE: Columns.is_too_far,
}
"""Hard reasons as a matrix, seekers x providers."""


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _by_week(visits: Iterable[tuple[int, ...] | None]) -> Ints:
    """What each provider can still do in each week, shape (P, weeks)."""
    rows = [each or () for each in visits]
    table = np.full((len(rows), max(map(len, rows), default=0)), FARTHEST, np.int64)
    for position, row in enumerate(rows):
        table[position, : len(row)] = row
    return table


def _bools(values: Iterable[bool]) -> Bools:
    return np.array(list(values), dtype=bool)


def _codes(values: Iterable[object]) -> tuple[Ints, list]:
    """Number the distinct values in order of appearance: codes of each, and the values."""
    numbers: dict[object, int] = {}
    codes = _ints(numbers.setdefault(value, len(numbers)) for value in values)
    return codes, list(numbers)


def _isqrt(squares: Ints) -> Ints:
    """Whole square roots, exact: the float root is corrected by whole numbers."""
    roots = np.sqrt(squares.astype(np.float64)).astype(np.int64)
    roots -= roots * roots > squares
    roots += (roots + 1) * (roots + 1) <= squares
    return roots
