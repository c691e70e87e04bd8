"""The forms of posting: who, what, and the last look. What is typed is carried from page to page in
hidden fields, never in the session: personal data lie nowhere in the open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.desks.staff.proposing import (
    Card,
    NeedTypeField,
    SafetyField,
    cards_for,
    find_need_type,
    services_to_pick,
    whole_list,
)
from marketplace.households.choices import Basis, Sex
from marketplace.households.permissions import TAKES_REQUESTS
from marketplace.households.rules.consents import judge_basis
from marketplace.households.rules.contacts import clean_address
from marketplace.households.rules.person import Person, clean_person
from marketplace.journeys.post_need import NeedItem, NewResident
from marketplace.kernel.errors import Refusal
from marketplace.look.forms import CheckboxCards, DateTimeInput, RadioCards, ShortText
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.places.models import Community
from marketplace.places.queries import communities_of

MOST_ITEMS = 6


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
    groups = forms.ModelMultipleChoiceField(
        TargetGroup.objects.all(),
        label=gettext_lazy("Which groups does the person belong to?"),
        required=False,
        widget=CheckboxCards,
    )
    community = forms.ModelChoiceField(
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


class ItemForm(forms.Form):
    """One need: in their own words, what kind it is, whether somebody is in danger."""

    description = CleanCharField(
        label=gettext_lazy("What is needed?"),
        help_text=gettext_lazy("In the person's own words. Kinds of need are proposed from it."),
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )
    need_type = NeedTypeField()
    listed = forms.ChoiceField(
        label=gettext_lazy("Choose from the whole list"), choices=[("", "")], required=False
    )
    at_risk = SafetyField()
    pick = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Pick a service"),
        help_text=gettext_lazy("Only if the resident wants this one. Otherwise the best is found."),
        empty_label=gettext_lazy("Find the best one"),
        required=False,
    )
    reported_at = forms.DateTimeField(
        label=gettext_lazy("First told at another time?"),
        help_text=gettext_lazy("The clocks begin when it was first told."),
        widget=DateTimeInput,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        community: Community | None,
        groups: Sequence[str] = (),
        whole_list: list[Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.community, self.groups = community, groups
        self.fields["listed"].choices = [("", _("Please choose")), *(whole_list or [])]
        if self.prefix == "need0" and not self.is_bound and not self._sent("description"):
            self.fields["description"].widget.attrs["autofocus"] = True
        self.fields["pick"].queryset = self._services()

    @property
    def chosen(self) -> NeedType | None:
        return find_need_type(self._sent("need_type"))

    @property
    def chosen_code(self) -> str:
        return self._sent("need_type")

    @property
    def picks(self) -> int:
        """How many services there are to pick from."""
        return self.fields["pick"].queryset.count()

    @property
    def cards(self) -> list[Card]:
        return cards_for(self._sent("description"), groups=self.groups, chosen=self.chosen)

    @property
    def was_asked(self) -> bool:
        """Whether there is something to propose for: before, the page stays small."""
        return bool(self._sent("description").strip() or self._sent("need_type"))

    def clean_reported_at(self) -> datetime | None:
        told = self.cleaned_data.get("reported_at")
        if told and told > now():
            raise forms.ValidationError(_("A need cannot have been told in the future."))
        return told

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "need_type" in told and told["need_type"] is None and not told.get("description"):
            self.add_error("description", _("It is not on the list: please say what is needed."))
        return told

    def item(self) -> NeedItem:
        told = self.cleaned_data
        return NeedItem(
            description=told["description"],
            need_type=told["need_type"],
            at_risk=told["at_risk"],
            pick=told["pick"],
            reported_at=told["reported_at"],
        )

    def _services(self) -> Any:
        chosen = self.chosen
        if chosen is None or self.community is None:
            return Service.objects.none()
        return services_to_pick(chosen, self.community)

    def _sent(self, name: str) -> str:
        if not self.is_bound:
            return str(self.initial.get(name, "") or "")
        return str(self.data.get(self.add_prefix(name), "") or "")


class ItemForms:
    """One to six needs on one page. What was chosen from the whole list is the last word on its kind.

    `judged=False` shows what was sent without finding fault with it yet.
    """

    def __init__(
        self,
        sent: QueryDict | None,
        *,
        count: int,
        community: Community | None,
        groups: Sequence[str],
        judged: bool = True,
    ) -> None:
        self.count = max(1, min(count, MOST_ITEMS))
        sent = _settled(sent, self.count) if sent is not None else None
        kinds = whole_list()
        self.forms = [
            ItemForm(
                sent if judged else None,
                initial={} if judged or sent is None else _told(sent, f"need{i}"),
                prefix=f"need{i}",
                community=community,
                groups=groups,
                whole_list=kinds,
            )
            for i in range(self.count)
        ]

    def __iter__(self) -> Any:
        return iter(self.forms)

    def __getitem__(self, i: int) -> ItemForm:
        return self.forms[i]

    @property
    def are_judged(self) -> bool:
        return self.forms[0].is_bound

    @property
    def are_many(self) -> bool:
        return self.count > 1

    @property
    def may_add(self) -> bool:
        return self.count < MOST_ITEMS

    def is_valid(self) -> bool:
        # Every form is looked at, so that every fault is told at once.
        valid = not [form for form in self.forms if not form.is_valid()]
        return valid and not self._twice()

    def _twice(self) -> bool:
        """The same kind twice in one breath is a slip."""
        seen: set[str] = set()
        for form in self.forms:
            kind = form.cleaned_data["need_type"]
            if kind is not None and kind.pk in seen:
                form.add_error("need_type", _("This is the same need as the one above."))
                return True
            if kind is not None:
                seen.add(kind.pk)
        return False

    def items(self) -> list[NeedItem]:
        return [form.item() for form in self.forms]


def _settled(sent: QueryDict, count: int) -> QueryDict:
    settled = sent.copy()
    for i in range(count):
        if listed := settled.get(f"need{i}-listed"):
            settled[f"need{i}-need_type"] = listed
            settled[f"need{i}-listed"] = ""
    return settled


def _told(sent: QueryDict, prefix: str) -> dict[str, str]:
    return {
        name: sent[f"{prefix}-{name}"]
        for name in ItemForm.base_fields
        if f"{prefix}-{name}" in sent
    }


class LookAgainForm(forms.Form):
    """The last page: what is open already for this person, and who is registered under this name.

    Each answer names what was seen; if there is more by now, it is asked again.
    """

    def __init__(
        self,
        *args: Any,
        duplicates: dict[int, list[Need]],
        lookalikes: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.duplicates = duplicates
        for i, needs in duplicates.items():
            self.fields[f"same{i}"] = _same_field(needs)
        if lookalikes:
            self.fields["who"] = _who_field(lookalikes)

    def leaves_out(self, i: int) -> bool:
        return self.cleaned_data.get(f"same{i}") == "leave"

    @property
    def known_as(self) -> int | None:
        """The resident that the new person turned out to be."""
        who = self.cleaned_data.get("who", "")
        return int(who) if who.isdigit() else None


def _same_field(needs: list[Need]) -> forms.ChoiceField:
    seen = ",".join(str(need.pk) for need in needs)
    return forms.ChoiceField(
        label=_("This person has the same need open already"),
        choices=[
            ("leave", _("It is the same: leave it with the one that is open")),
            (f"post:{seen}", _("It is another one: post it as well")),
        ],
        widget=RadioCards,
        error_messages={
            "required": _("Please say whether it is the same need."),
            "invalid_choice": _("There is one more by now. Please look again."),
        },
    )


def _who_field(lookalikes: Sequence[tuple[int, str]]) -> forms.ChoiceField:
    seen = ",".join(str(pk) for pk, _label in lookalikes)
    return forms.ChoiceField(
        label=_("Somebody of this name is registered already"),
        choices=[
            *((str(pk), label) for pk, label in lookalikes),
            (f"new:{seen}", _("None of them: register somebody new")),
        ],
        widget=RadioCards,
        error_messages={
            "required": _("Please say whether it is the same person."),
            "invalid_choice": _("There is one more by now. Please look again."),
        },
    )


def _by_subdistrict(communities: list[Community]) -> list[Any]:
    """Choices in groups; a single community needs no “please choose”."""
    if len(communities) == 1:
        return [(communities[0].pk, communities[0].name)]
    grouped: dict[str, list[tuple[str, str]]] = {}
    for community in communities:
        grouped.setdefault(community.subdistrict.name, []).append((community.pk, community.name))
    return [("", _("Please choose")), *grouped.items()]
