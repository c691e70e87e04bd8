"""Searching, suggestions while typing, the three questions, and where there is room."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from cms.finding.asking import Conversation
from cms.finding.search import find, organizations_called
from cms.pages.services import PagesOfServices
from cms.shelf.cards import Addresses, cards_of
from cms.shelf.facets import Facets, members_of
from cms.shelf.reach import room_of
from marketplace.catalogue.models import Subcategory
from marketplace.catalogue.queries import search_need_types
from marketplace.desks.fields import CleanCharField
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import services_on_shelf

PER_PAGE = 24
SUGGESTED = 5
LONGEST = 200


class FindForm(forms.Form):
    q = CleanCharField(
        label=gettext_lazy("What are you looking for?"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )

    def words(self) -> str:
        return self.cleaned_data["q"] if self.is_valid() else ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET)
    words = form.words()
    context: dict[str, Any] = {"form": form, "words": words, **_around(request)}
    if words:
        found = find(words)
        members = members_of(services_on_shelf().filter(pk__in=found.services))
        facets = Facets(members, request.GET, kept=("q",))
        left = set(facets.found)
        ranked = [pk for pk in found.services if pk in left]
        page = Paginator(ranked, PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "needs": found.needs[:SUGGESTED],
            "is_guess": found.is_guess,
            "is_danger": found.is_danger,
            "facets": facets,
            "page_of_services": page,
            "cards": cards_of(page.object_list, _addresses()),
        }
    status = 200 if not form.errors else 422
    return render(request, "cms/find.html", context, status=status)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A list of links for what has been typed so far."""
    words = FindForm(request.GET).words()
    suggestions = list(_suggestions(words)) if len(words) > 1 else []
    return render(request, "cms/suggestions.html", {"suggestions": suggestions})


def _suggestions(words: str) -> Any:
    base = reverse("find")
    for hit in search_need_types(words, limit=SUGGESTED):
        yield hit.need_type.name, f"{base}?{urlencode({'q': hit.need_type.name})}", _("need")
    called = organizations_called(words, limit=3)
    for one in Organization.objects.filter(pk__in=called):
        yield one.name, f"{base}?{urlencode({'q': one.name})}", _("organization")


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    conversation = Conversation(request.GET)
    context: dict[str, Any] = {"conversation": conversation, **_around(request)}
    if not conversation.question:
        page = Paginator(conversation.services().values_list("pk", flat=True), PER_PAGE).get_page(
            request.GET.get("page")
        )
        context |= {"page_of_services": page, "cards": cards_of(page.object_list, _addresses())}
    return render(request, "cms/questions.html", context)


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Free places of one kind of help by subdistrict, or of all: where there is room, and where there is shortage."""
    kinds = list(Subcategory.objects.select_related("category").order_by("pk"))
    kind = next((one for one in kinds if one.pk == request.GET.get("kind")), None)
    services = services_on_shelf()
    room = room_of(services.filter(subcategory=kind) if kind else services)
    context = {"kinds": kinds, "kind": kind, "room": room, **_around(request)}
    return render(request, "cms/where.html", context)


def _around(request: HttpRequest) -> dict[str, Any]:
    """Where the page stands in each language, as `cms/base.html` shows it."""
    here = request.path.removeprefix("/en")
    query = request.GET.urlencode()
    tail = f"?{query}" if query else ""
    return {
        "languages": [("zh-hans", f"{here}{tail}"), ("en", f"/en{here}{tail}")],
    }


def _addresses() -> Addresses:
    return PagesOfServices(Locale.get_active().pk)
