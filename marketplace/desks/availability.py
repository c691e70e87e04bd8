"""When somebody may come, and who: asked of residents as wishes, of providers as what they can do."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from marketplace.catalogue.choices import HelperSex, Language, Window
from marketplace.look.forms import WeekGrid
from marketplace.needs.actions import Wishes
from marketplace.needs.models import Need

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = {
    "morning": pgettext_lazy("part of a day", "morning"),
    "afternoon": pgettext_lazy("part of a day", "afternoon"),
    "evening": pgettext_lazy("part of a day", "evening"),
}


class WindowsField(forms.MultipleChoiceField):
    """Times of the week, a row for each day. Nothing chosen is any time."""

    def __init__(self, **kwargs: Any) -> None:
        days = [WEEKDAYS[number] for number in range(7)]
        kwargs.setdefault("widget", WeekGrid(rows=days, columns=list(PARTS.values())))
        kwargs.setdefault("required", False)
        super().__init__(choices=Window.choices, **kwargs)


class WishesForm(forms.Form):
    """What a resident asks of whoever comes."""

    windows = WindowsField(
        label=gettext_lazy("When may somebody come?"),
        help_text=gettext_lazy("Nothing chosen: any time. Fewer times mean fewer helpers."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language beside Mandarin"),
        choices=[("", gettext_lazy("None needed")), *Language.choices],
        required=False,
    )
    helper_sex = forms.ChoiceField(
        label=gettext_lazy("Who should come?"),
        choices=[("", gettext_lazy("Either is fine")), *HelperSex.choices],
        required=False,
    )

    @property
    def has_wishes(self) -> bool:
        return any(self[name].value() or self[name].errors for name in WishesForm.base_fields)

    def wishes(self) -> Wishes:
        told = self.cleaned_data
        return Wishes(told["windows"], told["language"], told["helper_sex"])


class AvailabilityForm(forms.Form):
    """What a provider can do: asked of organizations and volunteers alike."""

    visits_a_week = forms.IntegerField(
        label=gettext_lazy("Visits in a week, all together"),
        help_text=gettext_lazy("Empty: no limit. Daily help takes seven of them."),
        min_value=0,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric", "data-width": "5"}),
    )
    windows = WindowsField(
        label=gettext_lazy("When can you come?"),
        help_text=gettext_lazy("Nothing chosen: any time."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages beside Mandarin"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ServiceAvailabilityForm(AvailabilityForm):
    sexes = forms.MultipleChoiceField(
        label=gettext_lazy("Whom can you send?"),
        choices=HelperSex.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Say whom you can send.")},
    )


class VolunteerAvailabilityForm(AvailabilityForm):
    sex = forms.ChoiceField(
        label=gettext_lazy("You are"),
        help_text=gettext_lazy("Some residents ask for a woman or a man, for a bath for example."),
        choices=[("", gettext_lazy("I would rather not say")), *HelperSex.choices],
        required=False,
    )


def initial_of(provider: Any, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(provider, name) for name in form.base_fields}


def wishes_of(need: Need) -> list[tuple[Any, str]]:
    """The wishes of a need as facts of a page; nothing that was not asked for."""
    facts = (
        (_("When somebody may come"), in_words(need.windows)),
        (_("Language"), need.get_language_display()),
        (_("Who should come"), need.get_helper_sex_display()),
    )
    return [(label, str(told)) for label, told in facts if told]


def in_words(windows: Collection[str]) -> str:
    """Monday to Friday morning; Sunday evening."""
    return str(_("; ")).join(_runs(windows))


def _runs(windows: Collection[str]) -> Iterator[str]:
    """Neighbouring days with the same parts are told together."""
    parts_of = [tuple(part for part in PARTS if f"{day}_{part}" in windows) for day in DAYS]
    for parts, days in groupby(range(7), key=parts_of.__getitem__):
        if not parts:
            continue
        first, *further = days
        told = {
            "first": WEEKDAYS[first],
            "last": WEEKDAYS[further[-1]] if further else "",
            "parts": str(pgettext("between words", ", ")).join(str(PARTS[part]) for part in parts),
        }
        if further:
            yield _("%(first)s to %(last)s %(parts)s") % told
        else:
            yield _("%(first)s %(parts)s") % told
