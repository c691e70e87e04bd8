"""Many at once. Each guard has its twin: the same race without the guard, which must be lost."""

import time

import pytest
from django.db import IntegrityError, connection

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.kernel.errors import RuleBroken
from marketplace.needs import actions
from marketplace.needs.actions import guards, posting, steps
from marketplace.needs.actions.posting import NeedDraft
from marketplace.needs.choices import Channel, NeedState
from marketplace.needs.models import DailyNumber, Need
from marketplace.needs.rules import number
from tests import makers
from tests.makers import NOW
from tests.races.guards import meet_before, told
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

RACERS = 50


def poster(resident, steward):
    draft = NeedDraft(
        resident=resident,
        community=resident.household.community,
        need_type=makers.make_need_type(),
        description="",
        channel=Channel.STEWARD,
        at_risk=None,
        pick=None,
        reported_at=NOW,
    )
    consent = makers.make_consent(resident)

    def post():
        return actions.post_need(
            draft, consent=consent, by=User.objects.get(pk=steward.pk), at=NOW
        ).number

    return post


def posters(count: int) -> list:
    steward = makers.make_staff(Role.STEWARD, makers.make_community())
    return [poster(makers.make_resident(), steward) for _ in range(count)]


def test_fifty_who_post_at_once_get_fifty_numbers_without_a_gap():
    wanted = [number(NOW.date(), position) for position in range(1, RACERS + 1)]
    assert sorted(race(posters(RACERS))) == wanted


def test_without_the_lock_two_get_the_same_number(monkeypatch):
    def next_number(day):
        last = DailyNumber.objects.filter(day=day).values_list("last", flat=True).first() or 0
        time.sleep(0.1)
        DailyNumber.objects.update_or_create(day=day, defaults={"last": last + 1})
        return number(day, last + 1)

    monkeypatch.setattr(posting, "next_number", next_number)
    assert any(isinstance(outcome, IntegrityError) for outcome in race(posters(5)))


def posters_for_one(count: int) -> list:
    steward = makers.make_staff(Role.STEWARD, makers.make_community())
    return [poster(makers.make_resident(), steward)] * count


def test_of_ten_who_post_the_same_at_once_one_does_and_nine_are_shown_it():
    results = told(race(posters_for_one(10)))
    assert results == {"done": 1, "open_already": 9}
    assert Need.objects.count() == 1


def test_without_holding_the_resident_nobody_would_see_the_others(monkeypatch):
    monkeypatch.setattr(guards, "hold_resident", lambda resident: resident)
    meet_before(monkeypatch, posting, "next_number", 5)
    assert told(race(posters_for_one(5))) == {"done": 5}


def approvers(count: int) -> list:
    officer = makers.make_staff(Role.SUBDISTRICT_OFFICER, makers.make_subdistrict())
    resident = makers.make_resident()
    needs = [
        makers.make_need(NeedState.ASSESSED, resident=resident, posted_by=makers.make_user())
        for _ in range(count)
    ]

    def approval(need):
        def approve():
            by = User.objects.get(pk=officer.pk)
            return actions.approve_need(Need.objects.get(pk=need.pk), by=by, at=NOW).state

        return approve

    return [approval(need) for need in needs]


def test_of_ten_equal_needs_approved_at_once_one_is_met_and_nine_are_told_so():
    outcomes = race(approvers(10))
    told = [outcome.code for outcome in outcomes if isinstance(outcome, RuleBroken)]
    assert told == ["duplicate_being_met"] * 9
    assert Need.objects.filter(state=NeedState.APPROVED).count() == 1


def test_without_the_constraint_looking_first_lets_several_through(monkeypatch):
    look = guards.ensure_no_duplicate

    def look_slowly(need):
        look(need)
        time.sleep(0.2)

    monkeypatch.setattr(guards, "ensure_no_duplicate", look_slowly)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX needs_one_of_a_kind_being_met")
    race(approvers(5))
    assert Need.objects.filter(state=NeedState.APPROVED).count() > 1


def judges(count: int) -> list:
    officer = makers.make_staff(Role.SUBDISTRICT_OFFICER, makers.make_subdistrict())
    need = makers.make_need()

    def judge():
        by = User.objects.get(pk=officer.pk)
        return actions.triage_need(Need.objects.get(pk=need.pk), at_risk=False, by=by, at=NOW)

    return [judge] * count


def test_one_need_judged_by_ten_at_once_is_judged_once():
    outcomes = race(judges(10))
    assert sum(isinstance(outcome, Need) for outcome in outcomes) == 1
    assert {o.code for o in outcomes if not isinstance(o, Need)} == {"wrong_step"}


def test_without_the_lock_it_is_judged_more_than_once(monkeypatch):
    monkeypatch.setattr(steps, "lock", lambda need: time.sleep(0.2))
    outcomes = race(judges(5))
    assert sum(isinstance(outcome, Need) for outcome in outcomes) > 1
