from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.models import Qualification
from marketplace.desks.accounts import NewAccount
from marketplace.desks.fields import CleanCharField, CommunityField, MobileField, OneField
from marketplace.look.forms import DateInput, RadioCards, ShortText
from marketplace.organizations.actions import Applicant
from marketplace.organizations.choices import OrganizationKind, PaperKind

OF_ACCOUNT = ("username", "password", "display_name", "mobile")


class ApplicantForm(forms.Form):
    """What an organization tells of itself."""

    uscc = CleanCharField(
        label=_("Unified social credit code"),
        help_text=_("18 characters, as on the registration certificate."),
        max_length=60,
        widget=ShortText({"autocomplete": "off", "autocapitalize": "characters"}, width=24),
    )
    name_zh = CleanCharField(label=_("Name, as registered"), max_length=100)
    name_en = CleanCharField(label=_("English name"), max_length=160, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of organization"), choices=OrganizationKind.choices, widget=RadioCards
    )
    legal_representative = CleanCharField(label=_("Legal representative"), max_length=60)
    phone = CleanCharField(
        label=_("Office telephone"),
        max_length=30,
        widget=ShortText({"inputmode": "tel", "autocomplete": "tel"}, width=18),
    )
    community = CommunityField(label=_("Community of the seat"))
    address = CleanCharField(label=_("Address"), max_length=200)
    bank_account = CleanCharField(
        label=_("Bank account"),
        help_text=_("Stored encrypted; only for payments by contract. It can be told later."),
        max_length=60,
        required=False,
        widget=ShortText({"inputmode": "numeric", "autocomplete": "off"}, width=28),
    )
    introduction_zh = CleanCharField(
        label=_("Who you are, in a few sentences"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].offer()

    def applicant(self) -> Applicant:
        return Applicant(
            **{name: told for name, told in self.cleaned_data.items() if name not in OF_ACCOUNT}
        )


class JoinForm(NewAccount, ApplicantForm):
    """With an account for whoever manages it."""

    display_name = CleanCharField(label=_("Your own name"), max_length=60)
    mobile = MobileField(
        label=_("Your own mobile phone"),
        help_text=_("If you ever forget your password, a code goes to it."),
        required=False,
    )


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which paper?"), choices=PaperKind.choices)
    content = forms.FileField(
        label=_("File"),
        help_text=_("A PDF up to 10 MB, or a photograph of the paper."),
        widget=forms.ClearableFileInput({"accept": ".pdf,image/jpeg,image/png,image/webp"}),
    )
    qualification = OneField(
        Qualification.objects.all(),
        label=_("Which qualification?"),
        help_text=_("Only for a qualification."),
        required=False,
        empty_label=_("None"),
    )
    number = CleanCharField(
        label=_("Its number"), max_length=60, required=False, widget=ShortText(width=24)
    )
    from_on = forms.DateField(label=_("First day"), required=False, widget=DateInput)
    until_on = forms.DateField(
        label=_("First day it no longer holds"), required=False, widget=DateInput
    )

    @staticmethod
    def told_of(data: Mapping[str, Any]) -> dict[str, Any]:
        """What the action is told."""
        file = data["content"]
        return {**data, "name": file.name, "content": file.read()}
