"""A plan as a form: what it is, and three lists of rows."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.catalogue.models import Qualification, ServiceLevel, Subcategory, TargetGroup
from marketplace.desks.attempts import put_on
from marketplace.desks.fields import CleanCharField, OneField, SeveralField
from marketplace.desks.money import YuanField, yuan
from marketplace.desks.rows import Rows, as_typed, pressed
from marketplace.kernel.errors import Hidden, NotAllowed, Refusal
from marketplace.look.forms import CheckboxCards, DateInput
from marketplace.places.models import District, Subdistrict
from marketplace.projects.choices import Measure, Method
from marketplace.projects.models import Project
from marketplace.projects.plan import MOST_PARTS, Goal, Line, Plan, Yardstick

T = TypeVar("T")


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, widget=DateInput)


def _several(
    model: Any, label: Any, *, hint: Any = "", required: bool = True, widget: Any = CheckboxCards
) -> SeveralField:
    return SeveralField(
        model.objects.all(), label=label, help_text=hint, required=required, widget=widget
    )


def _long(label: Any, hint: Any = "", *, required: bool = False) -> CleanCharField:
    widget = forms.Textarea({"rows": 4})
    return CleanCharField(label=label, help_text=hint, required=required, widget=widget)


class PlanForm(forms.Form):
    """Everything but the rows. `seen`: how long the project's history was when it was read."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_zh = CleanCharField(label=gettext_lazy("Name in Chinese"), max_length=100)
    name_en = CleanCharField(label=gettext_lazy("Name in English"), max_length=160, required=False)
    brief_zh = _long(
        gettext_lazy("What is done, in Chinese"),
        gettext_lazy("Bidders and residents read it."),
        required=True,
    )
    brief_en = _long(gettext_lazy("What is done, in English"))
    why = _long(
        gettext_lazy("Why it is bought"), gettext_lazy("What in last year's figures speaks for it")
    )
    groups = _several(TargetGroup, gettext_lazy("For whom"))
    level = OneField(
        ServiceLevel.objects.all(),
        label=gettext_lazy("Level"),
        empty_label=gettext_lazy("Choose"),
    )
    subcategories = _several(
        Subcategory, gettext_lazy("Services"), widget=forms.CheckboxSelectMultiple
    )
    subdistricts = _several(
        Subdistrict,
        gettext_lazy("Only in these subdistricts"),
        hint=gettext_lazy("None chosen: the whole district."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    qualifications = _several(
        Qualification,
        gettext_lazy("Somebody of the team must hold"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    method = forms.ChoiceField(label=gettext_lazy("Way of buying"), choices=Method.choices)
    service_from = _day(gettext_lazy("Service begins"))
    service_until = _day(gettext_lazy("Service is over"), gettext_lazy("The first day without it"))
    midterm_on = _day(gettext_lazy("Mid-term evaluation"))
    final_on = _day(gettext_lazy("Final evaluation"))

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subdistricts"].queryset = Subdistrict.objects.filter(district=district)


class LineForm(forms.Form):
    label = CleanCharField(label=gettext_lazy("What for"), max_length=100)
    amount = YuanField(label=gettext_lazy("Amount in yuan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs["data-adds"] = "budget"

    def clean_amount(self) -> int:
        if self.cleaned_data["amount"] == 0:
            raise forms.ValidationError(_("What costs nothing needs no line."))
        return self.cleaned_data["amount"]


class GoalForm(forms.Form):
    measure = forms.ChoiceField(
        label=gettext_lazy("Measured by"),
        choices=[("", gettext_lazy("Choose")), *Measure.choices],
    )
    label = CleanCharField(label=gettext_lazy("In words"), max_length=100)
    target = forms.DecimalField(
        label=pgettext_lazy("of an indicator", "Target"),
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "data-width": "7"}),
    )
    unit = CleanCharField(
        label=gettext_lazy("Unit"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"data-width": "5"}),
    )


class YardstickForm(forms.Form):
    label = CleanCharField(label=gettext_lazy("Criterion"), max_length=100)
    weight = forms.IntegerField(
        label=gettext_lazy("Points"),
        widget=forms.TextInput({"inputmode": "numeric", "data-width": "4", "data-adds": "points"}),
    )
    guidance = CleanCharField(
        label=gettext_lazy("What earns points"), max_length=500, required=False
    )


ROWS: dict[str, tuple[type[forms.Form], Any, int]] = {
    "lines": (LineForm, gettext_lazy("Budget"), 3),
    "goals": (GoalForm, gettext_lazy("Indicators"), 2),
    "yardsticks": (YardstickForm, gettext_lazy("Criteria"), 4),
}


class PlanForms:
    """The form of a plan with its three lists of rows, as one thing."""

    def __init__(
        self,
        sent: QueryDict | None,
        *,
        district: District,
        told: Mapping[str, Any],
    ) -> None:
        self.is_sent = sent is not None and not pressed(sent)
        self.was_typed = sent is not None
        if self.is_sent:
            self.form = PlanForm(sent, district=district)
        else:
            self.form = PlanForm(initial=dict(told), district=district)
            if sent is not None:
                self.form.initial = as_typed(self.form, sent)
        self.lines, self.goals, self.yardsticks = (
            Rows(
                kind,
                name,
                label=label,
                sent=sent,
                told=told.get(name, ()),
                most=MOST_PARTS,
                blank=blank,
            )
            for name, (kind, label, blank) in ROWS.items()
        )

    @property
    def budget(self) -> int:
        """Fen, as far as the lines can be read."""
        return self.lines.sum_of("amount")

    @property
    def budget_shown(self) -> str:
        """In yuan, as the page goes on adding it up."""
        return yuan(self.budget)

    @property
    def points(self) -> int:
        return self.yardsticks.sum_of("weight")

    @property
    def errors(self) -> list[forms.Form]:
        """Every form that may hold a fault, in the order of the page."""
        if not self.is_sent:
            return []
        return [self.form, *self.lines, *self.goals, *self.yardsticks]

    @property
    def status(self) -> int:
        if not any(form.errors for form in self.errors):
            return 200
        refusal = getattr(self.form, "refusal", None)
        return refusal.status if refusal else 422

    def attempt(self, call: Callable[[Plan], T]) -> T | None:
        """The call's result with the plan that was sent; None after what speaks against it was put in place."""
        parts = [self.form, self.lines, self.goals, self.yardsticks]
        if not self.is_sent or [part for part in parts if not part.is_valid()]:
            return None
        try:
            return call(self._plan())
        except (NotAllowed, Hidden):
            raise
        except Refusal as refusal:
            self._put_on(refusal)
            return None

    def _plan(self) -> Plan:
        told = {name: value for name, value in self.form.cleaned_data.items() if name != "seen"}
        return Plan(
            **told,
            lines=[Line(**row) for row in self.lines.told()],
            goals=[Goal(**row) for row in self.goals.told()],
            yardsticks=[Yardstick(**row) for row in self.yardsticks.told()],
        )

    def _put_on(self, refusal: Refusal) -> None:
        """`lines.2.amount` belongs to a row, `lines` to the list, anything else to the form."""
        left = self._of_form(refusal)
        if left or not refusal.fields:
            put_on(self.form, Refusal(refusal.code, refusal.message, fields=left))
        self.form.refusal = refusal

    def _of_form(self, refusal: Refusal) -> dict[str, Any]:
        left: dict[str, Any] = {}
        for field, message in refusal.fields.items():
            name, _dot, rest = field.partition(".")
            if name not in ROWS:
                left[field] = message
            elif rest:
                at, _dot, column = rest.partition(".")
                getattr(self, name).put_on(int(at), column, message)
            else:
                told = {"list": getattr(self, name).label, "message": message}
                self.form.add_error(None, _("%(list)s: %(message)s") % told)
        return left


def told_of_project(project: Project, seen: int) -> dict[str, Any]:
    """A project as its form shows it."""
    plain = {
        name: getattr(project, name)
        for name in PlanForm.base_fields
        if name not in ("seen", *_MANY)
    }
    return {
        **plain,
        **{name: [one.pk for one in getattr(project, name).all()] for name in _MANY},
        "level": project.level_id,
        "seen": seen,
        "lines": list(project.budget_lines.values("label", "amount")),
        "goals": list(project.indicators.values("measure", "label", "target", "unit")),
        "yardsticks": list(project.criteria.values("label", "weight", "guidance")),
    }


_MANY = ("groups", "subcategories", "subdistricts", "qualifications")
