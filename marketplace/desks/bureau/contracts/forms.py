from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.contracts.actions import Part
from marketplace.contracts.choices import DueWith
from marketplace.contracts.rules import USUAL_SHARES
from marketplace.desks.fields import CleanCharField
from marketplace.look.forms import RadioCards, ShortText


class ReasonForm(forms.Form):
    reason = CleanCharField(label=_("Why?"), max_length=300, widget=forms.Textarea({"rows": 3}))


class AnswerForm(forms.Form):
    """Of a challenge, a complaint or an objection."""

    upheld = forms.TypedChoiceField(
        label=_("Are they right?"),
        choices=[("yes", _("Yes: the result is taken back")), ("no", _("No: the result stands"))],
        coerce=lambda value: value == "yes",
        widget=RadioCards,
    )
    answer = CleanCharField(
        label=_("What is answered, and why"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )


class PartsForm(forms.Form):
    """How many per cent are due with what: nothing where a part is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for due, share in zip(DueWith, USUAL_SHARES, strict=True):
            self.fields[due.value] = forms.IntegerField(
                label=due.label,
                help_text=_("Per cent"),
                min_value=0,
                max_value=100,
                initial=share,
                widget=ShortText(width="4"),
            )

    @staticmethod
    def parts(cleaned: dict[str, Any]) -> list[Part]:
        return [Part(cleaned[due], due) for due in DueWith.values if cleaned[due]]
