"""What happened to one need, who did it and why; and whether anybody has rewritten it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.accounts.models import User
from marketplace.desks.bureau.forms import ThreadForm
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.threads import told_of
from marketplace.journal.queries import flaws_of, thread_of
from marketplace.needs.models import Need
from marketplace.needs.queries import visible_to


@overseeing
def journal(request: HttpRequest) -> HttpResponse:
    asked = "q" in request.GET
    form = ThreadForm(request.GET if asked else None)
    need = _find(request.user, form.cleaned_data["q"]) if asked and form.is_valid() else None
    context: dict[str, Any] = {"form": form, "need": need, "nobody": asked and need is None}
    if need is not None:
        entries = list(thread_of(need))
        context |= {"entries": told_of(entries), "count": len(entries), "flaws": flaws_of(need)}
        context["last"] = entries[-1] if entries else None
    return render(request, "desks/bureau/journal.html", context)


def _find(user: User, number: str) -> Need | None:
    """By the number of the need, or of an order: that one ends in its place among the need's orders."""
    seen = visible_to(user).select_related("need_type", "tag", "community")
    return seen.filter(number__in=(number, number.rpartition("-")[0])).first()
