"""The working-day calendar: read by the bureau, changed by whom it was given to."""

from datetime import date

import pytest

from marketplace.desks.bureau.months import months_of
from marketplace.journal.models import Entry
from marketplace.workdays.models import PublishedYear, SpecialDay
from tests.desks.bureau.conftest import DESK_TIME, text
from tests.hostile import TOO_LONG, UNSTORABLE

URL = "/days/"


@pytest.fixture(autouse=True)
def empty(db):
    SpecialDay.objects.all().delete()
    PublishedYear.objects.all().delete()


@pytest.fixture
def holiday():
    return SpecialDay.objects.create(
        on=date(2026, 10, 1), is_working=False, name_zh="国庆节", name_en="National Day"
    )


def change(desk, **fields):
    told = {
        "on": "2026-10-02",
        "is_working": "no",
        "name_zh": "国庆节",
        "name_en": "",
        "reason": "",
    }
    return desk.post("/days/change/?year=2026", told | fields)


def test_a_year_shows_its_special_days_and_whether_it_is_announced(desk, holiday):
    page = desk.get(URL, {"year": "2026"})
    assert page.context["special"] == [holiday]
    assert "Provisional" in text(page)
    PublishedYear.objects.create(year=2026, source="国办发明电〔2025〕7号")
    page = desk.get(URL, {"year": "2026"})
    assert "国办发明电〔2025〕7号" in text(page)
    assert desk.get(URL, {"year": "2027"}).context["special"] == []


@pytest.mark.parametrize("year", ["", "x", "0", "99999", "-1", "２０２６", "\x00"])
def test_a_year_there_is_none_of_is_this_year(year, desk):
    assert desk.get(URL, {"year": year}).context["year"] == DESK_TIME.year


def test_a_day_can_be_picked_to_be_changed(desk, holiday):
    page = desk.get(URL, {"on": "2026-10-01"})
    assert page.context["form"].initial == {
        "on": holiday.on,
        "is_working": "no",
        "name_zh": "国庆节",
        "name_en": "National Day",
    }
    assert desk.get(URL, {"on": "2025-03-03"}).context["year"] == 2025
    assert desk.get(URL, {"on": "2026-02-30"}).context["form"].initial == {}


def test_a_holiday_is_entered_and_stands_in_the_journal(desk, officer):
    answer = change(desk, reason="国务院通知")
    assert (answer.status_code, answer.url) == (302, "/days/?year=2026")
    assert list(SpecialDay.objects.values_list("on", "is_working", "name_zh")) == [
        (date(2026, 10, 2), False, "国庆节")
    ]
    entry = Entry.objects.get(verb="set_day")
    assert (entry.actor, entry.reason, entry.at) == (officer, "国务院通知", DESK_TIME)


def test_a_day_becomes_like_any_other_again(desk, holiday):
    change(desk, on="2026-10-01", is_working="yes", name_zh="")
    assert not SpecialDay.objects.exists()
    assert Entry.objects.filter(verb="clear_day").count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"on": ""}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "明天"}, "on"),
        ({"on": "0001-01-01"}, "on"),
        ({"is_working": ""}, "is_working"),
        ({"is_working": "maybe"}, "is_working"),
        ({"name_zh": ""}, "name_zh"),
        ({"name_zh": UNSTORABLE["nul"]}, "name_zh"),
        ({"reason": TOO_LONG}, "reason"),
    ],
)
def test_what_makes_no_day_is_refused_at_its_field(fields, wrong, desk):
    page = change(desk, **fields)
    assert page.status_code == 422
    assert page.context["form"].errors[wrong]
    assert not SpecialDay.objects.exists()


def test_publishing_ends_the_provision(desk):
    desk.post("/days/2027/publish/", {"source": "国办发明电〔2026〕9号"})
    assert list(PublishedYear.objects.values_list("year", "source")) == [
        (2027, "国办发明电〔2026〕9号")
    ]


@pytest.mark.parametrize(("year", "source"), [(2027, ""), (1, "通知"), (10**20, "通知")])
def test_a_year_without_notice_or_out_of_reach_is_not_published(year, source, desk):
    assert desk.post(f"/days/{year}/publish/", {"source": source}).status_code == 422
    assert not PublishedYear.objects.exists()


def test_who_was_not_given_the_calendar_reads_and_changes_nothing(reader, as_user, holiday):
    browser = as_user(reader)
    shown = text(browser.get(URL))
    assert "National Day" in shown
    assert "Change the day" not in shown
    assert change(browser).status_code == 403
    assert browser.post("/days/2026/publish/", {"source": "通知"}).status_code == 403
    assert list(SpecialDay.objects.all()) == [holiday]


def test_the_months_hold_each_day_of_the_year_once_and_say_what_it_is():
    made_up = SpecialDay(on=date(2026, 2, 14), is_working=True, name_zh="调休")
    off = SpecialDay(on=date(2026, 2, 16), is_working=False, name_zh="春节")
    months = months_of(2026, {made_up.on: made_up, off.on: off})
    days = [day for month in months for week in month.weeks for day in week if day]
    assert [day.on.toordinal() for day in days] == list(
        range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    )
    kinds = {day.on: day.kind for day in days}
    assert [kinds[date(2026, 2, n)] for n in (13, 14, 15, 16, 17)] == [
        "worked",
        "makeup",
        "weekend",
        "holiday",
        "worked",
    ]
    assert {len(week) for month in months for week in month.weeks} == {7}
