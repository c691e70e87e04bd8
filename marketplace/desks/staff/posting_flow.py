"""A posting on its way through the pages: who, what, a last look.

Everything typed travels in the pages themselves, so a refusal or a lost session loses nothing and no
personal data wait in a session.
"""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.choices import HelperSex, Language
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.availability import in_words
from marketplace.desks.now import now
from marketplace.desks.sending import codes_of, new_sending, sent_before
from marketplace.desks.staff import people, words
from marketplace.desks.staff.item_forms import ItemForms
from marketplace.desks.staff.look_again import LookAgainForm
from marketplace.desks.staff.proposing import groups_of
from marketplace.desks.staff.who_forms import ConsentForm, WhoForm
from marketplace.households import queries as households
from marketplace.households.choices import Basis, Purpose
from marketplace.households.models import Consent, Resident
from marketplace.households.showing import show_many
from marketplace.journeys.post_need import NeedItem, NewResident, ResidentRef, post_need
from marketplace.look.words import exact
from marketplace.needs import queries
from marketplace.needs.choices import Channel
from marketplace.needs.models import Need
from marketplace.places.models import Community
from marketplace.places.queries import covers

IN_FOLD = ("id_number", "birth_on", "guardian_name", "guardian_phone")
CHANNELS = (
    (Role.STEWARD, Channel.STEWARD),
    (Role.COMMUNITY_STAFF, Channel.WINDOW),
    (Role.SUBDISTRICT_OFFICER, Channel.WINDOW),
    (Role.HOTLINE_OPERATOR, Channel.HOTLINE),
)


