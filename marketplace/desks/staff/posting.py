"""Posting needs: for somebody known in two pages, for somebody new in three; and what was posted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.desks.staff import people, words
from marketplace.desks.staff.item_forms import ItemForms
from marketplace.desks.staff.needs import slip_of
from marketplace.desks.staff.posting_flow import Posting
from marketplace.desks.staff.proposing import groups_of
from marketplace.households import queries as households
from marketplace.households.models import Resident
from marketplace.kernel.errors import NotAllowed
from marketplace.needs import queries
from marketplace.needs.permissions import may_post, may_triage
from marketplace.places.models import Community


@people.posting
def post_for(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody who is registered."""
    resident = people.get_resident(request.user, pk)
    if not may_post(request.user, resident.household.community):
        raise NotAllowed("not_your_community", _("You may not post needs for this community."))
    return Posting(request, resident).answer()


@people.registering
def post_for_somebody_new(request: HttpRequest) -> HttpResponse:
    return Posting(request, None).answer()


@people.posting
def propose(request: HttpRequest) -> HttpResponse:
    """The answers to one need as they should look now, while its text is typed: for htmx only."""
    sent = request.POST
    i = sent.get("propose", "0")
    number = int(i) if i.isdecimal() and len(i) < 3 else 0
    resident = _resident_named(request)
    community = resident.household.community if resident else _community_named(request)
    forms = ItemForms(
        sent,
        count=number + 1,
        community=community,
        groups=groups_of(resident) or sent.getlist("groups"),
        judged=False,
    )
    return render(request, "desks/staff/_kinds.html", {"form": forms[-1], "number": number})


def _resident_named(request: HttpRequest) -> Resident | None:
    key = request.POST.get("resident", "")
    if not (key.isdecimal() and len(key) < 16):
        return None
    return households.visible_to(request.user).filter(pk=int(key)).first()


def _community_named(request: HttpRequest) -> Community | None:
    code = request.POST.get("community", "")
    if len(code) != 12 or not code.isdecimal():
        return None
    return Community.objects.filter(pk=code).first()


@people.posting
def posted(request: HttpRequest) -> HttpResponse:
    """The numbers and codes to hand over, and what comes next."""
    numbers = [number for number in request.GET.getlist("n")[:6] if number.isascii()]
    mine = queries.for_lists(queries.visible_to(request.user)).filter(posted_by=request.user)
    mine = mine.select_related("resident__household__community__subdistrict")
    needs = list(mine.filter(number__in=numbers).order_by("pk"))
    if not needs:
        return redirect("staff:needs")
    person = people.shown_to(request.user, needs[0].resident)
    context = {
        "needs": [
            {
                "need": need,
                "name": words.name_of(need),
                "triage": may_triage(request.user, need),
                "slip_url": slip_of(need),
            }
            for need in needs
        ],
        "drafts": f"post:new post:new-needs post:{person.resident_id}",
        "person": person,
        "at_risk": any(need.at_risk for need in needs),
        "again_url": reverse("staff:post_for", args=[person.resident_id]),
    }
    return render(request, "desks/staff/posted.html", context)
