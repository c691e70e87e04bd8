from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import ServiceLevel, Subcategory
from marketplace.desks.fields import CleanCharField, OneField, SeveralField
from marketplace.look.forms import ShortText
from marketplace.organizations.models import Organization
from marketplace.panels.choices import EvaluatorKind


class ReasonForm(forms.Form):
    reason = CleanCharField(label=_("Why"), max_length=300)


class EvaluatorForm(forms.Form):
    """What the list says of an evaluator."""

    employer = CleanCharField(label=_("Employer"), max_length=100)
    organization = OneField(
        Organization.objects.none(),
        label=_("Which organization of the platform that is"),
        empty_label=_("None of them"),
        required=False,
    )
    specialities = SeveralField(
        Subcategory.objects.none(),
        label=_("Knows about"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    levels = SeveralField(
        ServiceLevel.objects.none(),
        label=_("Levels"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    places = forms.IntegerField(
        label=_("Open panels at one time, at most"),
        min_value=1,
        max_value=50,
        initial=6,
        widget=ShortText(width="4"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.order_by("name_zh")
        self.fields["specialities"].queryset = Subcategory.objects.order_by("code")
        self.fields["levels"].queryset = ServiceLevel.objects.order_by("number")


class AmendForm(EvaluatorForm):
    is_active = forms.BooleanField(label=_("May be drawn"), required=False)


class RegisterForm(EvaluatorForm):
    user = OneField(User.objects.none(), label=_("Person"), empty_label=_("Choose"))
    kind = forms.ChoiceField(label=_("Sits as"), choices=EvaluatorKind.choices)
    field_order = ("user", "kind")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
