from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.volunteers import rules
from marketplace.volunteers.choices import Unfit, VolunteerState
from marketplace.volunteers.rules import Person, Task

TODAY = date(2026, 10, 21)
GROWN_UP = Person(
    state=VolunteerState.ACTIVE,
    birth_on=date(1990, 1, 1),
    insured_until_on=date(2027, 1, 1),
    background_declared_on=date(2026, 1, 1),
    subcategories={"A1", "E2"},
    groups={"E", "M"},
    qualifications={"VOL"},
)
ERRAND = Task(subcategory="A1", group="E", requirements=({"VOL"},))
MENTORING = Task(subcategory="E2", group="M", helpers=2, safeguards_minor=True)


def born(years: int, days: int = 0) -> date:
    """Born so as to be `years` old in `days` days."""
    return TODAY.replace(year=TODAY.year - years) + timedelta(days=days)


def test_a_grown_up_volunteer_may_take_both_tasks():
    assert rules.may_take(GROWN_UP, ERRAND, TODAY) == []
    assert rules.may_take(GROWN_UP, MENTORING, TODAY) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"state": VolunteerState.PAUSED}, Unfit.NOT_ACTIVE),
        ({"state": VolunteerState.LEFT}, Unfit.NOT_ACTIVE),
        ({"birth_on": born(18, days=1)}, Unfit.TOO_YOUNG),
        ({"insured_until_on": None}, Unfit.NOT_INSURED),
        ({"insured_until_on": TODAY}, Unfit.NOT_INSURED),
        ({"subcategories": {"E2"}}, Unfit.OTHER_WORK),
        ({"groups": {"M"}}, Unfit.OTHER_GROUP),
        ({"qualifications": set()}, Unfit.NOT_QUALIFIED),
    ],
)
def test_each_reason_against_is_named(changed, reason):
    assert rules.may_take(replace(GROWN_UP, **changed), ERRAND, TODAY) == [reason]


@pytest.mark.parametrize("declared", [None, TODAY + timedelta(days=1)])
def test_work_with_minors_wants_a_background_declaration(declared):
    undeclared = replace(GROWN_UP, background_declared_on=declared)
    assert rules.may_take(undeclared, MENTORING, TODAY) == [Unfit.NO_BACKGROUND]
    assert rules.may_take(undeclared, ERRAND, TODAY) == []


def test_every_reason_is_told_at_once():
    nobody = Person(VolunteerState.LEFT, born(10), None, None, (), (), ())
    task = replace(MENTORING, requirements=({"TE", "SW"},))
    assert set(rules.may_take(nobody, task, TODAY)) == set(Unfit)


def test_any_of_a_clause_is_enough_and_all_clauses_are_needed():
    task = replace(ERRAND, requirements=({"NW", "RN"}, {"HC"}))
    for held, fit in [({"NW"}, False), ({"HC"}, False), ({"NW", "HC"}, True), ({"RN", "HC"}, True)]:
        person = replace(GROWN_UP, qualifications=held)
        assert (rules.may_take(person, task, TODAY) == []) is fit


@pytest.mark.parametrize(
    ("birth_on", "own_income", "agreed_on", "old_enough", "of_age"),
    [
        (born(18), False, None, True, True),
        (born(18, days=1), False, None, False, False),
        (born(16), True, None, True, True),
        (born(16), False, None, False, False),
        (born(16, days=1), True, None, False, False),
        (born(14), False, TODAY, True, False),
        (born(14), False, TODAY + timedelta(days=1), False, False),
        (born(14, days=1), False, TODAY, False, False),
    ],
)
def test_the_ages_of_the_law(birth_on, own_income, agreed_on, old_enough, of_age):
    person = replace(
        GROWN_UP, birth_on=birth_on, lives_on_own_income=own_income, guardian_agreed_on=agreed_on
    )
    assert rules.is_old_enough(person, TODAY) is old_enough
    assert rules.is_of_age(person, TODAY) is of_age


def test_who_was_born_on_leap_day_is_older_on_the_first_of_march():
    assert rules.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert rules.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_nobody_goes_alone_to_a_child_nor_a_minor_alone_to_anybody():
    young = replace(GROWN_UP, birth_on=born(15), guardian_agreed_on=TODAY)
    assert rules.needs_two(MENTORING, GROWN_UP, TODAY)
    assert rules.needs_two(replace(ERRAND, group="M"), GROWN_UP, TODAY)
    assert rules.needs_two(replace(ERRAND, helpers=2), GROWN_UP, TODAY)
    assert rules.needs_two(ERRAND, young, TODAY)
    assert not rules.needs_two(ERRAND, GROWN_UP, TODAY)


@given(
    held=st.sets(st.sampled_from(["VOL", "NW", "RN", "HC", "TE"])),
    more=st.sets(st.sampled_from(["VOL", "NW", "RN", "HC", "TE"])),
    clauses=st.lists(st.sets(st.sampled_from(["VOL", "NW", "RN", "HC", "TE"]), min_size=1)),
)
def test_to_hold_more_never_makes_anybody_less_fit(held, more, clauses):
    task = replace(ERRAND, requirements=clauses)
    fewer = rules.may_take(replace(GROWN_UP, qualifications=held), task, TODAY)
    richer = rules.may_take(replace(GROWN_UP, qualifications=held | more), task, TODAY)
    assert set(richer) <= set(fewer)
