from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from marketplace.needs.choices import NeedState
from marketplace.needs.rules import ClockKind
from marketplace.supervision.rules import Clock, Progress, clocks_of, clocks_of_service, nearest
from marketplace.workdays import announced
from marketplace.workdays.rules import WorkingCalendar
from tests.makers import NOW, at, later

CALENDAR = WorkingCalendar(
    {day["on"]: day["is_working"] for day in announced.special_days()},
    frozenset({2024, 2025, 2026}),
)
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Told:
    tag: Tag | None
    reported_at: datetime
    state: str = NeedState.ORDERED
    at_risk: bool | None = False
    approved_at: datetime | None = None
    restarted_at: datetime | None = None
    fulfilled_at: datetime | None = None
    papers_completed_at: datetime | None = None


def ordered(tag: Tag, moment: datetime, **facts) -> Told:
    return Told(tag, moment, approved_at=moment, **facts)


def dues(need: Told, progress: Progress | None = None) -> dict[str, datetime]:
    return {c.kind.value: c.due_at for c in clocks_of(need, progress or Progress(), CALENDAR)}


@pytest.mark.parametrize(
    ("tag", "began", "expected"),
    [
        # an urgent clock never pauses, not even over National Day
        (
            URGENT,
            at("2026-09-30", "23:50"),
            {
                "accept": at("2026-10-01", "00:20"),
                "first_contact": at("2026-10-01", "01:50"),
                "deliver": at("2026-10-01", "23:50"),
            },
        ),
        # told in the last hour before National Day; Saturday the 10th makes up for it
        (
            SAFETY_NET,
            at("2026-09-30", "16:00"),
            {
                "accept": at("2026-10-08", "12:00"),
                "first_contact": at("2026-10-08", "17:00"),
                "deliver": at("2026-10-10", "17:00"),
            },
        ),
        # the eve of the Spring Festival: a worked Saturday, then nine days off
        (
            SAFETY_NET,
            at("2026-02-13", "15:00"),
            {
                "accept": at("2026-02-14", "11:00"),
                "first_contact": at("2026-02-14", "17:00"),
                "deliver": at("2026-02-25", "17:00"),
            },
        ),
        # calendar days do not ask for holidays
        (
            NEEDS_CARE,
            at("2026-09-30", "10:00"),
            {
                "accept": at("2026-10-08", "17:00"),
                "first_contact": at("2026-10-10", "17:00"),
                "deliver": at("2026-10-08", "00:00"),
            },
        ),
        # what goes by plan has no clock
        (MONITORING, at("2026-10-21", "10:00"), {"accept": at("2026-10-23", "17:00")}),
    ],
)
def test_each_tag_has_its_clocks_across_weekends_and_holidays(tag, began, expected):
    assert dues(ordered(tag, began)) == expected


def test_a_clock_that_runs_into_a_year_nobody_has_announced_is_provisional():
    provisional = {
        clock.kind.value: (clock.due_at, clock.provisional)
        for clock in clocks_of(ordered(SAFETY_NET, at("2026-12-31", "10:00")), Progress(), CALENDAR)
    }
    assert provisional == {
        "accept": (at("2026-12-31", "14:00"), False),
        "first_contact": (at("2027-01-01", "17:00"), True),
        "deliver": (at("2027-01-05", "17:00"), True),
    }


@pytest.mark.parametrize("state", [NeedState.SUBMITTED, NeedState.TRIAGED, NeedState.ASSESSED])
@pytest.mark.parametrize(
    ("at_risk", "due"),
    [(True, at("2026-10-21", "10:30")), (False, at("2026-10-22", "17:00"))],
)
def test_before_approval_only_the_clock_of_judging_runs(state, at_risk, due):
    need = Told(NEEDS_CARE, NOW, state=state, at_risk=at_risk)
    assert dues(need) == {"triage": due}


@pytest.mark.parametrize(
    "state", [NeedState.DRAFT, NeedState.RETURNED, NeedState.REJECTED, NeedState.ON_HOLD]
)
def test_nothing_runs_while_nobody_here_can_act(state):
    assert dues(ordered(URGENT, NOW, state=state)) == {}


