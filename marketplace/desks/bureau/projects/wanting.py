"""What to buy: the open and the recurring needs of a year and what was short, and a plan that begins with them."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.now import now
from marketplace.look.words import number, span
from marketplace.projects.models import ProjectBatch
from marketplace.projects.queries import batches_of
from marketplace.supervision.wanting import Want, wanted

PER_PAGE = 25
PLACES_TOLD = 3


@overseeing
def wants(request: HttpRequest) -> HttpResponse:
    """What was wanted by group, level and service, what nobody could give first."""
    group = request.GET.get("group", "")
    everything = wanted(request.user, at=now())
    shown = [one for one in everything if group in ("", one.group.pk)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    batch = finding.unreleased(batches_of(request.user))
    context = {
        "page": page,
        "rows": [(one, span(one.median_wait)) for one in page],
        "groups": _groups(everything),
        "batch": batch,
        "name": words.name_of(batch) if batch else "",
    }
    return render(request, "desks/bureau/projects/wanted.html", context)


def _groups(wants: list[Want]) -> list[TargetGroup]:
    """Those that want something, in the order of the list."""
    return sorted({want.group for want in wants}, key=lambda group: group.position)


def plan_for(user: User, key: str, batch: ProjectBatch) -> dict[str, Any]:
    """What a plan begins with: the year's days, and what the figures say of the want with this key."""
    want = next((one for one in wanted(user, at=now()) if one.key == key), None) if key else None
    return _days_of(batch.year) | (_told(want) if want else {})


def _days_of(year: int) -> dict[str, date]:
    return {
        "service_from": date(year, 1, 1),
        "service_until": date(year + 1, 1, 1),
        "midterm_on": date(year, 7, 1),
        "final_on": date(year + 1, 1, 10),
    }


def _told(want: Want) -> dict[str, Any]:
    return {
        "name_zh": f"{want.group.name_zh}{want.subcategory.name_zh}项目"[:100],
        "name_en": f"{want.subcategory.name_en}: {want.group.name_en}"[:160],
        "groups": [want.group.pk],
        "level": want.level.pk,
        "subcategories": [want.subcategory.pk],
        "subdistricts": [one.pk for one in want.short],
        "why": why_of(want),
    }


def why_of(want: Want) -> str:
    """The figures as a sentence for the plan."""
    told = {
        "needs": number(want.needs),
        "recurring": number(want.recurring),
        "open": number(want.open),
        "unserved": number(want.unserved),
        "wait": span(want.median_wait),
    }
    figures = (
        _(
            "In the last twelve months %(needs)s needs were approved, %(recurring)s of them recurring; "
            "%(open)s are open. Nobody took on %(unserved)s of them; half waited longer than %(wait)s."
        )
        % told
    )
    if not want.short:
        return figures
    return _("%(figures)s %(shortage)s") % {"figures": figures, "shortage": _short(want)}


def _short(want: Want) -> str:
    most = sorted(want.short, key=lambda one: (-want.short[one], one.pk))[:PLACES_TOLD]
    days = want.days_short
    return ngettext(
        "One more place would have helped on %(days)s day, most in %(places)s.",
        "One more place would have helped on %(days)s days, most in %(places)s.",
        days,
    ) % {
        "days": number(days),
        "places": str(pgettext("between words", ", ")).join(one.name for one in most),
    }
