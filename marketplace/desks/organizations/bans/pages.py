"""One ban, with the form for what the organization may say now."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.bans.actions import appeal_ban, state_view
from marketplace.bans.actions.entering import LONGEST
from marketplace.bans.models import Ban
from marketplace.bans.permissions import may_speak_for
from marketplace.bans.queries import visible_to
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bans import may_appeal, may_state, told_of_ban
from marketplace.desks.doors import of_an_organization
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden
from marketplace.organizations.queries import organizations_of


def _long(label: Any) -> CleanCharField:
    return CleanCharField(label=label, max_length=LONGEST, widget=forms.Textarea({"rows": 6}))


class StatementForm(forms.Form):
    statement = _long(gettext_lazy("What you say to it"))


class AppealForm(forms.Form):
    appeal = _long(gettext_lazy("Why the decision is wrong"))


@of_an_organization
def ban(request: HttpRequest, pk: str) -> HttpResponse:
    """Read it; while a period runs, answer it."""
    found, at = get_ban(request, pk), now()
    form = _form(request, found, at)
    if request.method == "POST" and form is None:
        messages.error(request, _("The time for this is over, or it was said already."))
        return redirect("organizations:ban", pk)
    if request.method == "POST" and form.is_valid() and attempt(form, _say(request, found, form)):
        messages.success(request, _("Received. The bureau reads it before it goes on."))
        return redirect("organizations:ban", pk)
    context = {
        "breadcrumbs": [(_("Bids"), reverse("organizations:bids")), (_("Bidding ban"), "")],
        "told": told_of_ban(found, at),
        "ban": found,
        "form": form,
        "may_speak": may_speak_for(request.user, found.organization),
        "is_appeal": isinstance(form, AppealForm),
    }
    status = status_of(form) if form else 200
    return render(request, "desks/organizations/bans/ban.html", context, status=status)


def _form(request: HttpRequest, found: Ban, at: datetime) -> forms.Form | None:
    """The one that is open now; nobody can say one thing on the form of the other."""
    typed = request.POST if request.method == "POST" else None
    if may_state(found, at) and (typed is None or "statement" in typed):
        return StatementForm(typed, initial={"statement": found.statement})
    if may_appeal(found, at) and (typed is None or "appeal" in typed):
        return AppealForm(typed)
    return None


def _say(request: HttpRequest, found: Ban, form: forms.Form) -> Callable[[], Ban]:
    say = appeal_ban if isinstance(form, AppealForm) else state_view
    return lambda: say(found, **form.cleaned_data, by=request.user, at=now())


def get_ban(request: HttpRequest, pk: str) -> Ban:
    own = organizations_of(request.user).values("pk")
    found = (
        visible_to(request.user)
        .filter(pk=int(pk), organization__in=own, noticed_at__isnull=False)
        .select_related("organization", "project", "policy")
        .first()
    )
    if found is None:
        raise Hidden("no_such_ban", _("There is no such ban, or it is not yours to see."))
    return found
