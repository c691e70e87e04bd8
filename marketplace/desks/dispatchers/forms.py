from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.desks.fields import CleanCharField


class ReasonForm(forms.Form):
    """Why a person steps in: it stands in the journal, and the provider may be told."""

    reason = CleanCharField(
        label=_("Why"),
        help_text=_("In a sentence. It stands in the journal under your name."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignForm(ReasonForm):
    """`provider` is a key as the engine knows it: service:12 or volunteer:3."""

    provider = forms.RegexField(
        r"^(service|volunteer):[0-9]{1,18}$", max_length=32, widget=forms.HiddenInput
    )
