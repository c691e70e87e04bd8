"""Offers: what is asked of me, by when, and my yes or no."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.catalogue.models import Qualification
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.availability import wishes_of
from marketplace.desks.field import finding, words
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.why import proposals_of, why_you
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.desks.words import staff_word
from marketplace.households.showing import Shown, Sight, show
from marketplace.journeys.answer_offer import answer_offer
from marketplace.places.rules import metres_between
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import WorkingCalendar
from marketplace.workorders import rules
from marketplace.workorders.choices import DeclineReason, OfferState
from marketplace.workorders.lifecycle import HELD, OFFER
from marketplace.workorders.models import Offer
from marketplace.workorders.queries import answer_due, sights_of

PER_PAGE = 20
ANSWERED = "answered"


class AnswerForm(forms.Form):
    """A plain yes: nothing to fill in, but a place for what stands against it."""


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose a reason.")},
    )
    note = CleanCharField(
        label=gettext_lazy("Anything the dispatch centre should know"),
        help_text=gettext_lazy("Needed if you chose “Another reason”. No names or phone numbers."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer as a card of the list and as the head of its page."""

    offer: Offer
    url: str
    person: Shown
    word: str
    tone: str
    far: str
    due_at: datetime | None
    fraction: float | None
    is_late: bool
    may_answer: bool
    papers: list[str]
    why: list[str]

    @property
    def need(self) -> Any:
        return self.offer.work_order.need

    @property
    def need_type(self) -> Any:
        return self.need.need_type

    @property
    def is_waiting(self) -> bool:
        return self.offer.state == OfferState.OFFERED

    @property
    def can_accept(self) -> bool:
        return self.is_waiting and self.may_answer and not self.is_late

    @property
    def place(self) -> str:
        community = self.need.community
        return f"{community.subdistrict.name} · {community.name} · {self.far}"

    @property
    def effort(self) -> str:
        return words.effort(self.need_type)

    @property
    def facts(self) -> list[tuple[Any, str]]:
        return [
            (_("Where"), self.place),
            *words.facts_of(self.need_type, self.papers),
            *wishes_of(self.need),
            (_("For whom"), " · ".join((self.person.name, words.describe(self.person)))),
            *([(_("Your service"), self.offer.service.name)] if self.offer.service else []),
        ]

    @property
    def became(self) -> str:
        return words.became(self.offer)


def offers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for an answer, shortest time first; or what was answered, latest first."""
    context = offers_context(request, desk)
    return render(request, f"desks/{desk.name}/offers.html", context)


def offers_context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    at, days = now(), calendar()
    all_of_them = finding.offer_rows(desk.offers(request.user))
    answered = request.GET.get("show") == ANSWERED
    if answered:
        found: Any = all_of_them.exclude(state=OfferState.OFFERED).order_by("-offered_at", "-id")
    else:
        found = _most_pressing(all_of_them.filter(state=OfferState.OFFERED), days)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "desk": desk,
        "page": page,
        "rows": _rows(desk, request, list(page.object_list), days, at),
        "answered": answered,
        "waiting_count": None if answered else page.paginator.count,
    }


def offer(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One offer. A yes or no that comes too late, or twice, is told why."""
    found = finding.get_offer(desk, request.user, pk)
    yes, no = AnswerForm(), DeclineForm()
    form: forms.Form = yes
    if request.method == "POST" and request.POST.get("answer") == "accept":
        form = yes = AnswerForm(request.POST)
        if form.is_valid() and _answered(request, form, found, accept=True):
            messages.success(
                request, _("You took this on. Name, address and phone are shown below.")
            )
            return redirect(desk.url("order", found.work_order.number))
    elif request.method == "POST":
        form = no = DeclineForm(request.POST)
        if form.is_valid() and _answered(request, form, found, accept=False, **form.cleaned_data):
            messages.success(request, _("Declined. Somebody else is being asked."))
            return redirect(desk.url("offers"))
    if request.method == "POST":
        # As it stands now, not as the refused step left it in memory.
        found = finding.get_offer(desk, request.user, pk)
    row = _rows(desk, request, [found], calendar(), now())[0]
    context = {"desk": desk, "row": row, "form": form, "yes": yes, "no": no}
    context["order_url"] = _order_url(desk, found)
    return render(request, "desks/field/offer.html", context, status=status_of(form))


def _answered(
    request: HttpRequest,
    form: forms.Form,
    found: Offer,
    *,
    accept: bool,
    reason: str = "",
    note: str = "",
) -> Offer | None:
    return attempt(
        form,
        lambda: answer_offer(
            found, accept=accept, reason=reason, note=note, by=request.user, at=now()
        ),
    )


def _order_url(desk: Desk, found: Offer) -> str:
    return desk.url("order", found.work_order.number) if found.state in HELD else ""


def _most_pressing(waiting: QuerySet[Offer], days: WorkingCalendar) -> list[Offer]:
    """The clocks are the tags', so the database cannot sort by them."""

    def pressing(one: Offer) -> tuple[bool, float, int]:
        due = answer_due(one, days)
        return due is None, due.at.timestamp() if due else 0.0, one.pk

    return sorted(waiting, key=pressing)


def _rows(
    desk: Desk, request: HttpRequest, found: list[Offer], days: WorkingCalendar, at: datetime
) -> list[OfferRow]:
    """Four queries for any number: what may be seen, why, who answers, which papers."""
    user = request.user
    sights = sights_of(user, [one.work_order for one in found], at)
    proposals = proposals_of(found)
    managed = finding.managed_by(user)
    known = words.qualifications_of(one.work_order.need.need_type for one in found)
    return [
        _row(
            desk,
            one,
            # Another offer of the same order may show more than this one.
            person=show(
                one.work_order.need.resident,
                sights[one.work_order_id] if one.state in HELD else Sight.MASKED,
            ),
            may_answer=finding.answers(one, user, managed),
            why=why_you(one, proposals.get(one.pk)),
            known=known,
            days=days,
            at=at,
        )
        for one in found
    ]


def _row(
    desk: Desk,
    offer: Offer,
    *,
    person: Shown,
    may_answer: bool,
    why: list[str],
    known: dict[str, Qualification],
    days: WorkingCalendar,
    at: datetime,
) -> OfferRow:
    word, tone = staff_word(OFFER, offer.state)
    due = answer_due(offer, days) if offer.state == OfferState.OFFERED else None
    need = offer.work_order.need
    return OfferRow(
        offer=offer,
        url=desk.url("offer", offer.pk),
        person=person,
        word=word,
        tone=tone,
        far=_far(offer),
        due_at=due.at if due else None,
        fraction=_gone(offer.offered_at, due.at, at) if due else None,
        is_late=due is not None and not rules.is_in_time(due.at, at),
        may_answer=may_answer,
        papers=words.requirements(need.need_type, known),
        why=why,
    )


def _far(offer: Offer) -> str:
    home = offer.service.organization.community if offer.service else offer.volunteer.community
    return words.how_far(metres_between(home, offer.work_order.need.community))


def _gone(began_at: datetime, due_at: datetime, at: datetime) -> float:
    whole = (due_at - began_at).total_seconds()
    return max((at - began_at).total_seconds() / whole, 0.0) if whole else 1.0
