from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from marketplace.desks.fields import CleanCharField, OneField
from marketplace.look.forms import DateInput, ShortText
from marketplace.organizations.models import Organization
from marketplace.panels.actions.scoring import LONGEST, field_of
from marketplace.panels.choices import Tie
from marketplace.panels.queries import Cell

TIES = [("", gettext_lazy("Choose")), *Tie.choices]


class AcceptForm(forms.Form):
    declared = forms.BooleanField(
        label=gettext_lazy("Nothing ties me to any of them: no work, no kinship, no partnership")
    )


class RecuseForm(forms.Form):
    """Why, and to which of the bidders one is tied, if that is why."""

    reason = CleanCharField(label=gettext_lazy("Why you recuse yourself"), max_length=300)
    organization = OneField(
        Organization.objects.none(),
        label=gettext_lazy("The bidder you are tied to"),
        help_text=gettext_lazy("It is kept as declared, so that you are not drawn for them again."),
        empty_label=gettext_lazy("None of them"),
        required=False,
    )
    tie = forms.ChoiceField(label=gettext_lazy("Kind of tie"), choices=TIES, required=False)

    def __init__(self, *args: Any, bidders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = bidders

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("organization") and not told.get("tie"):
            self.add_error("tie", _("Please fill this in."))
        return told


class TieForm(forms.Form):
    organization = OneField(
        Organization.objects.none(),
        label=gettext_lazy("Organization"),
        empty_label=gettext_lazy("Choose"),
    )
    tie = forms.ChoiceField(label=gettext_lazy("Kind of tie"), choices=TIES)
    until_on = forms.DateField(
        label=gettext_lazy("Over since"),
        help_text=gettext_lazy("Empty if it goes on. It counts for some time after its end."),
        widget=DateInput,
        required=False,
    )
    note = CleanCharField(
        label=gettext_lazy("A word about it"),
        help_text=gettext_lazy("Needed for another tie"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.order_by("name_zh")


class EndForm(forms.Form):
    until_on = forms.DateField(label=gettext_lazy("Over since"), widget=DateInput)


class PointsField(CleanCharField):
    """Wanted, but a draft may do without: what is still missing is judged when the sheet is signed."""

    widget = ShortText(width="6", attrs={"inputmode": "decimal", "autocomplete": "off"})

    def validate(self, value: str) -> None:
        pass


class ScoreForm(forms.Form):
    """The cells of one bid: points and a word for each criterion, by the names that refusals use."""

    use_required_attribute = False

    def __init__(self, data: Any, column: list[Cell]) -> None:
        self.column = column
        super().__init__(data, initial=self._initial())
        for cell in column:
            name = field_of(cell.bid.pk, cell.criterion.pk)
            self.fields[name] = PointsField(
                label=_("Points of %(most)s") % {"most": cell.criterion.weight},
                max_length=12,
            )
            self.fields[field_of(cell.bid.pk, cell.criterion.pk, "comment")] = CleanCharField(
                label=pgettext("score", "Comment"),
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    def rows(self) -> list[tuple[Cell, forms.BoundField, forms.BoundField]]:
        """(cell, points, comment) in the order of the criteria."""
        return [
            (
                cell,
                self[field_of(cell.bid.pk, cell.criterion.pk)],
                self[field_of(cell.bid.pk, cell.criterion.pk, "comment")],
            )
            for cell in self.column
        ]

    def _initial(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for cell in self.column:
            points = "" if cell.points is None else f"{cell.points.normalize():f}"
            told[field_of(cell.bid.pk, cell.criterion.pk)] = points
            told[field_of(cell.bid.pk, cell.criterion.pk, "comment")] = cell.comment
        return told
