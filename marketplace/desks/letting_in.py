"""Somebody gets an account to sign in for an organization with: from its manager, or the first one from the bureau."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.fields import CleanCharField, MobileField
from marketplace.desks.now import now
from marketplace.journeys.let_in import let_in
from marketplace.look.forms import RadioCards, ShortText
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.models import Membership, Organization


class FirstForm(forms.Form):
    """Whoever manages it."""

    display_name = CleanCharField(label=pgettext_lazy("person", "Name"), max_length=60)
    username = CleanCharField(
        label=_("User name"),
        help_text=_("What they sign in with: 3 to 50 letters a to z, digits, . _ @ -"),
        max_length=150,
        widget=ShortText({"autocomplete": "off", "autocapitalize": "none"}, width=24),
    )
    phone = MobileField(
        label=_("Mobile phone"),
        help_text=_("If they ever forget their password, a code goes to it."),
        required=False,
    )


class ColleagueForm(FirstForm):
    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=MembershipRole.choices,
        initial=MembershipRole.WORKER,
        widget=RadioCards(
            hints={
                MembershipRole.MANAGER: _("Answers offers, bids, and lets people in."),
                MembershipRole.WORKER: _("Plans and makes visits."),
            }
        ),
    )


def letting_in(organization: Organization, form: FirstForm, password: str, by: User) -> Membership:
    told = {"role": MembershipRole.MANAGER, **form.cleaned_data}
    return let_in(organization, **told, password=password, by=by, at=now())


def shown_once(
    request: HttpRequest, member: Membership, password: str, back_url: str
) -> HttpResponse:
    context = {
        "person": member.user,
        "password": password,
        "what": f"{member.get_role_display()} · {member.organization.name}",
        "back_url": back_url,
    }
    return render(request, "desks/password.html", context)
