"""One form for everything a judge may answer: yes, not yet, not here, asked before, no."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup, UrgencyTag
from marketplace.desks.fields import CleanCharField, OneField
from marketplace.desks.now import now
from marketplace.desks.staff.decisions import ASKS, BRANCHES, CONDITIONAL, DONE, FAST, WORDS
from marketplace.desks.staff.proposing import (
    Card,
    NeedTypeField,
    SafetyField,
    cards_for,
    find_need_type,
    groups_of,
    whole_list,
)
from marketplace.journeys.judge_need import judge_need
from marketplace.journeys.propose_need_type import propose_need_type
from marketplace.journeys.reject_need import reject_need
from marketplace.needs import actions as needs
from marketplace.needs import permissions as may
from marketplace.needs.choices import MissingItem, NeedState, ReferredTo, RejectReason
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.needs.queries import missing_from

# What stands in for a choice that the list has made already.
AS_LISTED = gettext_lazy("As the list says")


class JudgeForm(forms.Form):
    # A browser would refuse to send what stands, empty, in a branch that is not open.
    use_required_attribute = False

    at_risk = SafetyField()
    need_type = NeedTypeField()
    listed = forms.ChoiceField(label=gettext_lazy("Choose from the whole list"), required=False)
    group = OneField(TargetGroup.objects.all(), label=gettext_lazy("Target group"), required=False)
    level = OneField(ServiceLevel.objects.all(), label=gettext_lazy("Level"), required=False)
    tag = OneField(UrgencyTag.objects.all(), label=gettext_lazy("Urgency"), required=False)
    decision = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what you decide.")},
    )
    related = forms.BooleanField(
        label=gettext_lazy("I know this person privately (relative or friend)"), required=False
    )
    missing = forms.MultipleChoiceField(
        label=gettext_lazy("What is missing?"),
        choices=MissingItem.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    return_note = CleanCharField(
        label=gettext_lazy("Anything else to say?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    to = forms.ChoiceField(
        label=gettext_lazy("To whom?"),
        choices=[("", gettext_lazy("Please choose")), *ReferredTo.choices],
    )
    refer_note = CleanCharField(
        label=gettext_lazy("What does the resident have to know?"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    into = OneField(
        Need.objects.none(),
        label=gettext_lazy("Which one goes on?"),
        empty_label=gettext_lazy("Please choose"),
    )
    reject_reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[("", gettext_lazy("Please choose")), *RejectReason.choices],
    )
    reject_note = CleanCharField(
        label=gettext_lazy("In words that the resident understands"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    proposal = CleanCharField(
        label=gettext_lazy("How should the list call it?"),
        help_text=gettext_lazy("The service only, nothing about the person."),
        max_length=120,
    )

    def __init__(self, sent: Any, *, need: Need, user: User) -> None:
        sent = _settled(sent) if sent is not None else None
        super().__init__(sent, initial=_initial(need))
        self.need, self.user = need, user
        self.groups = groups_of(need.resident)
        self.fields["listed"].choices = [("", _("Please choose")), *whole_list()]
        self.fields["into"].queryset = self._earlier()
        self.fields["into"].label_from_instance = _label_of
        self.fields["decision"].choices = [
            (name, WORDS[name][0]) for name in WORDS if self._is_open(name)
        ]
        if need.state != NeedState.SUBMITTED:
            # Answered when it came in; it is not asked twice.
            self.fields["at_risk"].required = False
        for name in ("group", "level", "tag"):
            self.fields[name].empty_label = self._as_listed(name)

    @property
    def asks_safety(self) -> bool:
        return self.need.state == NeedState.SUBMITTED

    @property
    def chosen(self) -> NeedType | None:
        sent = self.data.get("need_type", "") if self.is_bound else self.initial.get("need_type")
        return find_need_type(str(sent or ""))

    @property
    def chosen_code(self) -> str:
        sent = self.data.get("need_type", "") if self.is_bound else self.initial.get("need_type")
        return str(sent or "")

    @property
    def cards(self) -> list[Card]:
        said = _("as it was posted") if self.chosen == self.need.need_type else ""
        return cards_for(
            self.need.description, groups=self.groups, chosen=self.chosen, because=said
        )

    @property
    def differs(self) -> bool:
        """Whether group, level or urgency are to be other than the list says."""
        return any(self[name].value() or self[name].errors for name in ("group", "level", "tag"))

    def decisions(self) -> list[dict[str, Any]]:
        """The choices as the page draws them: what each means, and the fields it opens."""
        chosen = self["decision"].value()
        return [
            {
                "name": name,
                "label": label,
                "told": WORDS[name][1],
                "checked": name == chosen,
                "fields": [self[field] for field in BRANCHES[name]],
            }
            for name, label in self.fields["decision"].choices
        ]

    def full_clean(self) -> None:
        """What only some decisions ask for is judged with those; the page shows it as asked for."""
        asked = ASKS.get(self.data.get("decision", ""), ())
        for name in CONDITIONAL:
            self.fields[name].required = name in asked
        super().full_clean()
        for name in CONDITIONAL:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        is_judged = told.get("decision") in ("approve", "judge")
        if is_judged and told.get("need_type", "") is None:
            self.add_error("need_type", _("Choose a kind of need from the list first."))
        if told.get("at_risk") and told.get("decision") in ("return", "reject", "merge", "propose"):
            self.add_error(
                "decision", _("Somebody is in danger: help first, everything else afterwards.")
            )
        return told

    def carry_out(self, at: datetime) -> bool:
        """The one call that the decision stands for."""
        told, need, by = self.cleaned_data, self.need, self.user
        decision = told["decision"]
        if decision in ("approve", "judge"):
            judge_need(
                need,
                at_risk=bool(told["at_risk"]) if self.asks_safety else bool(need.at_risk),
                **self._judged(),
                approve=decision == "approve",
                related=told["related"],
                by=by,
                at=at,
            )
        elif decision == "return":
            needs.return_need(need, missing=told["missing"], note=told["return_note"], by=by, at=at)
        elif decision == "refer":
            needs.refer_need(need, to=told["to"], note=told["refer_note"], by=by, at=at)
        elif decision == "merge":
            needs.merge_need(need, into=told["into"], by=by, at=at)
        elif decision == "reject":
            reject_need(
                need,
                at_risk=bool(told["at_risk"]),
                reason=told["reject_reason"],
                note=told["reject_note"],
                by=by,
                at=at,
            )
        else:
            propose_need_type(need, text=told["proposal"], group=told["group"], by=by, at=at)
        return True

    def done(self) -> str:
        """What is said afterwards."""
        self.need.refresh_from_db(fields=["state", "at_risk"])
        decision = self.cleaned_data["decision"]
        is_fast = decision in ("approve", "judge") and self.need.at_risk
        return str(FAST if is_fast else DONE[decision])

    def _judged(self) -> dict[str, Any]:
        told, need_type = self.cleaned_data, self.cleaned_data["need_type"]
        tag = told["tag"] or need_type.tag
        if told["at_risk"] or self.need.at_risk:
            tag = UrgencyTag.objects.order_by("rank").first()
        return {
            "need_type": need_type,
            "group": told["group"] or _group_of(need_type, self.groups),
            "level": told["level"] or need_type.level,
            "tag": tag,
        }

    def _is_open(self, decision: str) -> bool:
        need, user = self.need, self.user
        if decision == "approve":
            return may.may_reject(user, need) and user.pk != need.posted_by_id
        if decision == "judge":
            return not self._is_open("approve") or self.asks_safety
        if decision == "reject":
            return may.may_reject(user, need)
        if decision == "merge":
            return self.fields["into"].queryset.exists()
        if decision == "propose":
            return need.need_type_id is None
        return True

    def _earlier(self) -> Any:
        """Open needs of the same person that this one may be part of."""
        same = Need.objects.filter(resident=self.need.resident_id, state__in=OPEN)
        return same.exclude(pk=self.need.pk).select_related("need_type").order_by("pk")

    def _as_listed(self, name: str) -> str:
        chosen = self.chosen
        if chosen is None:
            return str(AS_LISTED)
        listed = _group_of(chosen, self.groups) if name == "group" else getattr(chosen, name)
        return f"{AS_LISTED} · {listed}"


def _settled(sent: Any) -> Any:
    """What was chosen from the whole list is the last word."""
    settled = sent.copy()
    if listed := settled.get("listed"):
        settled["need_type"], settled["listed"] = listed, ""
    return settled


def _initial(need: Need) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "need_type": need.need_type_id or "",
        "missing": missing_from(need, on=timezone.localdate(now())),
    }
    if need.at_risk is not None:
        initial["at_risk"] = "yes" if need.at_risk else "no"
    if need.state == NeedState.ASSESSED and need.need_type:
        # Only what a judge has set against the list before.
        if need.level_id != need.need_type.level_id:
            initial["level"] = need.level_id
        if need.tag_id != need.need_type.tag_id:
            initial["tag"] = need.tag_id
        initial["group"] = need.group_id
    return initial


def _group_of(need_type: NeedType, letters: list[str]) -> TargetGroup:
    """The group the person belongs to, if the kind of need is for it; else its first."""
    fitting = [need_type.group, *need_type.further_groups.all()]
    return next((group for group in fitting if group.pk in letters), need_type.group)


def _label_of(need: Need) -> str:
    name = need.need_type.name if need.need_type else _("Something that is not on the list")
    return f"{name} · {need.number} · {need.get_state_display()}"
