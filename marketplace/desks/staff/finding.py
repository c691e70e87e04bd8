"""Whose need is it? One box for name, phone or last digits, and those one was with last."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.desks.staff import people, words
from marketplace.households import queries as households
from marketplace.households.models import Resident
from marketplace.households.permissions import TAKES_REQUESTS
from marketplace.households.showing import show_many
from marketplace.kernel.errors import Malformed
from marketplace.kernel.limits import count
from marketplace.needs.models import Need
from marketplace.places.queries import holds

RECENT = 5
IDENTITY_SEARCHES = 120
HOUR = 3600


@people.posting
def find(request: HttpRequest) -> HttpResponse:
    """One box for name, phone or last digits. Sent by POST: who was looked for stands in no log."""
    context: dict[str, Any] = {"q": "", "recent": [], "found": None, "problem": ""}
    context["may_register"] = holds(request.user, *TAKES_REQUESTS)
    status = 200
    if request.method == "POST":
        context["q"] = request.POST.get("q", "")
        try:
            context["found"] = _found(request.user, context["q"])
        except Malformed as refusal:
            context |= {"problem": str(refusal.message), "q": ""}
            status = refusal.status
    if not context["q"].strip():
        context["recent"] = _recent(request.user)
    if request.headers.get("HX-Request"):
        # htmx shows only good answers; the problem is in the page either way.
        return render(request, "desks/staff/_found.html", context)
    return render(request, "desks/staff/find.html", context, status=status)


def _found(user: User, text: str) -> list[dict[str, Any]]:
    if households.is_identity_search(text):
        count("identity-search", str(user.pk), most=IDENTITY_SEARCHES, within=HOUR)
    return _people(households.find_residents(text, by=user), user)


def _recent(user: User) -> list[dict[str, Any]]:
    """The residents this person posted for last, since stewards go round the same doors."""
    last = Need.objects.filter(posted_by=user).order_by("-reported_at")
    keys = list(dict.fromkeys(last.values_list("resident", flat=True)[:30]))[:RECENT]
    known = {one.pk: one for one in households.visible_to(user).filter(pk__in=keys)} if keys else {}
    return _people([known[key] for key in keys if key in known], user)


def _people(residents: list[Resident], user: User) -> list[dict[str, Any]]:
    return [
        {
            "name": shown.name,
            "meta": words.describe(shown),
            "url": reverse("staff:post_for", args=[shown.resident_id]),
        }
        for shown in show_many(residents, to=user)
    ]
