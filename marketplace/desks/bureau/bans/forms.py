from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.bans.actions.entering import LONGEST
from marketplace.bans.models import Ban
from marketplace.desks.fields import CleanCharField
from marketplace.look.forms import DateInput, ShortText, SwitchInput


class StepForm(forms.Form):
    """The words of a step, under the name that its action gives them; none for a button alone. `seen` is
    how the ban stood on the page that sent it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, field: str, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = field
        if field:
            self.fields[field] = CleanCharField(
                label=label, max_length=LONGEST, widget=forms.Textarea({"rows": 5})
            )

    def words(self) -> str:
        return self.cleaned_data.get(self.text, "")


def seen_of(ban: Ban) -> str:
    """Another text as soon as anybody has taken a step, or said something."""
    said = ban.stated_at, ban.appealed_at, ban.lifting_asked_at
    return " ".join([ban.state, *(str(moment.timestamp()) for moment in said if moment)])


def _number(label: Any, lowest: int, highest: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=lowest, max_value=highest, widget=ShortText(width="4")
    )


class PolicyForm(forms.Form):
    """A new version of the rules, whole."""

    from_on = forms.DateField(
        label=_("In force from"),
        help_text=_(
            "From today on, never backwards. Bans that stand keep the rules they began under."
        ),
        widget=DateInput,
    )
    fewest_answers = _number(_("Valid answers, at least"), 1, 1000)
    years = _number(_("Years without bidding"), 1, 3)
    statement_days = _number(_("Working days for the statement"), 3, 60)
    appeal_days = _number(_("Days for an appeal"), 1, 180)
    on_midterm = forms.BooleanField(
        label=_("The mid-term evaluation bans as well"),
        help_text=_("Off: it warns, and asks for a plan of correction."),
        required=False,
        widget=SwitchInput,
    )
    reason = CleanCharField(label=_("Why"), max_length=300, widget=forms.Textarea({"rows": 2}))
