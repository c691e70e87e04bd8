"""What a volunteer says of themselves, and what staff have seen of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.catalogue.models import Qualification, Subcategory, TargetGroup
from marketplace.desks.accounts import NewAccount
from marketplace.desks.fields import CleanCharField, CommunityField, MobileField, SeveralField
from marketplace.look.forms import CheckboxCards, DateInput, Slider
from marketplace.places.models import Community
from marketplace.volunteers.models import Volunteer

STEP = 500
NEAR, FAR = STEP, 20_000


class PhoneForm(forms.Form):
    phone = MobileField(
        label=_("Mobile phone"),
        help_text=_("We send a code to it. Staff of your district see the number, nobody else."),
    )


class WorkForm(forms.Form):
    """What somebody wants to do, for whom, and how far from home."""

    subcategories = SeveralField(
        Subcategory.objects.none(), label=_("What would you like to do?"), widget=CheckboxCards
    )
    groups = SeveralField(TargetGroup.objects.all(), label=_("For whom?"), widget=CheckboxCards)
    radius = forms.IntegerField(
        label=_("How far from home?"),
        initial=3000,
        widget=Slider(least=NEAR, most=FAR, step=STEP, unit=_("metres")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Subcategory.objects.select_related("category").order_by("pk")
        by_category: dict[str, list[tuple[str, str]]] = {}
        for kind in kinds:
            by_category.setdefault(kind.category.name, []).append((kind.pk, kind.name))
        self.fields["subcategories"].queryset = kinds
        self.fields["subcategories"].choices = list(by_category.items())


class PersonForm(WorkForm):
    """Who it is. Below 18 the law asks for more."""

    name = CleanCharField(label=pgettext_lazy("person", "Name"), max_length=60)
    birth_on = forms.DateField(label=_("Date of birth"), widget=DateInput)
    lives_on_own_income = forms.BooleanField(
        label=_("I am 16 or 17 and live on my own income"), required=False
    )
    guardian_agreed_on = forms.DateField(
        label=_("Day on which the guardian agreed"),
        help_text=_("Only below 18. Staff ask for it in writing."),
        required=False,
        widget=DateInput,
    )
    school = CleanCharField(label=_("School"), max_length=80, required=False)
    community = CommunityField(label=_("Community of the home"))
    field_order = [
        "name",
        "birth_on",
        "lives_on_own_income",
        "guardian_agreed_on",
        "school",
        "community",
        "subcategories",
        "groups",
        "radius",
    ]

    def __init__(self, *args: Any, where: QuerySet[Community] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].offer(where)


class AccountForm(NewAccount, PersonForm):
    """With an account, for whoever has none."""


class FindForm(forms.Form):
    q = CleanCharField(label=_("Name or number"), required=False, max_length=60)


class SeenForm(forms.Form):
    """The papers, as they are now."""

    insured_until_on = forms.DateField(
        label=_("First day without accident insurance"),
        help_text=_("Without insurance nobody is asked."),
        required=False,
        widget=DateInput,
    )
    background_declared_on = forms.DateField(
        label=_("Day of the background declaration"),
        help_text=_("Without it nobody is asked to help minors."),
        required=False,
        widget=DateInput,
    )
    qualifications = SeveralField(
        Qualification.objects.all(),
        label=_("Papers they hold"),
        required=False,
        widget=CheckboxCards,
    )


def work_of(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "subcategories": [one.pk for one in volunteer.subcategories.all()],
        "groups": [one.pk for one in volunteer.groups.all()],
        "radius": volunteer.radius,
    }


def seen_of(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "insured_until_on": volunteer.insured_until_on,
        "background_declared_on": volunteer.background_declared_on,
        "qualifications": [one.pk for one in volunteer.qualifications.all()],
    }
