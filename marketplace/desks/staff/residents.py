"""A household's file: who lives there, what they agreed to, what they asked for, and who looked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.fields import CleanCharField, SeveralField
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.desks.words import staff_word
from marketplace.households import actions as households
from marketplace.households.choices import PersonalField
from marketplace.households.models import Consent, Resident, Reveal
from marketplace.households.permissions import may_amend, may_reveal
from marketplace.households.showing import (
    REVEALABLE,
    Shown,
    editable,
    show_many,
    sight_of_staff,
)
from marketplace.journeys.amend_person import amend_person
from marketplace.kernel.errors import NotAllowed
from marketplace.look.forms import CheckboxCards, ShortText
from marketplace.needs import queries
from marketplace.needs.lifecycle import NEED
from marketplace.needs.permissions import may_post
from marketplace.places.queries import covers
from marketplace.wishes.permissions import may_wish

LAST_NEEDS = 30
LAST_LOOKS = 20


@people.reading
def resident(request: HttpRequest, pk: int) -> HttpResponse:
    found = people.get_resident(request.user, pk)
    return render(request, "desks/staff/resident.html", _file(request.user, found))


def _file(user: User, found: Resident) -> dict[str, Any]:
    person = people.shown_to(user, found)
    others = found.household.residents.filter(erased_at__isnull=True).exclude(pk=found.pk)
    others = others.select_related("household__community__subdistrict")
    needs = queries.for_lists(queries.visible_to(user)).filter(resident=found)
    reveal_url = reverse("staff:reveal", args=[found.pk]) if may_reveal(user, found) else ""
    return {
        "resident": found,
        "breadcrumbs": [(_("Needs"), reverse("staff:needs")), (_("Household file"), "")],
        "person": person,
        "describe": words.describe(person),
        "facts": _facts(found, person),
        "groups": list(found.groups.all()),
        "others": [
            (one.name, words.describe(one), reverse("staff:resident", args=[one.resident_id]))
            for one in show_many(others, to=user)
        ],
        "consents": [_consent(one) for one in found.consents.select_related("recorded_by")],
        "needs": [
            (need, words.name_of(need), *staff_word(NEED, need.state))
            for need in needs.defer("description")[:LAST_NEEDS]
        ],
        "looks": [_look(one) for one in _reveals(found)],
        "reveal_url": reveal_url,
        "post_url": reverse("staff:post_for", args=[found.pk])
        if may_post(user, found.household.community)
        else "",
        "wish_url": reverse("wishes:make", args=[found.pk])
        if may_wish(user, found.household.community)
        else "",
        "amend_url": reverse("staff:amend", args=[found.pk]) if may_amend(user, found) else "",
    }


def _facts(found: Resident, person: Shown) -> list[tuple[Any, Any]]:
    household = found.household
    rows = (
        (pgettext("person", "Name"), person.name),
        (_("Age"), person.age_band.label),
        (_("Sex"), person.sex.label),
        (_("Phone"), person.phone),
        (_("Address"), person.address),
        (_("Identity number"), person.id_number),
        (_("Guardian"), " · ".join(x for x in (person.guardian_name, person.guardian_phone) if x)),
        (_("Community"), f"{person.community.subdistrict} · {person.community}"),
        (_("Benefit status"), household.get_low_income_status_display()),
    )
    return [(label, value) for label, value in rows if value]


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "purpose": consent.get_purpose_display(),
        "basis": consent.get_basis_display(),
        "given_at": consent.given_at,
        "by": consent.recorded_by,
        "version": consent.notice_version,
        "withdrawn_at": consent.withdrawn_at,
    }


def _reveals(found: Resident) -> Any:
    return found.reveals.select_related("by").order_by("-at")[:LAST_LOOKS]


def _look(row: Reveal) -> dict[str, Any]:
    labels = dict(PersonalField.choices)
    fields = pgettext("list", ", ").join(str(labels.get(name, name)) for name in row.fields)
    return {"when": row.at, "who": str(row.by), "what": fields, "why": row.reason}


# -- behind the mask ------------------------------------------------------------------------------


class RevealForm(forms.Form):
    fields_wanted = forms.MultipleChoiceField(
        label=gettext_lazy("What do you need to see?"), widget=CheckboxCards
    )
    reason = CleanCharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "A few words without names or numbers. It stays on record, and the resident may read it."
        ),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = _revealable(user, resident)
        self.fields["fields_wanted"].choices = [
            (one.value, str(one.label).capitalize()) for one in PersonalField if one in allowed
        ]


def _revealable(user: User, resident: Resident) -> set[PersonalField]:
    """What any one role of this person may have revealed there."""
    community = resident.household.community
    found = [fields for role, fields in REVEALABLE.items() if covers(user, [role], community)]
    return set().union(*found)


@people.reading
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for is in this one answer and nowhere else."""
    found = people.get_resident(request.user, pk)
    if not may_reveal(request.user, found):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this community."))
    sent = request.POST if request.method == "POST" else None
    form = RevealForm(sent, user=request.user, resident=found)
    values = None
    if sent is not None and form.is_valid():
        values = attempt(form, lambda: _revealed(form, found, request.user))
    context = {
        "form": form,
        "resident": found,
        "person": people.shown_to(request.user, found),
        "values": _labelled(values) if values is not None else None,
        "back": _back(request, found),
    }
    return render(request, "desks/staff/reveal.html", context, status=status_of(form))


