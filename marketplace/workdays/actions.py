from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, NotAllowed
from marketplace.kernel.text import clean_text
from marketplace.workdays.models import PublishedYear, SpecialDay
from marketplace.workdays.permissions import may_edit_calendar
from marketplace.workdays.rules import is_plain_working_day

# The year of the first paid holidays by decree, and as far as anybody plans.
FIRST_YEAR, LAST_YEAR = 1950, 2100


@transaction.atomic
def set_day(
    on: date,
    *,
    is_working: bool,
    name_zh: str = "",
    name_en: str = "",
    by: User,
    at: datetime,
    reason: str = "",
) -> SpecialDay | None:
    """Say whether `on` is worked, and why it is special; None when it is as any other such weekday.

    Every clock through that day moves with it: clocks are derived, never stored.
    """
    _refuse_strangers(by)
    _refuse_far_years(on.year, field="on")
    before = SpecialDay.objects.select_for_update().filter(on=on).first()
    if is_working == is_plain_working_day(on):
        _forget(before, by=by, at=at, reason=reason)
        return None
    day = SpecialDay(
        on=on,
        is_working=is_working,
        name_zh=clean_text(name_zh, field="name_zh", longest=40, required=True),
        name_en=clean_text(name_en, field="name_en", longest=60),
    )
    changes = {
        name: [getattr(before, name, None), getattr(day, name)]
        for name in ("is_working", "name_zh", "name_en")
        if getattr(before, name, None) != getattr(day, name)
    }
    if changes:
        day.save()
        record("set_day", day, by=by, at=at, changes=changes, reason=reason)
    return day


def _forget(before: SpecialDay | None, *, by: User, at: datetime, reason: str) -> None:
    if before is not None:
        record(
            "clear_day",
            before,
            by=by,
            at=at,
            changes={"is_working": [before.is_working, None]},
            reason=reason,
        )
        before.delete()


@transaction.atomic
def publish_year(year: int, *, source: str, by: User, at: datetime) -> PublishedYear:
    """The year's holidays are all entered: clocks through it are provisional no more."""
    _refuse_strangers(by)
    _refuse_far_years(year, field="year")
    source = clean_text(source, field="source", longest=200, required=True)
    published, made = PublishedYear.objects.update_or_create(year=year, defaults={"source": source})
    record("publish_year", published, by=by, at=at, changes={"source": source, "new": made})
    return published


def _refuse_strangers(user: User) -> None:
    if not may_edit_calendar(user):
        raise NotAllowed("not_your_calendar", _("You may not change the working days."))


def _refuse_far_years(year: int, *, field: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("Please give a year from %(first)s to %(last)s.") % {
            "first": FIRST_YEAR,
            "last": LAST_YEAR,
        }
        raise Malformed("far_year", message, fields={field: message})
