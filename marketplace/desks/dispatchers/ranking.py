"""Everybody who could take one order, and everybody who could not, as the page lists them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.desks.dispatchers.words import TERM_HEADS
from marketplace.dispatch.keys import service_key, volunteer_key
from marketplace.dispatch.queries import Ranked
from marketplace.dispatch.sentences import COUNTED
from marketplace.volunteers.models import Volunteer

# The rest is in the count: whoever reads further down should ask why the first fifty will not do.
MOST = 50
# Nobody asks a hairdresser why he does not repair roofs: these are only counted.
ONLY_COUNTED = ("service", "need_type")


@dataclass(frozen=True, slots=True)
class Choice:
    """One provider somebody could choose: `dearer` says what that costs against the best, in points."""

    key: str
    ranked: Ranked
    place: int
    by_term: list[tuple[str, int]]
    dearer: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Everybody with the same first reason against them."""

    sentence: str
    choices: list[Choice]
    count: int


@dataclass(frozen=True, slots=True)
class Ranking:
    eligible: list[Choice]
    eligible_count: int
    refused: list[Refused]
    heads: list[str]

    @property
    def best(self) -> Choice | None:
        return self.eligible[0] if self.eligible else None


def ranking_of(everybody: Iterable[Ranked]) -> Ranking:
    able, unable = [], defaultdict(list)
    for one in everybody:
        able.append(one) if one.eligible else unable[one.reasons[0]].append(one)
    base = able[0].total if able else None
    return Ranking(
        eligible=_choices(able, base),
        eligible_count=len(able),
        refused=[_refused(code, unable[code], base) for code in COUNTED if code in unable],
        heads=[str(head) for head in TERM_HEADS.values()],
    )


def find(everybody: Iterable[Ranked], key: str) -> Ranked | None:
    return next((one for one in everybody if key_of(one) == key), None)


def key_of(ranked: Ranked) -> str:
    provider = ranked.provider
    key = volunteer_key if isinstance(provider, Volunteer) else service_key
    return key(provider.pk)


def choice_of(ranked: Ranked, base: int | None, place: int = 0) -> Choice:
    return Choice(
        key=key_of(ranked),
        ranked=ranked,
        place=place,
        by_term=[(str(head), ranked.terms[name]) for name, head in TERM_HEADS.items()],
        dearer=0 if base is None else ranked.total - base,
    )


def _choices(ranked: list[Ranked], base: int | None) -> list[Choice]:
    return [choice_of(one, base, place) for place, one in enumerate(ranked[:MOST], start=1)]


def _refused(code: str, ranked: list[Ranked], base: int | None) -> Refused:
    listed = [] if code in ONLY_COUNTED else ranked
    return Refused(COUNTED[code] % {"n": len(ranked)}, _choices(listed, base), len(ranked))