def _revealed(form: RevealForm, found: Resident, user: User) -> dict[str, str]:
    told = form.cleaned_data
    return households.reveal(
        found, fields=told["fields_wanted"], reason=told["reason"], by=user, at=now()
    )


def _labelled(values: dict[str, str]) -> list[tuple[str, str]]:
    labels = dict(PersonalField.choices)
    return [
        (str(labels[name]).capitalize(), value or _("not on record"))
        for name, value in values.items()
    ]


def _back(request: HttpRequest, found: Resident) -> str:
    """To the need this person came from, if it is one of theirs; else to the file."""
    number = request.GET.get("need", "")
    mine = queries.visible_to(request.user).filter(resident=found)
    if number.isascii() and number.isprintable() and mine.filter(number=number).exists():
        return reverse("staff:need", args=[number])
    return reverse("staff:resident", args=[found.pk])


# -- correcting the record ------------------------------------------------------------------------


class AmendForm(forms.Form):
    """Only what this person sees plainly can be corrected: a mask must not come back as data."""

    name = CleanCharField(label=pgettext_lazy("person", "Name"), max_length=60)
    phone = CleanCharField(
        label=gettext_lazy("Phone"), max_length=30, required=False, widget=ShortText(width=16)
    )
    address = CleanCharField(label=gettext_lazy("Address"), max_length=200, required=False)
    groups = SeveralField(
        TargetGroup.objects.all(),
        label=gettext_lazy("Target groups"),
        required=False,
        widget=CheckboxCards,
    )
    guardian_name = CleanCharField(
        label=gettext_lazy("Name of the guardian"), max_length=60, required=False
    )
    guardian_phone = CleanCharField(
        label=gettext_lazy("Phone of the guardian"),
        max_length=30,
        required=False,
        widget=ShortText(width=16),
    )


@people.reading
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    found = people.get_resident(request.user, pk)
    if not may_amend(request.user, found):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this community."))
    plain = editable(found, sight_of_staff(request.user, found))
    initial = {**plain, "groups": [group.pk for group in found.groups.all()]}
    form = AmendForm(request.POST if request.method == "POST" else None, initial=initial)
    for name in set(form.fields) - set(initial):
        del form.fields[name]
    sent = request.method == "POST"
    if sent and form.is_valid() and attempt(form, lambda: _amended(form, found, request.user)):
        messages.success(request, _("The record is corrected."))
        return redirect("staff:resident", pk=pk)
    context = {"form": form, "resident": found, "person": people.shown_to(request.user, found)}
    return render(request, "desks/staff/amend.html", context, status=status_of(form))


def _amended(form: AmendForm, found: Resident, user: User) -> Resident:
    changes = {name: form.cleaned_data[name] for name in form.changed_data}
    return amend_person(found, changes=changes, by=user, at=now())
