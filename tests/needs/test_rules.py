from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.needs import rules
from marketplace.needs.choices import MissingItem, NeedState
from marketplace.needs.rules import ClockKind
from marketplace.workdays.rules import Due, WorkingCalendar
from tests.makers import NOW, at, later


@dataclass
class Tag:
    rank: int
    accept_within: str
    first_contact_within: str
    deliver_within: str
    papers_within: str = ""


URGENT = Tag(1, "30 minutes", "2 hours", "24 hours", "5 working_days")
SAFETY_NET = Tag(2, "4 hours", "1 working_days", "3 working_days")
NEEDS_CARE = Tag(3, "1 working_days", "3 working_days", "7 calendar_days")
MONITORING = Tag(4, "2 working_days", "by_plan", "by_plan")


@dataclass
class Told:
    state: str
    reported_at: datetime = NOW
    tag: Tag | None = None
    at_risk: bool | None = None
    restarted_at: datetime | None = None
    approved_at: datetime | None = None
    fulfilled_at: datetime | None = None
    papers_completed_at: datetime | None = None


# National Day 2026 as the State Council announced it: 1 to 7 October off, 20 September and 10 October worked.
NATIONAL_DAY = WorkingCalendar(
    {date(2026, 10, day): False for day in range(1, 8)}
    | {date(2026, 9, 20): True, date(2026, 10, 10): True},
    frozenset({2026}),
)


@pytest.mark.parametrize(
    ("tag", "kind", "told", "runs_out"),
    [
        (URGENT, ClockKind.ACCEPT, "2026-09-30 16:50", "2026-09-30 17:20"),
        (URGENT, ClockKind.FIRST_CONTACT, "2026-10-03 23:30", "2026-10-04 01:30"),
        (URGENT, ClockKind.DELIVER, "2026-09-30 16:00", "2026-10-01 16:00"),
        (URGENT, ClockKind.PAPERS, "2026-09-30 16:00", "2026-10-13 17:00"),
        (SAFETY_NET, ClockKind.ACCEPT, "2026-09-30 16:00", "2026-10-08 12:00"),
        (SAFETY_NET, ClockKind.FIRST_CONTACT, "2026-09-30 16:00", "2026-10-08 17:00"),
        (SAFETY_NET, ClockKind.DELIVER, "2026-09-30 16:00", "2026-10-10 17:00"),
        (NEEDS_CARE, ClockKind.ACCEPT, "2026-10-09 09:00", "2026-10-10 17:00"),
        (NEEDS_CARE, ClockKind.DELIVER, "2026-09-30 16:00", "2026-10-08 00:00"),
        (MONITORING, ClockKind.ACCEPT, "2026-10-09 09:00", "2026-10-12 17:00"),
    ],
)
def test_each_tag_has_its_clocks_across_national_day(tag, kind, told, runs_out):
    assert rules.due(kind, tag, at(*told.split()), NATIONAL_DAY) == Due(at(*runs_out.split()))


@pytest.mark.parametrize("kind", [ClockKind.FIRST_CONTACT, ClockKind.DELIVER, ClockKind.PAPERS])
def test_what_goes_by_plan_has_no_moment(kind):
    assert rules.due(kind, MONITORING, NOW, NATIONAL_DAY) is None


def test_a_clock_that_runs_into_an_unannounced_year_says_so():
    answer = rules.due(ClockKind.DELIVER, SAFETY_NET, at("2026-12-30"), NATIONAL_DAY)
    assert answer == Due(at("2027-01-04", "17:00"), provisional=True)


def test_judging_takes_a_working_day_or_half_an_hour_where_somebody_is_at_risk():
    eve = at("2026-09-30", "16:50")
    assert rules.due(ClockKind.TRIAGE, None, eve, NATIONAL_DAY) == Due(at("2026-10-08", "17:00"))
    at_risk = rules.due(ClockKind.TRIAGE, None, eve, NATIONAL_DAY, at_risk=True)
    assert at_risk == Due(at("2026-09-30", "17:20"))


def test_urgent_clocks_begin_when_the_need_was_told_and_others_with_the_order():
    told = {"state": NeedState.APPROVED, "approved_at": later(hours=3)}
    assert rules.begins_at(ClockKind.DELIVER, Told(tag=URGENT, **told)) == NOW
    assert rules.begins_at(ClockKind.DELIVER, Told(tag=NEEDS_CARE, **told)) == later(hours=3)


