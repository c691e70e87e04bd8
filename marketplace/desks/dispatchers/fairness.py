"""How evenly work is shared among providers: a ledger that everybody who runs rounds should know."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.desks.dispatchers.people import district_of, reading_runs
from marketplace.desks.now import now
from marketplace.dispatch.fairness import Share, ledger_of
from marketplace.dispatch.names import names_of

PER_PAGE = 25
PERIODS: dict[str, tuple[Any, int]] = {
    "": (_("30 days"), 30),
    "90": (_("90 days"), 90),
    "365": (_("A year"), 365),
}
KINDS: dict[str, Any] = {
    "organization": _("Organization"),
    "team": _("Professional team"),
    "volunteer": _("Volunteer"),
}
# By what the list can be sorted, the most first.
SORTED: dict[str, Any] = {
    "asked": _("Times asked"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "lapsed": _("Not answered"),
    "done": _("Done"),
    "carries": _("Carries now"),
    "possible": _("Further possible orders"),
}


@reading_runs
def fairness(request: HttpRequest) -> HttpResponse:
    _label, days = PERIODS.get(request.GET.get("days", ""), PERIODS[""])
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTED else "asked"
    kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else ""
    district = district_of(request.user, Role.DISPATCHER, Role.BUREAU_OFFICER)
    ledger = ledger_of(request.user, district.pk, days=days, at=now())
    never = "never" in request.GET
    shares = [one for one in ledger.shares if kind in ("", one.kind)]
    shown = [one for one in shares if one.never_asked] if never else shares
    page = Paginator(sorted(shown, key=lambda one: _order(one, sort)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    names = names_of(one.key for one in page)
    context = {
        "page": page,
        "rows": [(one, names.get(one.key, ""), KINDS[one.kind]) for one in page],
        "spread": ledger.spread,
        "heads": _heads(request, sort),
        "periods": [(label, value) for value, (label, _days) in PERIODS.items()],
        "kinds": [(label, value) for value, label in KINDS.items()],
    }
    return render(request, "desks/dispatchers/fairness.html", context)


def _order(share: Share, sort: str) -> tuple[int, str]:
    return -getattr(share, sort), share.key


def _heads(request: HttpRequest, sort: str) -> list[tuple[Any, str, bool]]:
    """(label, address, whether the list is sorted by it); the page starts anew."""
    heads = []
    for name, label in SORTED.items():
        target = request.GET.copy()
        target.pop("page", None)
        target["sort"] = name
        heads.append((label, f"?{target.urlencode()}", name == sort))
    return heads
