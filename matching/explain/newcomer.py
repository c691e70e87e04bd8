"""A provider that is not there yet: what a tender could buy, and what exactly it is taken to be."""

from __future__ import annotations

from dataclasses import replace

from matching.model import Problem, Provider, Seeker


def newcomer(
    problem: Problem, subcategory: str, subdistrict: str, week: int | None = None
) -> Provider:
    """The provider that a cell assumes: one free place, and nothing that stands in the way.

    It offers this one service, every need type of it, to this one subdistrict, from the middle of
    all seekers there. It serves all groups and levels, holds every qualification, speaks every
    language and sends whoever is asked for in the whole input, as many at once as anybody asks for,
    at any time of the week. Nobody knows it yet: no satisfaction of its own, so it counts as the
    mean of all; no load; nobody's former, picked or conflicting provider. ``week``: it comes in that
    week only, and then as often as anybody wants.
    """
    return Newcomers(problem).at(subcategory, subdistrict, week)


class Newcomers:
    """Every newcomer of one problem; what they have in common is found once."""

    def __init__(self, problem: Problem) -> None:
        self._anybodys = _anybodys(problem)
        self._middles = _middles(problem)

    def at(self, subcategory: str, subdistrict: str, week: int | None) -> Provider:
        key, (x, y) = f"{subcategory}@{subdistrict}", self._middles[subdistrict]
        weeks = range(len(self._anybodys.visits or ()))
        return replace(
            self._anybodys,
            key=key,
            party=key,
            subcategories=frozenset({subcategory}),
            subdistricts=frozenset({subdistrict}),
            x=x,
            y=y,
            visits=None if week is None else tuple(99 * (at == week) for at in weeks),
        )


def _anybodys(problem: Problem) -> Provider:
    """A newcomer to whom anybody could go, wherever and for whatever."""
    seekers = problem.seekers
    return Provider(
        key="",
        kind="organization",
        party="",
        subcategories=frozenset(),
        groups=frozenset(group for each in seekers for group in each.all_groups),
        levels=frozenset({1, 2, 3, 4}),
        languages=frozenset(each.language for each in seekers if each.language),
        sexes=frozenset(each.sex for each in seekers if each.sex),
        x=0,
        y=0,
        qualifications=frozenset(
            code for each in seekers for clause in each.qualifications for code in clause
        ),
        helpers=max(each.helpers for each in seekers),
        places=1,
        load=0,
        visits=(99,) * max(len(each.visits) for each in seekers),
    )


def _middles(problem: Problem) -> dict[str, tuple[int, int]]:
    """Mean place of the seekers of each subdistrict, in whole metres."""
    there: dict[str, list[Seeker]] = {}
    for each in problem.seekers:
        there.setdefault(each.subdistrict, []).append(each)
    return {
        subdistrict: (sum(e.x for e in each) // len(each), sum(e.y for e in each) // len(each))
        for subdistrict, each in there.items()
    }
