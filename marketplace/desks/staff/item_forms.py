"""What is needed: one need or several, each with the kinds that its words propose."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.catalogue.models import NeedType
from marketplace.desks.availability import WishesForm
from marketplace.desks.fields import CleanCharField, OneField
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
from marketplace.journeys.post_need import NeedItem
from marketplace.kernel.errors import Malformed
from marketplace.look.forms import DateTimeInput
from marketplace.needs.rules import judge_told_at
from marketplace.organizations.models import Service
from marketplace.places.models import Community

MOST_ITEMS = 6


class ItemForm(WishesForm):
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
    pick = OneField(
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
        if told:
            try:
                judge_told_at(told, at=now())
            except Malformed as refusal:
                raise forms.ValidationError(str(refusal.message)) from refusal
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
            wishes=self.wishes(),
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
        name: sent.getlist(key) if name == "windows" else sent[key]
        for name in ItemForm.base_fields
        if (key := f"{prefix}-{name}") in sent
    }
