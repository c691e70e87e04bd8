from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.desks.fields import CleanCharField
from marketplace.look.forms import DateInput, ShortText
from marketplace.projects.choices import Measure
from marketplace.projects.models import Project


class TextForm(forms.Form):
    """Of a challenge, a complaint or an objection."""

    text = CleanCharField(
        label=_("What you object to, and why"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
    )


class PeriodForm(forms.Form):
    """The days that are reported about: then the figures are counted."""

    from_on = forms.DateField(label=_("From the day"), widget=DateInput)
    until_on = forms.DateField(label=_("Until before"), widget=DateInput)


class ReportForm(PeriodForm):
    text = CleanCharField(
        label=_("What went well, what did not, what comes next"),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
    )


class MaterialForm(forms.Form):
    title = CleanCharField(label=_("Title"), max_length=100)
    content = forms.FileField(
        label=_("The paper, as PDF"), widget=forms.ClearableFileInput({"accept": "application/pdf"})
    )

    def clean_content(self) -> bytes:
        return self.cleaned_data["content"].read()


class HandInForm(forms.Form):
    """A figure for each indicator that only the provider can report."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for indicator in project.indicators.filter(measure=Measure.REPORTED):
            self.fields[f"reported_{indicator.pk}"] = forms.DecimalField(
                label=indicator.label,
                help_text=_("Target: %(target)s") % {"target": indicator.target},
                max_digits=10,
                decimal_places=2,
                widget=ShortText(width="10"),
            )


class CorrectionReportForm(forms.Form):
    report = CleanCharField(
        label=_("What you have put right"), max_length=4000, widget=forms.Textarea({"rows": 6})
    )
