"""What these pages say about a piece of work: how often, how long, how far, what comes next."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from marketplace.catalogue.choices import Rhythm
from marketplace.catalogue.models import NeedType, Qualification
from marketplace.households.choices import Sex
from marketplace.households.showing import Shown
from marketplace.workorders.choices import OfferState, OrderState, RecallReason
from marketplace.workorders.models import Offer

EXPIRES_SOON = timedelta(days=60)
# Nobody says 1,440 minutes for a day and a night.
IN_HOURS_FROM = 120

_TIMES: dict[Rhythm, Any] = {
    Rhythm.DAILY: ngettext_lazy("once a day", "%(n)d times a day", "n"),
    Rhythm.SCHOOL_DAY: ngettext_lazy("once a school day", "%(n)d times a school day", "n"),
    Rhythm.WEEKLY: ngettext_lazy("once a week", "%(n)d times a week", "n"),
    Rhythm.FORTNIGHTLY: ngettext_lazy("once in two weeks", "%(n)d times in two weeks", "n"),
    Rhythm.MONTHLY: ngettext_lazy("once a month", "%(n)d times a month", "n"),
    Rhythm.QUARTERLY: ngettext_lazy("once a quarter", "%(n)d times a quarter", "n"),
    Rhythm.YEARLY: ngettext_lazy("once a year", "%(n)d times a year", "n"),
}

NEXT_OF_OFFER: dict[str, Any] = {
    OfferState.OFFERED: gettext_lazy("Say yes or no"),
    OfferState.ACCEPTED: gettext_lazy("Plan the visits and help"),
}

NEXT_OF_ORDER: dict[str, Any] = {
    OrderState.ACCEPTED: gettext_lazy("Call the resident and plan the visits"),
    OrderState.SCHEDULED: gettext_lazy("The first visit"),
    OrderState.IN_PROGRESS: gettext_lazy("Visits go on until the work is done"),
    OrderState.DELIVERED: gettext_lazy("Somebody else confirms that it is done"),
    OrderState.CONFIRMED: gettext_lazy("The resident is asked how it was"),
}

# What became of an offer that waits no more, as its provider reads it.
BECAME: dict[str, Any] = {
    OfferState.ACCEPTED: gettext_lazy("You took this on."),
    OfferState.DONE: gettext_lazy("You took this on, and it is done."),
    OfferState.DECLINED: gettext_lazy("You declined this. Somebody else has been asked."),
    OfferState.LAPSED: gettext_lazy(
        "The time to answer ran out, so somebody else has been asked. This is no longer yours to take."
    ),
    OfferState.RECALLED: gettext_lazy(
        "The dispatch centre took this back. There is nothing for you to do."
    ),
    OfferState.RETURNED: gettext_lazy("You gave this back. Somebody else has been asked."),
}

# The same where a rule took it back.
RECALLED: dict[str, Any] = {
    RecallReason.MORE_URGENT: gettext_lazy(
        "A more urgent need took this place before you answered. There is nothing for you to do; you may be "
        "asked again."
    ),
    RecallReason.UNABLE: gettext_lazy(
        "This was taken back because you could take nothing at that time. There is nothing for you to do."
    ),
}


def became(offer: Offer) -> str:
    """What became of an offer; nothing while it waits."""
    return str(RECALLED.get(offer.recalled_for) or BECAME.get(offer.state, ""))


def how_often(need_type: NeedType) -> str:
    """“2 times a week, 8 visits in all”."""
    rhythm, times = need_type.rhythm.rhythm, need_type.rhythm.times
    if rhythm == Rhythm.ONCE:
        return str(rhythm.label)
    often = str(rhythm.label if times is None else _TIMES[rhythm] % {"n": times})
    return f"{often}{_(', ')}{how_many(need_type)}"


def how_many(need_type: NeedType) -> str:
    if need_type.visits is None:
        return _("open-ended")
    text = ngettext("%(n)d visit in all", "%(n)d visits in all", need_type.visits)
    return text % {"n": need_type.visits}


def how_long(need_type: NeedType) -> str:
    minutes = need_type.duration_minutes
    if minutes < IN_HOURS_FROM:
        return _("about %(minutes)d minutes") % {"minutes": minutes}
    return _("about %(hours)s hours") % {"hours": f"{minutes / 60:g}"}


def how_far(metres: int) -> str:
    if metres < 100:
        return _("in your own community")
    kilometres = (Decimal(metres) / 1000).quantize(Decimal("0.1"))
    return _("%(km)s km away") % {"km": kilometres}


def people(helpers: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", helpers) % {"n": helpers}


def effort(need_type: NeedType) -> str:
    """How often, how long and how many, in one line."""
    return " · ".join(
        (how_often(need_type), how_long(need_type), people(need_type.helpers)),
    )


def facts_of(need_type: NeedType, papers: list[str]) -> list[tuple[Any, str]]:
    """What a piece of work asks of whoever does it, as rows of a data list."""
    helpers = people(need_type.helpers)
    if need_type.safeguards_minor:
        helpers = _("%(people)s; never alone with a child") % {"people": helpers}
    rows = (
        (_("How often"), how_often(need_type)),
        (_("How long"), how_long(need_type)),
        (_("How many of you"), helpers),
        (_("Papers needed"), _("; ").join(papers)),
        (_("Who does it"), need_type.staffing),
    )
    return [(label, value) for label, value in rows if value]


def hours(length: timedelta) -> str:
    """“12.5”: whole quarters are more exact than anybody needs."""
    return f"{Decimal(round(length.total_seconds() / 360)) / 10:,.1f}"


def lasting(until_on: date | None, today: date) -> tuple[str, str]:
    """(words, tone) of a paper whose first day without it is `until_on`."""
    if until_on is None:
        return "", "neutral"
    told = date_format(until_on - timedelta(days=1), "DATE_FORMAT")
    if until_on <= today:
        return _("Expired: it held until %(day)s") % {"day": told}, "bad"
    if until_on <= today + EXPIRES_SOON:
        return _("Expires soon: holds until %(day)s") % {"day": told}, "warn"
    return _("Holds until %(day)s") % {"day": told}, "good"


def requirements(need_type: NeedType, known: dict[str, Qualification]) -> list[str]:
    """Each line is one of “any of these papers”; `known` by code."""
    return [
        _(" or ").join(sorted(known[code].name for code in any_of if code in known))
        for any_of in need_type.requirements()
    ]


def qualifications_of(need_types: Iterable[NeedType]) -> dict[str, Qualification]:
    """Everything these need types ask for, in one query."""
    codes = {code for one in need_types for any_of in one.requirements() for code in any_of}
    return Qualification.objects.in_bulk(codes)


def visits_done(need_type: NeedType, done: int) -> str:
    """“3 of 8 visits done”, or without an end “3 visits done”."""
    if need_type.visits is None:
        return ngettext("%(n)d visit done", "%(n)d visits done", done) % {"n": done}
    return _("%(done)d of %(wanted)d visits done") % {"done": done, "wanted": need_type.visits}


def missing(*, done: int, under_way: bool) -> list[str]:
    """What stands in the way of reporting the work as done."""
    told = []
    if under_way:
        told.append(_("Somebody is still there: check out of the visit first."))
    if not done:
        told.append(_("No visit has been written down yet: check in and out of one first."))
    return told


def describe(person: Shown) -> str:
    sex = "" if person.sex == Sex.UNKNOWN else person.sex.label
    return " · ".join(str(part) for part in (sex, person.age_band.label) if part)


def day(moment: datetime) -> str:
    # Translators: Django's date format for a day with its weekday: 3月5日 星期四
    return date_format(timezone.localtime(moment), pgettext("date format", "D j M"))


def moment(at: datetime | None) -> str:
    return f"{day(at)} {timezone.localtime(at):%H:%M}" if at else ""


def span(from_at: datetime, until_at: datetime) -> str:
    """“Thu 5 Mar 09:00–10:00”."""
    return f"{day(from_at)} {clock_times(from_at, until_at)}"


def clock_times(from_at: datetime, until_at: datetime) -> str:
    """“09:00–10:00”, with the second day only where there is one."""
    begins, ends = timezone.localtime(from_at), timezone.localtime(until_at)
    last = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{day(until_at)} {ends:%H:%M}"
    return f"{begins:%H:%M}–{last}"
