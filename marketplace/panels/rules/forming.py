"""Who may judge whom, how well somebody knows a matter, and where the lot comes from. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from marketplace.panels.choices import EvaluatorKind, Obstacle, Tie

# So many days before an evaluation is due its panel may be drawn.
DRAWN_AHEAD = 30

OBSTACLE_OF = {
    Tie.EMPLOYMENT: Obstacle.EMPLOYER,
    Tie.KINSHIP: Obstacle.KINSHIP,
    Tie.PARTNER: Obstacle.PARTNER,
    Tie.OTHER: Obstacle.OTHER,
}


@dataclass(frozen=True, slots=True)
class Declared:
    """A tie to an organization (its id), until the day before `until_on`, or still."""

    tie: str
    organization: int
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An evaluator as the draw sees one.

    Attributes:
        user, evaluator: ids.
        kind: expert or purchaser.
        works_for: ids of the organizations that employ them or that they sign in for.
        representatives: legal representatives of their employers.
        declared: what they declared.
        of_the_purchaser: they hold an office of the district's bureau.
        subcategories, levels: what they know.
        carried: seats of this year that they have held.
        open: panels they sit on that have not signed.
        places: at most so many of those.
    """

    evaluator: int
    user: int
    kind: str
    works_for: frozenset[int] = frozenset()
    representatives: frozenset[str] = frozenset()
    declared: tuple[Declared, ...] = ()
    of_the_purchaser: bool = False
    subcategories: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    carried: int = 0
    open: int = 0
    places: int = 6

    @property
    def free(self) -> int:
        return max(self.places - self.open, 0)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a panel judges, and whom: the project, and ids of everybody who bid for it, alone or along.

    `representatives`: their legal representatives; `before`: evaluators who sat on this panel or gave
    a seat of it up.
    """

    project: int
    author: int
    judged: frozenset[int]
    representatives: frozenset[str] = frozenset()
    subcategories: frozenset[str] = frozenset()
    level: int = 0
    partner_years: int = 2
    before: frozenset[int] = frozenset()


def obstacles(candidate: Candidate, matter: Matter, on: date) -> list[str]:
    """Every reason why somebody may not judge this matter on that day, the gravest first."""
    found = set()
    if candidate.user == matter.author:
        found.add(Obstacle.AUTHOR)
    if candidate.kind == EvaluatorKind.EXPERT and candidate.of_the_purchaser:
        found.add(Obstacle.PURCHASER)
    if candidate.works_for & matter.judged:
        found.add(Obstacle.EMPLOYER)
    if candidate.representatives & matter.representatives:
        found.add(Obstacle.REPRESENTATIVE)
    for declared in candidate.declared:
        if declared.organization in matter.judged and counts(declared, on, matter.partner_years):
            found.add(OBSTACLE_OF[Tie(declared.tie)])
    if candidate.evaluator in matter.before:
        found.add(Obstacle.BEFORE)
    if not candidate.free:
        found.add(Obstacle.FULL)
    return [obstacle.value for obstacle in Obstacle if obstacle in found]


def counts(declared: Declared, on: date, years: int) -> bool:
    """Whether a tie makes partial on that day: while it lasts, and for `years` after.

    >>> counts(Declared("partner", 1, date(2024, 10, 22)), date(2026, 10, 21), 2)
    True
    >>> counts(Declared("partner", 1, date(2024, 10, 21)), date(2026, 10, 21), 2)
    False
    """
    return declared.until_on is None or _years_later(declared.until_on, years) > on.isoformat()


def _years_later(day: date, years: int) -> str:
    """As the database reckons it: 29 February stands between the 28th and the 1st of March."""
    return f"{day.year + years:04d}-{day:%m-%d}"


def misfit(candidate: Candidate, matter: Matter) -> int:
    """How little somebody knows of the matter: 0 its subcategory, 1 its category, 2 its level, 3 nothing."""
    if candidate.subcategories & matter.subcategories:
        return 0
    if {code[0] for code in candidate.subcategories} & {code[0] for code in matter.subcategories}:
        return 1
    return 2 if matter.level in candidate.levels else 3


def seed_of(purpose: str, sources: Iterable[str]) -> str:
    """The seed of a draw: from what nobody could choose, in whatever order it is told.

    Sources are the digests of the bids, fixed when nobody knew the others', and the seeds of earlier
    draws for the same panels. Anybody who has them gets the same seed.
    """
    return sha256("\n".join([purpose, *sorted(sources)]).encode()).hexdigest()
