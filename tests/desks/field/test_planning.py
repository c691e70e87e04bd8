"""Planning: one time, several, a series, and times that cannot be."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import Visit
from tests.desks.field.side import Side
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import at, later

MANAGEMENT = {
    "slots-INITIAL_FORMS": "0",
    "slots-MIN_NUM_FORMS": "1",
    "slots-MAX_NUM_FORMS": "20",
}


def slots(*rows: tuple[str, str, str], **more) -> dict[str, str]:
    """A filled-in form: each row is a day, a time, and minutes."""
    typed = {"slots-TOTAL_FORMS": str(len(rows)), **MANAGEMENT, **more}
    for i, row in enumerate(rows):
        for name, value in zip(("day", "starts", "minutes"), row, strict=True):
            typed[f"slots-{i}-{name}"] = value
    return typed


def planned(order) -> list[tuple[datetime, datetime]]:
    found = Visit.objects.filter(work_order=order).order_by("planned_from")
    return [(one.planned_from, one.planned_until) for one in found]


@pytest.fixture
def weekly(scene) -> None:
    """The need wants two visits a week, six in all."""
    scene.need_type.frequency, scene.need_type.visits = "weekly:2", 6
    scene.need_type.save(update_fields=["frequency", "visits"])


@pytest.fixture
def order(volunteer):
    return volunteer.accepted()


@pytest.fixture
def browser(volunteer, as_user):
    return as_user(volunteer.user)


@pytest.fixture
def url(volunteer, order):
    return volunteer.order_url(order, "plan")


# -- what is proposed -----------------------------------------------------------------------------


def test_the_next_working_day_is_proposed_with_the_usual_length(side: Side, as_user):
    page = as_user(side.user).get(side.order_url(side.accepted(), "plan"))
    (row,) = page.context["formset"].initial
    assert row == {
        "day": at("2026-10-22").date(),
        "starts": at("2026-10-22", "09:00").time(),
        "minutes": 60,
    }
    assert page.context["dates"] == ["Thu 22 Oct 09:00–10:00"]


def test_a_holiday_is_passed_over(browser, url, clock):
    clock.at = at("2026-09-30", "12:00")
    assert browser.get(url).context["formset"].initial[0]["day"] == at("2026-10-08").date()
    clock.at = at("2026-10-23", "12:00")
    assert browser.get(url).context["formset"].initial[0]["day"] == at("2026-10-26").date()


def test_what_is_urgent_is_proposed_at_once(volunteer, as_user):
    order = volunteer.accepted(tag="urgent", at=later(minutes=15))
    (row,) = (
        as_user(volunteer.user).get(volunteer.order_url(order, "plan")).context["formset"].initial
    )
    assert (row["day"], row["starts"]) == (later().date(), at("2026-10-21", "11:45").time())


def test_a_series_is_proposed_from_how_often_the_need_wants_it(weekly, browser, url):
    page = browser.get(url)
    assert page.context["is_series"]
    assert page.context["dates"] == [
        f"{day} 09:00–10:00"
        for day in ("Thu 22 Oct", "Mon 26 Oct", "Thu 29 Oct", "Mon 2 Nov", "Thu 5 Nov", "Mon 9 Nov")
    ]
    assert Visit.objects.count() == 0


# -- planning ---------------------------------------------------------------------------------------


def test_one_time_is_planned(side, as_user):
    order = side.accepted()
    answer = as_user(side.user).post(
        side.order_url(order, "plan"), slots(("2026-10-23", "14:30", "45"))
    )
    assert (answer.status_code, answer.url) == (302, side.order_url(order))
    begins = at("2026-10-23", "14:30")
    assert planned(order) == [(begins, begins + timedelta(minutes=45))]
    order.refresh_from_db()
    assert order.state == OrderState.SCHEDULED


def test_several_times_are_planned_and_empty_rows_left_out(browser, order, url):
    rows = (("2026-10-23", "14:30", "45"), ("", "", ""), ("2026-10-24", "23:30", "60"))
    assert browser.post(url, slots(*rows)).status_code == 302
    assert [timezone.localtime(until, SHANGHAI).day for _, until in planned(order)] == [23, 25]


def test_a_series_is_planned_whole(weekly, browser, order, url):
    assert (
        browser.post(url, slots(("2026-10-23", "14:30", "45"), repeat="series")).status_code == 302
    )
    days = [timezone.localtime(begins, SHANGHAI).date().isoformat() for begins, _ in planned(order)]
    assert days == [
        "2026-10-23",
        "2026-10-26",
        "2026-10-30",
        "2026-11-02",
        "2026-11-06",
        "2026-11-09",
    ]


def test_single_times_can_be_chosen_where_there_is_a_rhythm(weekly, browser, order, url):
    browser.post(url, slots(("2026-10-23", "14:30", "45"), repeat="single"))
    assert len(planned(order)) == 1


def test_an_organizations_worker_plans_too(organization, as_user):
    order = organization.accepted()
    browser = as_user(organization.worker())
    answer = browser.post(
        organization.order_url(order, "plan"), slots(("2026-10-23", "14:30", "45"))
    )
    assert answer.status_code == 302


# -- drawing anew -------------------------------------------------------------------------------------


def test_showing_the_dates_plans_nothing(weekly, browser, order, url):
    page = browser.post(url, slots(("2026-10-23", "14:30", "45"), repeat="series", show="1"))
    assert page.status_code == 200
    assert len(page.context["dates"]) == 6
    assert page.context["dates"][0] == "Fri 23 Oct 14:30–15:15"
    assert planned(order) == []


def test_another_time_keeps_all_that_was_typed(browser, order, url):
    typed = slots(("2026-10-23", "14:30", "45"), ("half a d", "", "x"), add="1")
    page = browser.post(url, typed)
    assert page.status_code == 200
    assert page.context["formset"].initial == [
        {"day": "2026-10-23", "starts": "14:30", "minutes": "45"},
        {"day": "half a d", "starts": "", "minutes": "x"},
        {"day": "", "starts": "", "minutes": "45"},
    ]
    assert "half a d" in page.content.decode()
    assert planned(order) == []


def test_there_are_at_most_twenty_rows(browser, order, url):
    row = ("2026-10-23", "14:30", "45")
    page = browser.post(url, slots(*[row] * 20, add="1"))
    assert len(page.context["formset"].forms) == 20
    assert not page.context["may_add"]
    assert browser.post(url, slots(*[row] * 21)).status_code == 422
    assert planned(order) == []


# -- what cannot be -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("2026-10-21", "09:00", "30")], "A visit cannot lie before the order was accepted."),
        ([("2028-01-01", "09:00", "30")], "A visit cannot be planned more than a year ahead."),
        (
            [("2026-10-23", "09:00", "60"), ("2026-10-23", "09:30", "60")],
            "Two visits overlap.",
        ),
        ([("9999-12-31", "23:59", "1440")], "Please check the year."),
        ([("0001-01-01", "00:00", "5")], "Please check the year."),
        ([("2026-02-30", "09:00", "30")], "Enter a valid date."),
        ([("2026-10-23", "25:00", "30")], "Enter a valid time."),
        ([("2026-10-23", "09:00", "0")], "greater than or equal to 5"),
        ([("2026-10-23", "09:00", "x")], "Enter a whole number."),
        ([("2026-10-23", "09:00", "1441")], "less than or equal to 1440"),
        ([("2026-10-23", "09:00", "9" * 400)], "less than or equal to 1440"),
        ([("2026-10-23", "", "30")], "This field is required."),
        ([("", "", "")], "Please submit at least 1 form."),
    ],
)
def test_times_that_cannot_be_are_told_apart_and_nothing_is_planned(
    browser, order, url, rows, told
):
    answer = browser.post(url, slots(*rows))
    assert answer.status_code in (409, 422)
    assert told in answer.content.decode()
    assert planned(order) == []


def test_a_time_on_top_of_a_planned_visit_is_refused(volunteer, browser):
    visit = volunteer.planned(at=at("2026-10-23", "09:00"))
    url = volunteer.order_url(visit.work_order, "plan")
    assert browser.post(url, slots(("2026-10-23", "09:30", "60"))).status_code == 422
    assert len(planned(visit.work_order)) == 1


def test_a_series_does_not_swallow_further_times(weekly, browser, order, url):
    rows = (("2026-10-23", "14:30", "45"), ("2026-10-25", "14:30", "45"))
    answer = browser.post(url, slots(*rows, repeat="series"))
    assert answer.status_code == 422
    assert "A series begins with one time." in answer.content.decode()
    assert planned(order) == []


@pytest.mark.parametrize("value", [UNSTORABLE["nul"], *KEPT.values(), TOO_LONG])
@pytest.mark.parametrize("name", ["slots-0-day", "slots-0-starts", "slots-0-minutes", "repeat"])
def test_nonsense_is_refused_and_shown_escaped(weekly, browser, order, url, name, value):
    typed = slots(("2026-10-23", "14:30", "45"), repeat="series")
    answer = browser.post(url, typed | {name: value})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert planned(order) == []


@pytest.mark.parametrize(
    "tampered",
    [
        {"slots-TOTAL_FORMS": "x"},
        {"slots-TOTAL_FORMS": "-1"},
        {"slots-TOTAL_FORMS": "1000000"},
        {"slots-TOTAL_FORMS": ""},
    ],
)
@pytest.mark.parametrize("button", ["", "show", "add"])
def test_a_tampered_form_plans_nothing(browser, order, url, tampered, button):
    typed = slots() | tampered | ({button: "1"} if button else {})
    assert browser.post(url, typed).status_code in (200, 422)
    assert planned(order) == []


def test_an_order_that_is_reported_done_takes_no_more_visits(volunteer, browser):
    order = volunteer.delivered()
    url = volunteer.order_url(order, "plan")
    assert browser.get(url).url == volunteer.order_url(order)
    answer = browser.post(url, slots(("2026-10-23", "09:30", "60")))
    assert answer.status_code == 409
    assert "This is not possible any more" in answer.content.decode()
