"""A need as a row of a list: whose, what, how urgent, how far, what next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.staff import words
from marketplace.desks.words import staff_word
from marketplace.households.models import Resident
from marketplace.households.showing import show_many
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_approve, may_post, may_triage
from marketplace.satisfaction.permissions import may_answer
from marketplace.satisfaction.queries import unanswered
from marketplace.supervision.queries import Watched

PER_PAGE = 20
TO_TRIAGE = (NeedState.SUBMITTED, NeedState.TRIAGED)


@dataclass(frozen=True, slots=True)
class Row:
    need: Need
    title: str
    url: str
    meta: str
    state: str
    tone: str
    clock: dict[str, Any] | None
    next: str
    next_label: str
    next_url: str

    @property
    def version(self) -> str:
        """Changes when somebody has done something, not with every minute."""
        return f"{self.need.state}|{self.need.tag_id}|{self.need.owner_id}"


def rows_of(watched: list[Watched], *, to: User) -> list[Row]:
    """Three queries for any number: the residents of these needs, shown as `to` may see them, and what
    waits for an answer."""
    wanted = {one.need.resident_id for one in watched}
    residents = Resident.objects.filter(pk__in=wanted).select_related(
        "household__community__subdistrict"
    )
    people = {shown.resident_id: shown for shown in show_many(residents, to=to)}
    asked = set(
        unanswered()
        .filter(need__in=[one.need.pk for one in watched])
        .values_list("need", flat=True)
    )
    return [
        _row(one, people[one.need.resident_id], to, is_asked=one.need.pk in asked)
        for one in watched
    ]


def _row(watched: Watched, person: Any, user: User, *, is_asked: bool) -> Row:
    need = watched.need
    word, tone = staff_word(NEED, need.state)
    label, url = next_step(need, user)
    if is_asked and not label and (need.owner_id == user.pk or may_answer(user, need)):
        label, url = _("Answer"), reverse("staff:need", args=[need.number])
    return Row(
        need=need,
        title=words.name_of(need),
        url=reverse("staff:need", args=[need.number]),
        meta=format_html(
            '{} · {} · <span class="nowrap">{}</span>',
            person.name,
            need.community.name,
            need.number,
        ),
        state=word,
        tone=tone,
        clock=clock_of(watched),
        next=words.next_of(need, None, heard=False),
        next_label=label,
        next_url=url,
    )


def next_step(need: Need, user: User) -> tuple[str, str]:
    """The one thing this person is waited for, as a label and where to do it; ("", "") otherwise."""
    number = need.number
    if need.state in TO_TRIAGE and may_triage(user, need):
        return _("Triage"), reverse("staff:triage", args=[number])
    if need.state == NeedState.ASSESSED and may_approve(user, need):
        return _("Decide"), reverse("staff:triage", args=[number])
    if need.state == NeedState.RETURNED and may_post(user, need.community):
        return _("Add what is missing"), reverse("staff:step", args=[number, "answer"])
    if need.state == NeedState.FULFILLED and may_post(user, need.community):
        return _("Ask how it was"), reverse("staff:need", args=[number])
    return "", ""


def clock_of(watched: Watched) -> dict[str, Any] | None:
    """What `{% clock %}` wants, for the clock that runs out first."""
    clock = watched.nearest
    if clock is None:
        return None
    return {
        "label": words.CLOCKS[clock.kind],
        "due_at": clock.due_at,
        "fraction": clock.fraction(watched.at),
        "breached": clock.breached(watched.at),
        "provisional": clock.provisional,
    }
