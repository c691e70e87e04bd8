from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.choices import DeliveryMode, Rhythm, Unit
from marketplace.catalogue.models import (
    NeedType,
    Qualification,
    ServiceLevel,
    Subcategory,
    TargetGroup,
    UrgencyTag,
)
from marketplace.desks.fields import CleanCharField, OneField, SeveralField
from marketplace.look.forms import CheckboxCards, DateInput, ShortText


class ThreadForm(forms.Form):
    q = CleanCharField(label=_("Number of a need or a work order"), max_length=40)

    def clean_q(self) -> str:
        return "".join(self.cleaned_data["q"].split()).upper()


class DayForm(forms.Form):
    """One day that differs from plain weekends."""

    on = forms.DateField(label=_("Day"), widget=DateInput)
    is_working = forms.TypedChoiceField(
        label=_("Is it worked?"),
        choices=[("yes", _("Worked: every clock runs")), ("no", _("Off: clocks pause"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    name_zh = CleanCharField(
        label=_("Name in Chinese"),
        help_text=_("Such as 国庆节 or 调休上班; not needed for a day like any other"),
        max_length=40,
        required=False,
    )
    name_en = CleanCharField(label=_("Name in English"), max_length=60, required=False)
    reason = CleanCharField(
        label=_("Why"), help_text=_("It stands in the journal."), max_length=300, required=False
    )


class YearForm(forms.Form):
    """The State Council has announced the year."""

    source = CleanCharField(
        label=_("Announced in"),
        help_text=_("Title and number of the notice"),
        max_length=200,
    )


class AcceptForm(forms.Form):
    need_type = OneField(
        NeedType.objects.none(), label=_("It is this entry of the list"), empty_label=_("Choose")
    )
    note = CleanCharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, need_types: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="accept_%s", **kwargs)
        self.fields["need_type"].queryset = need_types
        self.fields["need_type"].label_from_instance = lambda one: f"{one.code} {one.name}"


class DeclineForm(forms.Form):
    note = CleanCharField(
        label=_("Why not"),
        help_text=_("Whoever proposed it reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _text(
    label: Any, longest: int, *, lines: int = 1, hint: Any = "", required: bool = True
) -> Any:
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput
    return CleanCharField(
        label=label, max_length=longest, widget=widget, help_text=hint, required=required
    )


class NewEntryForm(forms.Form):
    """A new entry of the list; `cells` writes it as a row of the list's file."""

    name_zh = _text(_("Name in Chinese"), 60)
    name_en = _text(_("Name in English"), 100)
    description_zh = _text(_("What is done, in Chinese"), 300, lines=2)
    description_en = _text(_("What is done, in English"), 400, lines=2)
    group = OneField(TargetGroup.objects.all(), label=_("Target group"), empty_label=_("Choose"))
    further_groups = SeveralField(
        TargetGroup.objects.all(), label=_("Further groups"), required=False, widget=CheckboxCards
    )
    level = OneField(ServiceLevel.objects.all(), label=_("Level"), empty_label=_("Choose"))
    subcategory = OneField(
        Subcategory.objects.all(), label=_("Subcategory"), empty_label=_("Choose")
    )
    tag = OneField(UrgencyTag.objects.all(), label=_("Usual urgency"), empty_label=_("Choose"))
    qualifications = SeveralField(
        Qualification.objects.all(),
        label=_("Every helper must hold"),
        required=False,
        widget=CheckboxCards,
    )
    staffing_zh = _text(_("Other demands on helpers, in Chinese"), 120, required=False)
    staffing_en = _text(_("Other demands on helpers, in English"), 240, required=False)
    helpers = forms.IntegerField(
        label=_("Helpers at once"), min_value=1, max_value=9, initial=1, widget=ShortText(width="3")
    )
    safeguards_minor = forms.BooleanField(
        label=_("Somebody is with a child: two helpers"), required=False
    )
    duration_minutes = forms.IntegerField(
        label=_("Minutes each time"),
        min_value=1,
        max_value=1440,
        initial=60,
        widget=ShortText(width="5"),
    )
    delivery_mode = forms.ChoiceField(label=_("Way of delivery"), choices=DeliveryMode.choices)
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    times = forms.IntegerField(
        label=_("Times in that span"),
        help_text=_("Left out for once and by plan"),
        min_value=1,
        max_value=99,
        required=False,
        widget=ShortText(width="3"),
    )
    visits = forms.IntegerField(
        label=_("Visits in all"),
        help_text=_("1 if it is done once; left out if it is open-ended"),
        min_value=1,
        max_value=999,
        required=False,
        widget=ShortText(width="4"),
    )
    unit = forms.ChoiceField(label=_("What is counted"), choices=Unit.choices)
    keywords_zh = _text(
        _("Words people use, in Chinese"), 300, hint=_("Parted by |, as in 打扫|搞卫生")
    )
    keywords_en = _text(
        _("Words people use, in English"), 300, hint=_("Parted by |, as in cleaning|housework")
    )

    def cells(self) -> dict[str, str]:
        told = self.cleaned_data
        plain = {name: "" if told[name] is None else str(told[name]) for name in _AS_TYPED}
        return plain | {
            "group": told["group"].pk,
            "further_groups": "|".join(group.pk for group in told["further_groups"]),
            "level": str(told["level"].pk),
            "subcategory": told["subcategory"].pk,
            "tag": told["tag"].pk,
            "qualifications": ",".join(one.pk for one in told["qualifications"]),
            "safeguards_minor": "yes" if told["safeguards_minor"] else "no",
            "frequency": self._frequency(),
        }

    def _frequency(self) -> str:
        rhythm, times = self.cleaned_data["rhythm"], self.cleaned_data["times"]
        if rhythm in (Rhythm.ONCE, Rhythm.BY_PLAN):
            return rhythm
        return f"{rhythm}:{times or 1}"


_AS_TYPED = (
    "name_zh",
    "name_en",
    "description_zh",
    "description_en",
    "staffing_zh",
    "staffing_en",
    "helpers",
    "duration_minutes",
    "visits",
    "unit",
    "delivery_mode",
    "keywords_zh",
    "keywords_en",
)
