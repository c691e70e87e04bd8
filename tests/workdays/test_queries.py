from datetime import date

import pytest

from marketplace.workdays.announced import published_years, special_days
from marketplace.workdays.models import PublishedYear, SpecialDay
from marketplace.workdays.queries import calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced():
    """The migration's content, also where another test emptied the tables."""
    SpecialDay.objects.all().delete()
    PublishedYear.objects.all().delete()
    SpecialDay.objects.bulk_create([SpecialDay(**day) for day in special_days()])
    PublishedYear.objects.bulk_create([PublishedYear(**year) for year in published_years()])


def test_the_calendar_is_what_was_announced(announced):
    assert calendar().special == {day["on"]: day["is_working"] for day in special_days()}
    assert calendar().published == {2024, 2025, 2026}


def test_the_calendar_takes_one_query(announced, django_assert_num_queries):
    with django_assert_num_queries(1):
        held = calendar()
    with django_assert_num_queries(0):
        assert not held.is_working_day(date(2026, 10, 1))
        assert held.is_working_day(date(2026, 10, 10))


def test_a_change_is_seen_by_the_next_question(announced):
    assert calendar().is_working_day(date(2027, 2, 8))
    SpecialDay.objects.create(on=date(2027, 2, 8), is_working=False, name_zh="春节")
    PublishedYear.objects.create(year=2027, source="演示")
    assert not calendar().is_working_day(date(2027, 2, 8))
    assert 2027 in calendar().published


def test_an_empty_table_is_a_calendar_of_plain_weekends(db):
    SpecialDay.objects.all().delete()
    PublishedYear.objects.all().delete()
    assert calendar().special == {}
    assert calendar().is_working_day(date(2026, 10, 1))
    assert calendar().published == frozenset()
