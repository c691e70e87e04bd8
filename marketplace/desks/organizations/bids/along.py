"""Saying that one bids along with another organization, and taking it back."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.bids.actions import agree_to_bid_along, take_back_agreement
from marketplace.bids.queries import agreements_of
from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.doors import of_an_organization
from marketplace.desks.fields import CleanCharField
from marketplace.desks.organizations.bids.finding import get_tender
from marketplace.kernel.errors import Hidden
from marketplace.look.forms import ShortText


class AlongForm(forms.Form):
    lead = CleanCharField(
        label=gettext_lazy("Credit code of the organization that bids"),
        max_length=60,
        widget=ShortText({"autocomplete": "off", "autocapitalize": "characters"}, width=24),
    )


@of_an_organization
def along(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """We bid along with somebody, if they name us."""
    tender = get_tender(request.user, pk, number)
    form = AlongForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: agree_to_bid_along(
                tender.project,
                tender.organization,
                lead=form.cleaned_data["lead"],
                by=request.user,
            ),
        )
    ):
        return redirect("organizations:bid", pk, number)
    context = {"form": form, "tender": tender}
    return render(request, "desks/organizations/bids/along.html", context, status=status_of(form))


@of_an_organization
def take_back(request: HttpRequest, pk: str, number: str, agreement: str) -> HttpResponse:
    tender = get_tender(request.user, pk, number)
    found = agreements_of(tender.organization, tender.project).filter(pk=int(agreement)).first()
    if found is None:
        raise Hidden("no_such_agreement", _("There is no such agreement."))
    if request.method == "POST":
        step(
            request,
            lambda: take_back_agreement(found, by=request.user),
            _("Taken back: nobody can name you any more."),
        )
    return redirect("organizations:bid", pk, number)
