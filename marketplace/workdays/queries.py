"""Reading the calendar."""

from datetime import date

from django.db import models
from django.db.models import Value

from marketplace.workdays.models import PublishedYear, SpecialDay
from marketplace.workdays.rules import WorkingCalendar


def calendar() -> WorkingCalendar:
    """The calendar as it stands, in one query of some hundred rows.

    It is never cached between calls, so an editor's change is true at once in every process. Ask
    once for a page or a round, and hand the value down.
    """
    days = SpecialDay.objects.order_by().annotate(year=Value(None, models.IntegerField()))
    years = PublishedYear.objects.order_by().annotate(
        on=Value(None, models.DateField()),
        is_working=Value(None, models.BooleanField()),
    )
    rows = days.values_list("on", "is_working", "year").union(
        years.values_list("on", "is_working", "year"), all=True
    )
    special: dict[date, bool] = {}
    published: set[int] = set()
    for on, is_working, year in rows:
        if on is None:
            published.add(year)
        else:
            special[on] = bool(is_working)
    return WorkingCalendar(special, frozenset(published))
