from collections import Counter
from datetime import date, timedelta

import chinese_calendar

from marketplace.workdays.announced import published_years, special_days
from marketplace.workdays.rules import WorkingCalendar, is_plain_working_day

YEARS = {2024, 2025, 2026}


def test_every_day_of_the_announced_years_is_as_the_package_knows_it():
    calendar = WorkingCalendar({day["on"]: day["is_working"] for day in special_days()})
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366 + 365 + 365)]
    assert {day.year for day in days} == YEARS
    differ = [d for d in days if calendar.is_working_day(d) != chinese_calendar.is_workday(d)]
    assert differ == []


def test_only_days_that_differ_from_plain_weekends_are_listed():
    days = list(special_days())
    assert [d["on"] for d in days if d["is_working"] == is_plain_working_day(d["on"])] == []
    assert Counter((d["on"].year, d["is_working"]) for d in days) == {
        (2024, False): 19,
        (2024, True): 8,
        (2025, False): 18,
        (2025, True): 5,
        (2026, False): 19,
        (2026, True): 6,
    }


def test_every_day_has_both_names_and_every_year_its_notice():
    assert all(day["name_zh"] and day["name_en"] for day in special_days())
    assert {year["year"]: year["source"] for year in published_years()} == {
        2024: "国办发明电〔2023〕7号",
        2025: "国办发明电〔2024〕12号",
        2026: "国办发明电〔2025〕7号",
    }
