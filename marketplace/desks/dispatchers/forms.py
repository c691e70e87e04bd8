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


class RoomForm(forms.Form):
    """`agreed`: the offers, by pk, that were shown as having to move."""

    agreed = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18}){0,99}$", max_length=2000)

    def offers(self) -> list[int]:
        return [int(each) for each in self.cleaned_data["agreed"].split(",")]


class AssignForm(ReasonForm):
    """`provider` is a key as the engine knows it: service:12 or volunteer:3."""

    provider = forms.RegexField(
        r"^(service|volunteer):[0-9]{1,18}$", max_length=32, widget=forms.HiddenInput
    )
