"""Visits: today, the next days, and the page that one holds in the hand at the door."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.desks.field import finding, words
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.going_on import Way, next_ways
from marketplace.desks.field.situation import Situation, VisitRow
from marketplace.desks.field.visit_steps import MAIN_STEPS, VISIT_STEPS, AddPhoto
from marketplace.desks.now import now
from marketplace.desks.words import staff_word
from marketplace.households.showing import Shown, show
from marketplace.kernel.errors import Hidden
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.choices import VisitState
from marketplace.workorders.lifecycle import VISIT
from marketplace.workorders.models import Visit
from marketplace.workorders.queries import sights_of

PER_PAGE = 20
COMING = (VisitState.PLANNED, VisitState.UNDER_WAY)
SHOWS = (("", gettext_lazy("Coming")), ("past", gettext_lazy("Past")))


@dataclass(frozen=True, slots=True)
class DayRow:
    """A visit in the list of days."""

    visit: Visit
    url: str
    person: Shown
    word: str
    tone: str
    group: str

    @property
    def title(self) -> str:
        begins = timezone.localtime(self.visit.planned_from, SHANGHAI)
        ends = timezone.localtime(self.visit.planned_until, SHANGHAI)
        return f"{begins:%H:%M}–{ends:%H:%M} {self.visit.work_order.need.need_type.name}"

    @property
    def meta(self) -> str:
        community = self.visit.work_order.need.community.name
        return " · ".join(
            part for part in (self.person.name, self.person.address or community) if part
        )


def visits(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What comes, nearest first, headed by what was never written down; or what is past, latest first."""
    at = now()
    past = request.GET.get("show") == "past"
    found = finding.visit_rows(desk.visits(request.user))
    if past:
        found = found.exclude(state__in=COMING).order_by("-planned_from", "-id")
    else:
        found = found.filter(state__in=COMING).order_by("planned_from", "id")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    sights = sights_of(request.user, [one.work_order for one in listed], at)
    rows = [
        _row(desk, one, show(one.work_order.need.resident, sights[one.work_order_id]), at)
        for one in listed
    ]
    days = [(group, list(rows)) for group, rows in groupby(rows, key=lambda row: row.group)]
    context = {"desk": desk, "page": page, "days": days, "shows": SHOWS, "past": past}
    return render(request, "desks/field/visits.html", context)


def visit(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = finding.get_visit(desk, request.user, pk)
    situation = Situation.of(desk, request.user, found.work_order, now())
    main = MAIN_STEPS.get(found.state)
    order_url = desk.url("order", found.work_order.number)
    is_open = main is not None and main.is_open(situation, found)
    context = {
        "desk": desk,
        "breadcrumbs": [(_("Visits"), desk.url("visits")), (found.work_order.number, order_url)],
        "row": VisitRow.of(found, desk),
        "visit": found,
        "need": found.work_order.need,
        "person": situation.person,
        "describe": words.describe(situation.person),
        "is_seen": situation.is_seen,
        "form": main(situation=situation, visit=found) if main and is_open else None,
        "is_early": found.state == VisitState.PLANNED and _day(found.planned_from) > _day(now()),
        "facts": _facts(found),
        "record": found.record if situation.is_seen else "",
        "photos": list(found.photos.all()) if situation.is_seen else [],
        "incidents": list(found.incidents.all()) if situation.is_seen else [],
        "may_add_photo": AddPhoto.is_open(situation, found),
        "ways": _ways(situation, found),
        "first_way": None if is_open else next_ways(situation)[0],
        "order_url": order_url,
    }
    return render(request, "desks/field/visit.html", context)


def photo(request: HttpRequest, desk: Desk, pk: int, photo: int) -> FileResponse:
    """A picture, as long as the person it may show is shown."""
    found = finding.get_visit(desk, request.user, pk)
    situation = Situation.of(desk, request.user, found.work_order, now())
    one = found.photos.filter(pk=photo).first() if photo < 2**63 else None
    if one is None or not situation.is_seen:
        raise Hidden("no_such_photo", _("There is no such photo."))
    return FileResponse(one.image.open("rb"))


def _row(desk: Desk, visit: Visit, person: Shown, at: datetime) -> DayRow:
    word, tone = staff_word(VISIT, visit.state)
    url = desk.url("visit", visit.pk)
    return DayRow(visit, url, person, word, tone, _group(visit, at))


def _group(visit: Visit, at: datetime) -> str:
    """The heading that a visit stands under."""
    if visit.state == VisitState.UNDER_WAY:
        return _("Under way")
    if visit.state == VisitState.PLANNED and visit.planned_until < at:
        return _("Not written down yet")
    today, day = _day(at), _day(visit.planned_from)
    named = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    told = words.day(visit.planned_from)
    return f"{named[day]} · {told}" if day in named else told


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, SHANGHAI).date()


def _ways(situation: Situation, visit: Visit) -> list[Way]:
    """Every step of a visit that has a page of its own."""
    main = MAIN_STEPS.get(visit.state)
    return [
        Way(step.label, situation.url("visit_step", visit.pk, slug), step.is_grave)
        for slug, step in VISIT_STEPS.items()
        if step not in (main, AddPhoto) and step.is_open(situation, visit)
    ]


def _facts(visit: Visit) -> list[tuple[Any, Any]]:
    came = [worker.name for worker in visit.workers.all()]
    if visit.offer.volunteer is not None and visit.checked_in_at:
        came.append(visit.offer.volunteer.name)
    rows = (
        (_("Planned"), words.span(visit.planned_from, visit.planned_until)),
        (_("Checked in"), words.moment(visit.checked_in_at)),
        (_("Checked out"), words.moment(visit.checked_out_at)),
        (_("Who came"), _(", ").join(name for name in (*came, visit.companion) if name)),
        (_("Work order"), visit.work_order.number),
    )
    return [(label, value) for label, value in rows if value]
