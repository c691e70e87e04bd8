"""Who it is about, and what they agreed to."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.desks.fields import CleanCharField, OneField, SeveralField
from marketplace.desks.now import now
from marketplace.households.choices import Basis, Sex
from marketplace.households.permissions import TAKES_REQUESTS
from marketplace.households.rules.consents import judge_basis
from marketplace.households.rules.contacts import clean_address
from marketplace.households.rules.person import Person, clean_person
from marketplace.journeys.post_need import NewResident
from marketplace.kernel.errors import Refusal
from marketplace.look.forms import CheckboxCards, RadioCards, ShortText
from marketplace.places.models import Community
from marketplace.places.queries import communities_of


class ConsentForm(forms.Form):
    """Who agreed, to what they were shown. In danger help does not wait for it."""

    basis = forms.ChoiceField(
        label=gettext_lazy("Who agrees that we store this and arrange help?"),
        choices=[
            (Basis.CONSENT, gettext_lazy("The person")),
            (Basis.GUARDIAN, gettext_lazy("The guardian")),
            (Basis.EMERGENCY, gettext_lazy("Nobody yet: somebody is in danger")),
        ],
        widget=RadioCards(
            hints={
                Basis.GUARDIAN: gettext_lazy("Always under 14"),
                Basis.EMERGENCY: gettext_lazy("Help first; consent follows with the papers"),
            }
        ),
        error_messages={"required": gettext_lazy("Please say who agrees.")},
    )
    notice_shown = forms.BooleanField(
        label=gettext_lazy("I have shown or read out the notice about personal data"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("basis") not in (None, Basis.EMERGENCY) and not told.get("notice_shown"):
            self.add_error(
                "notice_shown", _("Show or read out the notice first: only then can anybody agree.")
            )
        return told


class WhoForm(forms.Form):
    """Somebody who is not registered yet. The rules of households speak here already."""

    name = CleanCharField(label=pgettext_lazy("person", "Name"), max_length=60)
    phone = CleanCharField(
        label=gettext_lazy("Phone"),
        max_length=30,
        required=False,
        widget=ShortText({"inputmode": "tel", "autocomplete": "off"}, width=16),
    )
    groups = SeveralField(
        TargetGroup.objects.all(),
        label=gettext_lazy("Which groups does the person belong to?"),
        required=False,
        widget=CheckboxCards,
    )
    community = OneField(
        Community.objects.none(),
        label=gettext_lazy("Community"),
        empty_label=gettext_lazy("Please choose"),
    )
    address = CleanCharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Building, entrance and door, so that a helper finds it."),
        max_length=200,
        required=False,
    )
    id_number = CleanCharField(
        label=gettext_lazy("Identity number"),
        max_length=30,
        required=False,
        widget=ShortText({"autocomplete": "off", "data-no-draft": True}, width=22),
    )
    birth_on = CleanCharField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("Like 1950-01-31. The identity number tells it too."),
        max_length=20,
        required=False,
        widget=ShortText({"inputmode": "numeric", "autocomplete": "off"}, width=14),
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=[(one.value, one.label) for one in Sex],
        initial=Sex.UNKNOWN,
        required=False,
    )
    guardian_name = CleanCharField(
        label=gettext_lazy("Name of the guardian"), max_length=60, required=False
    )
    guardian_phone = CleanCharField(
        label=gettext_lazy("Phone of the guardian"),
        max_length=30,
        required=False,
        widget=ShortText({"inputmode": "tel", "autocomplete": "off"}, width=16),
    )

    person: Person | None = None

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = communities_of(user, *TAKES_REQUESTS).select_related("subdistrict")
        field = self.fields["community"]
        field.queryset = here.order_by("subdistrict", "code")
        found = list(field.queryset)
        field.choices = _by_subdistrict(found)
        if len(found) == 1:
            field.initial = found[0].pk
            field.empty_label = None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors:
            try:
                self.person = self._judged(told)
                told["address"] = clean_address(told.get("address", ""))
            except Refusal as refusal:
                for name, message in refusal.fields.items():
                    self.add_error(name if name in self.fields else None, str(message))
        return told

    def _judged(self, told: dict[str, Any]) -> Person:
        return clean_person(
            name=told["name"],
            phone=told["phone"],
            id_number=told["id_number"],
            sex=told["sex"],
            birth_on=told["birth_on"],
            guardian_name=told["guardian_name"],
            guardian_phone=told["guardian_phone"],
            groups={group.pk for group in told["groups"]},
            on=timezone.localdate(now()),
        )

    def new_resident(self) -> NewResident:
        told, person = self.cleaned_data, self.person
        return NewResident(
            name=person.name,
            phone=person.phone,
            address=told["address"],
            id_number=person.id_number,
            sex=person.sex,
            birth_on=person.birth_on,
            groups=list(told["groups"]),
            guardian_name=person.guardian_name,
            guardian_phone=person.guardian_phone,
        )

    def judge_basis(self, consent: ConsentForm) -> None:
        """Say on this page already who can consent for whom."""
        if self.person is None or not consent.is_valid():
            return
        try:
            judge_basis(
                consent.cleaned_data["basis"],
                guarded=self.person.needs_guardian,
                has_guardian=bool(self.person.guardian_name),
            )
        except Refusal as refusal:
            for name, message in refusal.fields.items():
                form = consent if name in consent.fields else self
                form.add_error(name, str(message))


def _by_subdistrict(communities: list[Community]) -> list[Any]:
    """Choices in groups; a single community needs no “please choose”."""
    if len(communities) == 1:
        return [(communities[0].pk, communities[0].name)]
    grouped: dict[str, list[tuple[str, str]]] = {}
    for community in communities:
        grouped.setdefault(community.subdistrict.name, []).append((community.pk, community.name))
    return [("", _("Please choose")), *grouped.items()]
