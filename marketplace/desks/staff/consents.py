"""What a resident agreed to, and taking a consent back on their word."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.households.choices import Purpose, ToldBy, ToldHow
from marketplace.households.models import Consent, Resident
from marketplace.households.permissions import may_erase, may_withdraw_consent
from marketplace.journeys.withdraw_consent import (
    Consequences,
    consequences_of,
    withdraw_consent,
)
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.look.forms import RadioCards
from marketplace.needs.models import Need
from marketplace.satisfaction.models import Complaint
from marketplace.satisfaction.queries import questions_about_data

# What ends at once, whatever is open.
STOPS = {
    Purpose.SERVICE: gettext_lazy("Nothing is arranged for this person until they agree again."),
    Purpose.HEALTH: gettext_lazy("The health note is erased at once. Help goes on without it."),
    Purpose.FOLLOW_UP: gettext_lazy("Nobody asks this person any more how the help was."),
}


class WithdrawalForm(forms.Form):
    """Whose word it is, and how it came. Nobody has to say why."""

    told_by = forms.ChoiceField(
        label=gettext_lazy("Who said so?"),
        choices=ToldBy.choices,
        widget=RadioCards(hints={ToldBy.GUARDIAN: gettext_lazy("Always under 14")}),
    )
    told_how = forms.ChoiceField(
        label=gettext_lazy("How were you told?"), choices=ToldHow.choices, widget=RadioCards
    )


@people.reading
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    found = people.get_resident(request.user, pk)
    given = found.consents.select_related("recorded_by", "withdrawn_by").order_by(
        "-given_at", "-pk"
    )
    rows = [_row(one, request.user, found) for one in given]
    context = {
        "resident": found,
        "person": people.shown_to(request.user, found),
        "breadcrumbs": people.crumbs_of(found, _("What they agreed to")),
        "in_force": [row for row in rows if not row["ended"]],
        "ended": [row for row in rows if row["ended"]],
        "questions": [_question(one) for one in questions_about_data(found)],
        "may_erase": may_erase(request.user, found),
    }
    return render(request, "desks/staff/consents.html", context)


@people.reading
def withdraw(request: HttpRequest, pk: int, consent: int) -> HttpResponse:
    found = people.get_resident(request.user, pk)
    given = _consent_of(found, consent)
    if not may_withdraw_consent(request.user, found):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this community."))
    sent = request.method == "POST"
    form = WithdrawalForm(request.POST if sent else None)
    if sent and form.is_valid() and attempt(form, lambda: _withdrawn(form, given, request.user)):
        messages.success(request, _("The consent is withdrawn."))
        return redirect("staff:consents", pk=pk)
    if not sent and given.withdrawn_at is not None:
        messages.info(request, _("This consent was withdrawn already."))
        return redirect("staff:consents", pk=pk)
    context = {
        "form": form,
        "resident": found,
        "person": people.shown_to(request.user, found),
        "breadcrumbs": people.crumbs_of(found, _("Withdraw a consent")),
        "consent": given,
        "stops": STOPS[Purpose(given.purpose)],
        **_fates(consequences_of(given)),
    }
    return render(request, "desks/staff/withdraw_consent.html", context, status=status_of(form))


def _withdrawn(form: WithdrawalForm, given: Consent, user: User) -> Consequences:
    return withdraw_consent(given, **form.cleaned_data, by=user, at=now())


def _consent_of(found: Resident, pk: int) -> Consent:
    # Larger than a key can be: the database would refuse to compare.
    given = found.consents.filter(pk=pk).first() if pk < 2**63 else None
    if given is None:
        raise Hidden("no_such_consent", _("There is no such consent."))
    return given


def _row(one: Consent, user: User, found: Resident) -> dict[str, Any]:
    """What was agreed to, and how it ended."""
    may = one.withdrawn_at is None and may_withdraw_consent(user, found)
    return {
        "purpose": one.get_purpose_display(),
        "facts": [
            (_("On what basis"), one.get_basis_display()),
            (_("Version of the notice"), one.notice_version),
            (_("Recorded by"), one.recorded_by or _("the resident themself")),
        ],
        "given_at": one.given_at,
        "ended": one.withdrawn_at,
        "how": _how_it_ended(one),
        "url": reverse("staff:withdraw_consent", args=[found.pk, one.pk]) if may else "",
    }


def _how_it_ended(one: Consent) -> str:
    if not one.withdrawn_told_how:
        return _("Replaced by another consent")
    return _("%(who)s said so: %(how)s. Recorded by %(by)s.") % {
        "who": one.get_withdrawn_told_by_display(),
        "how": one.get_withdrawn_told_how_display(),
        "by": one.withdrawn_by,
    }


def _question(one: Complaint) -> dict[str, Any]:
    return {
        "about": one.get_about_display(),
        "text": one.text,
        "received_at": one.received_at,
        "number": one.need.number,
    }


def _fates(found: Consequences) -> dict[str, Any]:
    """Each open need under what becomes of it."""
    return {
        "ending": _named(found.ended),
        "going_on": _named(found.kept),
        "done": _named(found.done),
        "visited": _named(found.visited),
    }


def _named(needs: list[Need]) -> list[tuple[str, str, str]]:
    return [
        (words.name_of(need), need.number, reverse("staff:need", args=[need.number]))
        for need in needs
    ]
