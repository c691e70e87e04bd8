"""Made-up districts and provinces, always the same for the same seed: for benchmarks and tests.

Proportions follow the district the product was made for: 9 subdistricts, 129 communities, 117
organizations with broad services and 2,000 volunteers with a small radius for 6,000 needs; free
places are 1.1 times the needs, so that there is real competition. A province is many of them side by
side; a regional organization also serves the two next districts.

Everything is drawn by hashing counters (``draws``), whole columns at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matching.draws import Draws, mix
from matching.model import Provider, Seeker
from matching.restore import problem_of
from matching.tables import (
    NONE,
    Asks,
    Bools,
    Ints,
    Keys,
    ProviderTable,
    SeekerTable,
    Sets,
    Small,
    Spots,
    Tables,
)
from matching.weights import Rules, Weights

SEED = 20261121
SUBCATEGORIES, KINDS, GROUPS, SLOTS = 24, 6, 6, 14
"""Kinds of need in a subcategory; target groups; mornings and afternoons of a week."""
NW, RN, HC, SW = range(4)
CLAUSES = ((), (frozenset({NW, RN}), frozenset({HC})), (frozenset({HC, SW}),))
SIGN, FEMALE, MALE = 0, 0, 1
COMMUNITIES, SUBDISTRICTS = 129, 9
RHYTHMS = (
    *((1, 1, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3), (5, 5, 5, 5), (7, 7, 7, 7)),
    *((1, 0, 1, 0), (0, 1, 0, 1), (1, 0, 0, 0), (0, 2, 2, 2)),
)
"""Visits wanted in four weeks: weekly to daily, every other week, once, twice a week from the next on."""
OFTEN = (30, 50, 60, 70, 75, 80, 85, 95)
"""Per cent of the needs with each rhythm or one before it; the last has the rest."""
WIDTH = 20_000
"""Metres across a district."""
ABREAST = 11
"""Districts in a row of the province; they touch."""


def district(
    needs: int, *, seed: int = SEED, tightness: float = 1.1, weekly: float | None = None
) -> tuple[list[Seeker], list[Provider]]:
    """Seekers and providers of one district; see ``province``.

    >>> seekers, providers = district(60)
    >>> len(seekers), len(providers), sum(provider.places for provider in providers)
    (60, 21, 66)
    """
    tables = province(needs, seed=seed, tightness=tightness, weekly=weekly)
    problem = problem_of(tables, Weights(), Rules())
    return list(problem.seekers), list(problem.providers)


def province(
    needs: int,
    districts: int = 1,
    *,
    seed: int = SEED,
    tightness: float = 1.1,
    regional: float = 0.0,
    organizations: int | None = None,
    volunteers: int | None = None,
    weekly: float | None = None,
) -> Tables:
    """A whole province as tables.

    Args:
        needs: number of seekers in all districts together; providers are in proportion.
        districts: number of districts; needs and providers are dealt to them in turn.
        seed: the same seed gives the same province on every machine.
        tightness: free places divided by needs.
        regional: share of the organizations that also serve the two next districts.
        organizations, volunteers: their number, if not in proportion.
        weekly: needs want visits in several weeks, of many rhythms, and providers can make this times
            as many as whoever fills their places wants on average, more in some weeks than in others.
            ``None``: one visit, and no limit.

    >>> tables = province(600, districts=3)
    >>> len(tables.seekers), len(tables.providers), int(tables.providers.places.sum())
    (600, 211, 660)
    """
    dice = Dice(seed)
    land = _land(dice, districts)
    organizations = organizations or max(districts, needs * 117 // 6000)
    volunteers = volunteers or max(districts, needs * 2000 // 6000)
    providers = _providers(dice, land, organizations, volunteers, int(needs * tightness), regional)
    seekers = _seekers(dice, land, needs, organizations)
    if weekly is not None:
        seekers, providers = _by_week(dice, seekers, providers, weekly)
    return Tables.whole(seekers, providers)


class Dice:
    """Columns of random whole numbers; every column is drawn from a stream of its own."""

    def __init__(self, seed: int) -> None:
        self._next = np.array([seed], np.uint64)

    def roll(self, sides: int | Ints, size: int) -> Ints:
        """From 0 to ``sides - 1``, evenly, shape (size,)."""
        self._next = mix(self._next + STEP)
        stream: Draws = mix(self._next + STEP * np.arange(size, dtype=np.uint64))
        return (stream % np.asarray(sides, np.uint64)).astype(np.int64)

    def chance(self, percent: float, size: int) -> Bools:
        """True so often, shape (size,)."""
        return self.roll(100_000, size) < 1000 * percent

    def pick(self, many: int | Ints, of: int, size: int) -> Bools:
        """Which ``many`` of ``of`` things, none twice, shape (size, of)."""
        drawn = self.roll(2**62, size * of).reshape(size, of)
        ordered = np.pad(np.sort(drawn, axis=1), ((0, 0), (1, 0)), constant_values=NONE)
        return drawn <= ordered[np.arange(size), many][:, None]


STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Land:
    """Communities in all districts: community ``c`` of district ``d`` is ``d * COMMUNITIES + c``."""

    districts: int
    x: Ints
    y: Ints

    def near(self, dice: Dice, home: Ints) -> Ints:
        """Some community of each of these districts."""
        return home * COMMUNITIES + dice.roll(COMMUNITIES, len(home))

    def subdistrict(self, community: Ints) -> Ints:
        return community // COMMUNITIES * SUBDISTRICTS + community % SUBDISTRICTS


def _land(dice: Dice, districts: int) -> Land:
    size = districts * COMMUNITIES
    district = np.arange(size) // COMMUNITIES
    row, column = district // ABREAST, district % ABREAST
    column = np.where(row % 2, ABREAST - 1 - column, column)  # as a snake: neighbours touch
    x, y = dice.roll(WIDTH, size), dice.roll(WIDTH, size)
    return Land(districts, x + WIDTH * column, y + WIDTH * row)


def _dealt(number: Ints, land: Land) -> Ints:
    """The district of each thing, dealt out in turn."""
    return number % land.districts


def _seekers(dice: Dice, land: Land, needs: int, organizations: int) -> SeekerTable:
    home = _dealt(np.arange(needs), land)
    spot = land.near(dice, home)
    ask, asks = _asks(dice, needs)
    everywhere = np.arange(land.districts * COMMUNITIES)
    one, more = dice.roll(GROUPS, needs), dice.roll(GROUPS, needs)
    more = np.where(dice.chance(30, needs), more, one)

    def name(percent: float) -> Small:
        """An organization of the district, so often."""
        here = (organizations - home - 1) // land.districts + 1
        named = home + land.districts * dice.roll(here, needs)
        return _small(np.where(dice.chance(percent, needs), named, NONE))

    def names(percent: float) -> Sets:
        return Sets.of([() if each == NONE else (each,) for each in name(percent).tolist()])

    return SeekerTable(
        key=_keys("n", needs),
        tag=_small(1 + np.searchsorted([5, 20, 56], dice.roll(100, needs), "right")),
        x=_small(land.x[spot] + dice.roll(1200, needs) - 600),
        y=_small(land.y[spot] + dice.roll(1200, needs) - 600),
        ask=ask,
        group=_small(one * GROUPS + more),
        spot=_small(spot),
        previous=name(30),
        wish=name(10),
        offered=np.full(needs, NONE, np.int32),
        refused=names(5),
        conflicts=names(1),
        asks=asks,
        groups_of=tuple(frozenset(divmod(each, GROUPS)) for each in range(GROUPS**2)),
        spots=Spots(
            community=_small(everywhere),
            subdistrict=_small(land.subdistrict(everywhere)),
            district=_small(everywhere // COMMUNITIES),
        ),
    )


def _asks(dice: Dice, needs: int) -> tuple[Small, Asks]:
    """What each seeker asks for: a fourth at certain times, few in sign language, some a woman or a
    man; one kind of need in six takes a nurse and often two people, one a trained helper."""
    kind = dice.roll(KINDS, needs)
    asked = np.stack(
        [
            dice.roll(SUBCATEGORIES, needs),
            kind,
            1 + ((kind == 0) & dice.chance(20, needs)),
            np.where(dice.chance(25, needs), dice.roll(SLOTS, needs), NONE),
            np.where(dice.chance(2, needs), SIGN, NONE),
            np.where(dice.chance(8, needs), dice.roll(2, needs), NONE),
        ]
    )
    distinct, ask = np.unique(asked, axis=1, return_inverse=True)
    subcategory, of_kind, helpers, window, language, sex = map(_small, distinct)
    return _small(ask), Asks(
        subcategory=subcategory,
        need_type=subcategory * KINDS + of_kind,
        level=1 + subcategory % 4,
        helpers=helpers,
        language=language,
        sex=sex,
        clauses=np.array([1, 2, 0, 0, 0, 0], np.int32)[of_kind],
        windows=window,
        visits=np.zeros(len(of_kind), np.int32),
        clauses_of=CLAUSES,
        windows_of=tuple(
            frozenset({slot, (slot + 1) % SLOTS, (slot + 2) % SLOTS}) for slot in range(SLOTS)
        ),
        visits_of=((1,),),
    )


def _providers(
    dice: Dice, land: Land, organizations: int, volunteers: int, places: int, regional: float
) -> ProviderTable:
    size = organizations + volunteers
    number = np.concatenate([np.arange(organizations), np.arange(volunteers)])
    is_organization = np.arange(size) < organizations
    home = _dealt(number, land)
    spot = land.near(dice, home)
    free = _shares(dice, land, organizations, volunteers, places)
    answers = dice.roll(np.where(is_organization, 200, 20), size)
    every = np.ones(size, bool)
    anywhere = ~(is_organization & dice.chance(50, size))
    any_time = is_organization | dice.chance(30, size)

    def pick(of_organization: int | Ints, of_volunteer: int | Ints, of: int) -> Bools:
        return dice.pick(np.where(is_organization, of_organization, of_volunteer), of, size)

    return ProviderTable(
        key=np.concatenate([_keys("o", organizations), _keys("v", volunteers)]),
        name=_small(np.arange(size)),
        party=_small(np.arange(size)),
        x=_small(land.x[spot]),
        y=_small(land.y[spot]),
        radius=_small(np.where(is_organization, NONE, 3000 + dice.roll(6000, size))),
        helpers=_small(1 + is_organization),
        places=_small(free),
        load=_small(dice.roll(free + 1, size)),
        satisfied=_small(answers * (86 + dice.roll(15, size)) // 100),
        answers=_small(answers),
        visits=np.empty((size, 0), np.int32),
        suspended=dice.chance(2, size),
        licence_expired=~every,
        banned=~every,
        subcategories=Sets.where(pick(6, 2, SUBCATEGORIES)),
        need_types=Sets.where(np.empty((size, 0), bool), every),
        groups=Sets.where(pick(5, 4, GROUPS)),
        levels=_shifted(Sets.where(pick(4, 3, 4)), 1),
        communities=Sets.where(np.empty((size, 0), bool), every),
        subdistricts=_subdistricts(dice, land, spot, anywhere),
        districts=_districts(land, home, is_organization & dice.chance(100 * regional, size)),
        windows=Sets.where(pick(0, 4 + dice.roll(5, size), SLOTS), any_time),
        languages=Sets.where(dice.chance(10, size)[:, None]),
        sexes=Sets.where(pick(2, 1, 2)),
        qualifications=Sets.where(pick(2 + dice.roll(3, size), dice.roll(3, size), 4)),
    )


def _by_week(
    dice: Dice, seekers: SeekerTable, providers: ProviderTable, weekly: float
) -> tuple[SeekerTable, ProviderTable]:
    """The same with visits by week; each ask is told apart by its rhythm, too."""
    rhythm = np.searchsorted(OFTEN, dice.roll(100, len(seekers)), "right")
    distinct, ask = np.unique(
        seekers.ask.astype(np.int64) * len(RHYTHMS) + rhythm, return_inverse=True
    )
    before, of_ask = np.divmod(distinct, len(RHYTHMS))
    columns = {
        name: getattr(seekers.asks, name)[before]
        for name in ("subcategory", "need_type", "level", "helpers", "language", "sex")
        + ("clauses", "windows")
    }
    asks = replace(seekers.asks, **columns, visits=_small(of_ask), visits_of=RHYTHMS)
    wanted = np.array(RHYTHMS)[rhythm].sum(axis=0)
    percent = 75 + dice.roll(51, len(providers) * 4).reshape(-1, 4)
    left = providers.places[:, None] * wanted * percent * weekly / (100 * len(seekers))
    visits = _small(np.maximum(left, 1))
    return replace(seekers, ask=_small(ask), asks=asks), replace(providers, visits=visits)


def _shares(dice: Dice, land: Land, organizations: int, volunteers: int, places: int) -> Ints:
    """Three fifths of the places with the organizations, the rest with the volunteers, none
    empty-handed, in every district alike."""
    size = organizations + volunteers
    rest = max(0, places - size)
    home = _dealt(np.arange(rest), land)
    to_organization = dice.chance(60, rest)
    here = (np.where(to_organization, organizations, volunteers) - home - 1) // land.districts + 1
    number = home + land.districts * dice.roll(here, rest)
    return 1 + np.bincount(np.where(to_organization, 0, organizations) + number, minlength=size)


def _subdistricts(dice: Dice, land: Land, spot: Ints, anywhere: Bools) -> Sets:
    """The own one and five others of the same district."""
    serves = dice.pick(5, SUBDISTRICTS, len(spot))
    own = land.subdistrict(spot)
    serves[np.arange(len(spot)), own % SUBDISTRICTS] = True
    sets = Sets.where(serves, anywhere)
    home = own // SUBDISTRICTS
    return sets._replace(code=sets.code + _small(SUBDISTRICTS * home[sets.owner]))


def _districts(land: Land, home: Ints, is_regional: Bools) -> Sets:
    """The own one, and for regional providers the two beside it."""
    steps = np.array([0, -1, 1])
    serves = np.zeros((len(home), 3), bool)
    serves[:, 0] = True
    serves[is_regional] = np.arange(3) < land.districts
    sets = Sets.where(serves)
    return sets._replace(
        code=_small((home[sets.owner] + steps[sets.code]) % land.districts),
    )


def _shifted(sets: Sets, by: int) -> Sets:
    return sets._replace(code=sets.code + np.int32(by))


def _keys(letter: str, many: int) -> Keys:
    return np.array([f"{letter}{number:07}" for number in range(many)], object)


def _small(numbers: Ints | Bools) -> Small:
    return numbers.astype(np.int32)