class Posting:
    """One posting on its way through the pages. `resident=None`: somebody new."""

    def __init__(self, request: HttpRequest, resident: Resident | None) -> None:
        self.request, self.user, self.resident = request, request.user, resident
        self.sent = request.POST if request.method == "POST" else None
        self.stage = self.sent.get("stage", "") if self.sent is not None else ""
        self.who = None if resident else WhoForm(self.sent, user=request.user)
        self.standing = self._standing_consent()
        self.consent = None if self.standing else ConsentForm(self.sent)

    def answer(self) -> HttpResponse:
        if self.sent is None:
            return self._what(self._items(None)) if self.resident else self._ask_who()
        if self.stage == "who" or self._pressed("change_who") or not self._knows_who():
            return self._after_who()
        if self.stage != "look" or self._pressed("change"):
            return self._after_what()
        return self._after_look()

    # the pages, each with what leads on from it

    def _after_who(self) -> HttpResponse:
        if self._pressed("change_who") or not self._knows_who():
            return self._ask_who()
        return self._what(self._items(self.sent, judged=False))

    def _after_what(self) -> HttpResponse:
        if self._pressed("add") or self._pressed("propose") or self._pressed("change"):
            more = 1 if self._pressed("add") else 0
            return self._what(self._items(self.sent, more=more, judged=False))
        items = self._items(self.sent)
        if not self._is_complete(items):
            return self._what(items)
        return self._look(items, LookAgainForm(**self._to_look_at(items)))

    def _after_look(self) -> HttpResponse:
        items = self._items(self.sent)
        if needs := sent_before(self._codes(items)):
            return _posted(needs)
        if not self._is_complete(items):
            return self._what(items)
        form = LookAgainForm(self.sent, **self._to_look_at(items))
        if not form.is_valid():
            return self._look(items, form)
        wanted = self._wanted(items, form)
        if not wanted:
            return self._nothing_new(form)
        needs = attempt(form, lambda: self._post(form, wanted)) or sent_before(self._codes(items))
        return _posted(needs) if needs else self._look(items, self._looked_at_anew(items, form))

    def _codes(self, items: ItemForms) -> list[str]:
        return codes_of(self.request, items.count)

    def _wanted(self, items: ItemForms, form: LookAgainForm) -> list[NeedItem]:
        told = zip(items.items(), self._codes(items), strict=True)
        return [
            replace(item, despite_open=form.seen(i), follow_code=code)
            for i, (item, code) in enumerate(told)
            if not form.leaves_out(i)
        ]

    def _looked_at_anew(self, items: ItemForms, refused: LookAgainForm) -> LookAgainForm:
        """Somebody else may have posted, or registered this very person, since the page was shown: then
        it is that which is asked about."""
        vars(self).pop("_lookalikes", None)
        anew = LookAgainForm(self.sent, **self._to_look_at(items))
        return refused if anew.is_valid() else anew

    def _post(self, form: LookAgainForm, wanted: list[NeedItem]) -> list[Need]:
        basis = self.consent.cleaned_data["basis"] if self.consent else Basis.CONSENT
        return post_need(
            who=self._who(form),
            items=wanted,
            community=self._resident_meant.household.community
            if self._resident_meant
            else self.community,
            channel=_channel(self.user, self.community),
            consent_given=True,
            basis=basis,
            by=self.user,
            at=now(),
        )

    def _who(self, form: LookAgainForm) -> ResidentRef | NewResident:
        meant = self._resident_meant
        if meant:
            return ResidentRef(meant)
        return replace(self.who.new_resident(), told_apart=form.told_apart)

    def _nothing_new(self, form: LookAgainForm) -> HttpResponse:
        messages.info(self.request, _("Nothing new was posted: it is open already. Here it is."))
        first = next(iter(form.duplicates.values()))[0]
        return redirect("staff:need", number=first.number)

    def _ask_who(self) -> HttpResponse:
        if self._pressed("change_who"):
            # Come back to change something: show it without finding fault.
            self.who = WhoForm(initial=_initial(self.sent, WhoForm), user=self.user)
            self.consent = ConsentForm(initial=_initial(self.sent, ConsentForm))
        context = {
            "form": self.who,
            "consent": self.consent,
            "carried": self._carried(_is_item),
            "open_more": any(self.who[name].errors or self.who[name].value() for name in IN_FOLD),
        }
        status = max(status_of(self.who), status_of(self.consent))
        return render(self.request, "desks/staff/post_who.html", context, status=status)

    def _what(self, items: ItemForms) -> HttpResponse:
        consent = self.consent if self.resident else None
        if consent and not items.are_judged:
            consent = ConsentForm(initial=_initial(self.sent, ConsentForm))
        forms = [*items, *([consent] if consent else [])]
        context = {
            "items": items,
            "consent": consent,
            "forms": forms,
            "person": self._person(),
            "draft": f"post:{self.resident.pk if self.resident else 'new-needs'}",
            "carried": self._carried(self._is_who),
            "more_url": f"?needs={items.count + 1}",
        }
        # What was sent about the needs is in the fields again.
        context["answered"] = self._has_items(self.sent)
        status = max(status_of(form) for form in forms)
        return render(self.request, "desks/staff/post_what.html", context, status=status)

    def _look(self, items: ItemForms, form: LookAgainForm) -> HttpResponse:
        context = {
            "form": form,
            "items": [
                {
                    "form": item,
                    "told": item.cleaned_data,
                    "rows": _rows(item.cleaned_data),
                    "duplicates": form.duplicates.get(i, []),
                    "field": form[f"same{i}"] if f"same{i}" in form.fields else None,
                }
                for i, item in enumerate(items)
            ],
            "person": self._person(),
            "consent_words": self._consent_words(),
            "at_risk": any(item.cleaned_data["at_risk"] for item in items),
            "carried": self._carried(lambda name: _is_item(name) or self._is_who(name)),
            "sending": new_sending(),
        }
        return render(self.request, "desks/staff/post_look.html", context, status=status_of(form))

    # what the pages are about

    @property
    def community(self) -> Community:
        if self.resident:
            return self.resident.household.community
        return self.who.cleaned_data["community"]

    @cached_property
    def _resident_meant(self) -> Resident | None:
        """The known resident, or whom the new one turned out to be."""
        if self.resident:
            return self.resident
        named = self.sent.get("who", "") if self.stage == "look" else ""
        alike = {one.pk: one for one in self._lookalikes}
        return alike.get(int(named)) if named.isdecimal() and len(named) < 16 else None

    @cached_property
    def _lookalikes(self) -> list[Resident]:
        """Registered people who may be the one that is being registered."""
        if self.resident:
            return []
        told = self.who.person
        found = {}
        for text in (told.name, told.phone, told.id_number):
            for one in households.find_residents(text, by=self.user) if text else []:
                near = one.household.community_id == self.community.pk
                if near or text != told.name:
                    found[one.pk] = one
        return list(found.values())

    def _to_look_at(self, items: ItemForms) -> dict[str, Any]:
        meant = self._resident_meant
        duplicates = {}
        for i, item in enumerate(items.items()) if meant else ():
            same = queries.duplicates_of(meant, item.need_type).select_related("need_type")
            if same := list(same.order_by("pk")):
                duplicates[i] = same
        alike = [
            (one.resident_id, _label(one)) for one in show_many(self._lookalikes, to=self.user)
        ]
        return {"duplicates": duplicates, "lookalikes": alike}

    def _items(self, sent: Any, *, more: int = 0, judged: bool = True) -> ItemForms:
        there = (sent or {}).get("count") or self.request.GET.get("needs") or "1"
        number = int(there) if there.isdecimal() and len(there) < 3 else 1
        groups = groups_of(self.resident)
        if self.who is not None:
            groups = [group.pk for group in self.who.cleaned_data["groups"]]
        return ItemForms(
            sent if self._has_items(sent) else None,
            count=number + more,
            community=self.community,
            groups=groups,
            judged=judged,
        )

    def _has_items(self, sent: Any) -> bool:
        return sent is not None and any(name.startswith("need0-") for name in sent)

    def _knows_who(self) -> bool:
        if self.who is None:
            return True
        if self.who.is_valid() & self.consent.is_valid():
            self.who.judge_basis(self.consent)
        return not self.who.errors and not self.consent.errors

    def _is_complete(self, items: ItemForms) -> bool:
        if not items.is_valid() & (self.consent is None or self.consent.is_valid()):
            return False
        only_danger = self.consent and self.consent.cleaned_data["basis"] == Basis.EMERGENCY
        if only_danger and not all(item.cleaned_data["at_risk"] for item in items):
            form = self.consent if self.resident else items[0]
            field = "basis" if self.resident else "at_risk"
            form.add_error(
                field, _("Without danger somebody has to agree first: the person or the guardian.")
            )
            return False
        return True

    def _standing_consent(self) -> Consent | None:
        """Somebody with a say has agreed and still does: nobody is asked again."""
        if self.resident is None:
            return None
        agreed = households.consents_in_force(self.resident).filter(purpose=Purpose.SERVICE)
        return agreed.exclude(basis=Basis.EMERGENCY).first()

    def _consent_words(self) -> str:
        if self.standing is not None:
            return self.standing.get_basis_display()
        basis = self.consent.cleaned_data["basis"]
        return str(dict(self.consent.fields["basis"].choices)[basis])

    def _person(self) -> dict[str, Any]:
        if self.resident:
            shown = people.shown_to(self.user, self.resident)
            meta = words.describe(shown, phone=False)
            return {"name": shown.name, "meta": meta, "pk": self.resident.pk}
        told = self.who.person
        meta = " · ".join(part for part in (self.community.name, told.phone) if part)
        return {"name": told.name, "meta": meta, "pk": ""}

    # what travels along

    def _pressed(self, name: str) -> bool:
        return self.sent is not None and f"_{name}" in self.sent

    def _is_who(self, name: str) -> bool:
        if self.resident:
            return self.stage in ("what", "look") and name in ConsentForm.base_fields
        return name in WhoForm.base_fields or name in ConsentForm.base_fields

    def _carried(self, wanted: Any) -> list[tuple[str, str]]:
        """What was sent and is not asked on the next page."""
        return [
            (name, value)
            for name, values in (self.sent.lists() if self.sent is not None else ())
            for value in values
            if wanted(name)
        ]


