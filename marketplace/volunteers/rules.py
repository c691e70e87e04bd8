"""Who may take which task: the Regulations on Voluntary Service (order 685), Arts. 14 to 17. Pure.

Fit by age and knowledge, trained or qualified where the task asks for it, insured before anything may
happen, and never alone with a child.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from marketplace.volunteers.choices import Unfit, VolunteerState

YOUNGEST = 14
OF_AGE = 18
OF_AGE_ON_OWN_INCOME = 16
MINORS = "M"


@dataclass(frozen=True, slots=True)
class Person:
    """A volunteer as the rules see them; codes of what they do, whom they serve, what they hold."""

    state: str
    birth_on: date
    insured_until_on: date | None
    background_declared_on: date | None
    subcategories: Collection[str]
    groups: Collection[str]
    qualifications: Collection[str]
    lives_on_own_income: bool = False
    guardian_agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: `requirements` are all of (any of) qualification codes."""

    subcategory: str
    group: str
    requirements: Collection[Collection[str]] = ()
    helpers: int = 1
    safeguards_minor: bool = False


def age_on(birth_on: date, on: date) -> int:
    """Whole years on that day."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def is_of_age(person: Person, on: date) -> bool:
    """18, or 16 and living on one's own income."""
    age = age_on(person.birth_on, on)
    return age >= OF_AGE or (age >= OF_AGE_ON_OWN_INCOME and person.lives_on_own_income)


def is_old_enough(person: Person, on: date) -> bool:
    """Of age, or at least 14 with the guardian's agreement."""
    if is_of_age(person, on):
        return True
    agreed = person.guardian_agreed_on
    return age_on(person.birth_on, on) >= YOUNGEST and agreed is not None and agreed <= on


def with_minors(task: Task) -> bool:
    return task.group == MINORS or task.safeguards_minor


def may_take(person: Person, task: Task, on: date) -> list[Unfit]:
    """Every reason against; empty: they may."""
    declared = person.background_declared_on
    insured = person.insured_until_on
    held = frozenset(person.qualifications)
    against = (
        (Unfit.NOT_ACTIVE, person.state != VolunteerState.ACTIVE),
        (Unfit.TOO_YOUNG, not is_old_enough(person, on)),
        (Unfit.NOT_INSURED, insured is None or insured <= on),
        (Unfit.NO_BACKGROUND, with_minors(task) and (declared is None or declared > on)),
        (Unfit.OTHER_WORK, task.subcategory not in person.subcategories),
        (Unfit.OTHER_GROUP, task.group not in person.groups),
        (Unfit.NOT_QUALIFIED, any(held.isdisjoint(any_of) for any_of in task.requirements)),
    )
    return [reason for reason, holds in against if holds]


def needs_two(task: Task, person: Person, on: date) -> bool:
    """Whether nobody may go alone: with minors, where the list wants two, and who is not of age."""
    return with_minors(task) or task.helpers >= 2 or not is_of_age(person, on)
