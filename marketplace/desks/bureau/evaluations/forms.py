from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.desks.fields import CleanCharField
from marketplace.look.forms import DateInput


class VisitForm(forms.Form):
    visited_on = forms.DateField(label=_("Day of the visit"), widget=DateInput)
    visitors = CleanCharField(label=_("Who went"), max_length=200)
    findings = CleanCharField(
        label=_("What was seen"), max_length=4000, widget=forms.Textarea({"rows": 6})
    )


class CorrectionForm(forms.Form):
    """Asked for when a mid-term that did not pass is signed."""

    correction = CleanCharField(
        label=_("What is to be put right"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    correction_due_on = forms.DateField(label=_("Until when"), widget=DateInput)