def _posted(needs: list[Need]) -> HttpResponse:
    numbers = [("n", need.number) for need in needs]
    return redirect(f"{reverse('staff:posted')}?{urlencode(numbers)}")


def _rows(told: dict[str, Any]) -> list[tuple[Any, Any]]:
    kind, earlier = told["need_type"], told["reported_at"]
    rows = (
        (_("In their words"), told["description"]),
        (_("Level"), kind.level.name if kind else ""),
        (_("In danger"), _("Yes: fast lane") if told["at_risk"] else _("Nobody")),
        (_("Picked"), f"{told['pick']} · {told['pick'].organization}" if told["pick"] else ""),
        (_("When somebody may come"), in_words(told["windows"])),
        (_("Language"), Language(told["language"]).label if told["language"] else ""),
        (_("Who should come"), HelperSex(told["helper_sex"]).label if told["helper_sex"] else ""),
        (_("First told"), exact(earlier) if earlier else ""),
    )
    return [(label, value) for label, value in rows if value]


def _is_item(name: str) -> bool:
    return name == "count" or name.startswith("need")


def _initial(sent: Any, form: Any) -> dict[str, Any]:
    if sent is None:
        return {}
    return {
        name: sent.getlist(name) if name == "groups" else sent[name]
        for name in form.base_fields
        if name in sent
    }


def _label(shown: Any) -> str:
    return f"{shown.name} · {words.describe(shown)}"


def _channel(user: User, community: Community) -> str:
    """How a need that this person posts has come in."""
    return next(
        (channel for role, channel in CHANNELS if covers(user, [role], community)), Channel.WINDOW
    )
