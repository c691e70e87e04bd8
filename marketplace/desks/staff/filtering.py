"""Which needs a list shows. Whatever the address says, something sensible is shown."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup, UrgencyTag
from marketplace.desks.fields import CleanCharField
from marketplace.kernel.text import clean_code
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.needs.permissions import JUDGES, SEEING
from marketplace.places.queries import communities_of
from marketplace.satisfaction.permissions import ANSWERING
from marketplace.satisfaction.queries import unanswered

# The first is what one sees without choosing.
SHOWS = (
    ("", _("Still open")),
    ("waiting", _("Waiting for me")),
    ("mine", _("Mine")),
    ("breached", _("Late")),
    ("all", _("All")),
)


def to_judge(user: User) -> Q:
    return Q(community__in=communities_of(user, *JUDGES))


def waits_for(user: User) -> Q:
    """What only goes on when this very person does something."""
    mine = Q(state__in=(NeedState.RETURNED, NeedState.FULFILLED), owner=user)
    asked_by_me = Q(state=NeedState.RETURNED, posted_by=user)
    to_triage = Q(state__in=(NeedState.SUBMITTED, NeedState.TRIAGED)) & to_judge(user)
    to_decide = Q(
        state=NeedState.ASSESSED, community__in=communities_of(user, Role.SUBDISTRICT_OFFICER)
    ) & ~Q(posted_by=user, at_risk=False)
    answers_here = Q(owner=user) | Q(community__in=communities_of(user, *ANSWERING))
    to_answer = Q(pk__in=unanswered().order_by().values("need")) & answers_here
    return mine | asked_by_me | to_triage | to_decide | to_answer


class NeedFilter(forms.Form):
    q = CleanCharField(label=_("Number or follow code"), max_length=40, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    tag = forms.ChoiceField(label=_("Urgency"), required=False)
    group = forms.ChoiceField(label=_("Target group"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.user = user
        states = [(value, label) for value, label in NeedState.choices if value != NeedState.DRAFT]
        # Read once each, and what comes back is held against what was read.
        for name, choices in (
            ("state", states),
            ("tag", _named(UrgencyTag.objects.all())),
            ("group", _named(TargetGroup.objects.all())),
            ("community", _named(communities_of(user, *SEEING))),
        ):
            self.fields[name].choices = [("", _("All")), *choices]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.is_valid()

    @property
    def show_name(self) -> str:
        wanted = self.cleaned_data.get("show")
        return wanted if wanted in dict(SHOWS) else ""

    show_choices = SHOWS

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("state", "tag", "group", "community"))

    @property
    def hides_something(self) -> bool:
        return bool(self.is_narrowed or self._code or self.show_name)

    @property
    def is_by_clock(self) -> bool:
        """Only what is open has clocks that run."""
        state = self.cleaned_data.get("state")
        return self.show_name != "all" and not self._code and (not state or state in OPEN)

    @property
    def _code(self) -> str:
        return clean_code(self.cleaned_data.get("q") or "")

    def narrow(self, needs: QuerySet[Need]) -> QuerySet[Need]:
        """A number or code finds its need whatever else is set."""
        needs = needs.exclude(state=NeedState.DRAFT)
        if self._code:
            numbers = (self.cleaned_data["q"].upper(), _number(self._code))
            return needs.filter(Q(number__in=numbers) | Q(follow_code=self._code))
        if self.show_name == "mine":
            needs = needs.filter(Q(owner=self.user) | Q(posted_by=self.user))
        if self.show_name == "waiting":
            # What has ended may wait for an answer too.
            needs = needs.filter(waits_for(self.user))
        elif self.is_by_clock:
            needs = needs.filter(state__in=OPEN)
        return needs.filter(self._chosen())

    def _chosen(self) -> Q:
        told, wanted = self.cleaned_data, Q()
        if told.get("state"):
            wanted &= Q(state=told["state"])
        if told.get("tag"):
            wanted &= Q(tag=told["tag"])
        if told.get("community"):
            wanted &= Q(community=told["community"])
        if group := told.get("group"):
            wanted &= Q(group=group) | Q(group=None, need_type__group=group)
        return wanted


def _named(things: QuerySet[Any]) -> list[tuple[str, str]]:
    return [(thing.pk, thing.name) for thing in things]


def _number(code: str) -> str:
    """A number that was typed without its hyphens."""
    plain = code.removeprefix("XQ")
    return f"XQ-{plain[:8]}-{plain[8:]}"