def test_after_the_aid_only_the_papers_of_an_urgent_need_are_due():
    done = later(hours=5)
    fulfilled = {"state": NeedState.FULFILLED, "fulfilled_at": done}
    assert dues(ordered(URGENT, NOW, **fulfilled)) == {"papers": at("2026-10-28", "17:00")}
    assert dues(ordered(SAFETY_NET, NOW, **fulfilled)) == {}


def test_papers_that_are_complete_stop_their_clock():
    need = ordered(
        URGENT,
        NOW,
        state=NeedState.FULFILLED,
        fulfilled_at=later(hours=5),
        papers_completed_at=later(days=1),
    )
    (papers,) = clocks_of(need, Progress(), CALENDAR)
    assert (papers.runs(), papers.breached(later(days=90))) == (False, False)
    assert nearest([papers]) is None


def test_clocks_begin_anew_when_a_need_is_taken_up_again():
    again = at("2026-11-02", "09:00")
    assert dues(ordered(SAFETY_NET, NOW, restarted_at=again))["accept"] == at("2026-11-02", "13:00")
    assert dues(ordered(URGENT, NOW, restarted_at=again))["accept"] == at("2026-11-02", "09:30")


def test_each_clock_is_met_by_what_it_waits_for():
    progress = Progress(later(minutes=10), later(hours=1), later(hours=9), later(hours=2))
    met = {c.kind: c.met_at for c in clocks_of(ordered(URGENT, NOW), progress, CALENDAR)}
    assert met == {
        ClockKind.ACCEPT: later(minutes=10),
        ClockKind.FIRST_CONTACT: later(hours=1),
        ClockKind.DELIVER: later(hours=2),
    }


@pytest.mark.parametrize(
    ("first_done_at", "delivered_at", "helped_at"),
    [
        (None, None, None),
        (later(hours=1), None, later(hours=1)),
        (None, later(hours=3), later(hours=3)),
        (later(hours=1), later(days=300), later(hours=1)),
    ],
)
def test_of_many_visits_the_first_one_counts_as_delivery(first_done_at, delivered_at, helped_at):
    progress = Progress(delivered_at=delivered_at, first_done_at=first_done_at)
    assert progress.helped_at == helped_at


def test_the_clocks_of_service_can_be_told_after_the_need_has_closed():
    need = ordered(SAFETY_NET, NOW, state=NeedState.CLOSED, fulfilled_at=later(days=1))
    progress = Progress(later(hours=1), later(hours=20), later(days=9), later(days=8))
    kept = {
        clock.kind.value: not clock.breached(later(days=30))
        for clock in clocks_of_service(need, progress, CALENDAR)
    }
    assert kept == {"accept": True, "first_contact": True, "deliver": False}


# -- one clock ------------------------------------------------------------------------------------


def clock(met_at: datetime | None = None) -> Clock:
    return Clock(ClockKind.ACCEPT, NOW, later(hours=4), False, met_at)


@pytest.mark.parametrize(
    ("moment", "breached"),
    [(NOW, False), (later(hours=4), False), (later(hours=4) + MOMENT, True)],
)
def test_the_due_moment_itself_is_still_in_time(moment, breached):
    assert clock().breached(moment) is breached
    assert clock(met_at=moment).breached(later(days=9)) is breached


def test_the_fraction_grows_past_one_and_stops_when_the_clock_is_met():
    assert [clock().fraction(later(hours=h)) for h in (-1, 0, 1, 4, 8)] == [
        0.0,
        0.0,
        0.25,
        1.0,
        2.0,
    ]
    assert clock(met_at=later(hours=2)).fraction(later(days=9)) == 0.5


def test_a_clock_without_length_is_over():
    assert Clock(ClockKind.ACCEPT, NOW, NOW, False).fraction(NOW) == 1.0


def test_the_nearest_clock_is_the_first_that_still_runs():
    first = Clock(ClockKind.ACCEPT, NOW, later(hours=1), False, later(minutes=5))
    second = Clock(ClockKind.FIRST_CONTACT, NOW, later(hours=2), False)
    third = Clock(ClockKind.DELIVER, NOW, later(hours=3), False)
    assert nearest([third, first, second]) is second
    assert nearest([first]) is None