def test_what_is_reopened_begins_anew():
    need = Told(
        NeedState.APPROVED, tag=URGENT, approved_at=later(hours=1), restarted_at=later(days=9)
    )
    assert rules.begins_at(ClockKind.DELIVER, need) == later(days=9)


def test_papers_are_counted_from_the_aid():
    assert rules.begins_at(ClockKind.PAPERS, Told(NeedState.IN_SERVICE, tag=URGENT)) is None
    done = Told(NeedState.FULFILLED, tag=URGENT, fulfilled_at=later(hours=20))
    assert rules.begins_at(ClockKind.PAPERS, done) == later(hours=20)


def kinds(need: Told) -> list[ClockKind]:
    return [clock.kind for clock in rules.running(need, NATIONAL_DAY)]


@pytest.mark.parametrize(
    ("need", "running"),
    [
        (Told(NeedState.DRAFT), []),
        (Told(NeedState.SUBMITTED), [ClockKind.TRIAGE]),
        (Told(NeedState.RETURNED), []),
        (Told(NeedState.ASSESSED, tag=NEEDS_CARE), [ClockKind.TRIAGE]),
        (
            Told(NeedState.ORDERED, tag=URGENT, approved_at=NOW),
            [ClockKind.ACCEPT, ClockKind.FIRST_CONTACT, ClockKind.DELIVER],
        ),
        (Told(NeedState.IN_SERVICE, tag=NEEDS_CARE, approved_at=NOW), [ClockKind.DELIVER]),
        (Told(NeedState.IN_SERVICE, tag=MONITORING, approved_at=NOW), []),
        (Told(NeedState.FULFILLED, tag=URGENT, fulfilled_at=NOW), [ClockKind.PAPERS]),
        (
            Told(NeedState.FULFILLED, tag=URGENT, fulfilled_at=NOW, papers_completed_at=NOW),
            [],
        ),
        (Told(NeedState.FULFILLED, tag=NEEDS_CARE, fulfilled_at=NOW), []),
        (Told(NeedState.ON_HOLD, tag=URGENT, approved_at=NOW), []),
        (Told(NeedState.CLOSED, tag=URGENT, approved_at=NOW, fulfilled_at=NOW), []),
    ],
)
def test_only_the_clocks_of_its_state_run_nearest_first(need, running):
    assert kinds(need) == running


def test_the_same_need_may_be_reopened_up_to_the_thirtieth_day():
    ended = NOW
    assert rules.may_reopen(ended, ended + timedelta(days=30))
    assert not rules.may_reopen(ended, ended + timedelta(days=30, microseconds=1))


def test_numbers_are_read_by_day_and_place():
    assert rules.number(date(2026, 11, 22), 1) == "XQ-20261122-0001"
    assert rules.number(date(2026, 11, 22), 12345) == "XQ-20261122-12345"
    assert len(rules.number(date(2026, 11, 22), 99_999_999)) <= 20


WHOLE = rules.Known(
    description=True,
    need_type=True,
    consent=True,
    phone=True,
    address=True,
    under_age=False,
    guardian=False,
)


def test_nothing_is_missing_from_a_whole_need():
    assert rules.missing_items(WHOLE) == []


def test_everything_that_is_missing_is_told_at_once():
    bare = rules.Known(
        description=False,
        need_type=False,
        consent=False,
        phone=False,
        address=False,
        under_age=True,
        guardian=False,
    )
    assert set(rules.missing_items(bare)) == {
        MissingItem.CONSENT,
        MissingItem.DESCRIPTION,
        MissingItem.PHONE,
        MissingItem.ADDRESS,
        MissingItem.GUARDIAN,
    }


@given(
    told=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    tag=st.sampled_from([URGENT, SAFETY_NET, NEEDS_CARE, MONITORING]),
    kind=st.sampled_from(list(ClockKind)),
)
def test_no_clock_runs_out_before_it_begins(told, tag, kind):
    begun = told.replace(tzinfo=NOW.tzinfo)
    answer = rules.due(kind, tag, begun, NATIONAL_DAY)
    assert answer is None or answer.at > begun


@given(
    told=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),
    wait=st.timedeltas(timedelta(0), timedelta(days=20)),
    tag=st.sampled_from([URGENT, SAFETY_NET, NEEDS_CARE]),
)
def test_who_comes_later_is_due_no_earlier(told, wait, tag):
    first = told.replace(tzinfo=NOW.tzinfo)
    one = rules.due(ClockKind.DELIVER, tag, first, NATIONAL_DAY)
    other = rules.due(ClockKind.DELIVER, tag, first + wait, NATIONAL_DAY)
    assert one.at <= other.at
