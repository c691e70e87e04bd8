"""Planning visits: one time, several, or a whole series from how often the need type wants them."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.field import finding, words
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.situation import Situation
from marketplace.desks.field.visit_steps import LONGEST_MINUTES, SlotFields
from marketplace.desks.now import now
from marketplace.journeys.plan_visits import plan_visits
from marketplace.look.forms import RadioCards
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.queries import series_of
from marketplace.workorders.rules import Slot

MOST_ROWS = 20
SERIES, SINGLE = "series", "single"
URGENT = 1
_MORNING = 9


class PlanForm(forms.Form):
    """Whether the first time begins a series; not asked where there is no rhythm."""

    repeat = forms.ChoiceField(
        label=gettext_lazy("How often?"),
        choices=[
            (SERIES, gettext_lazy("The whole series")),
            (SINGLE, gettext_lazy("Single times")),
        ],
    )

    def __init__(self, data: Any = None, *, situation: Situation) -> None:
        super().__init__(data)
        need_type = situation.order.need.need_type
        if need_type.rhythm.times is None:
            del self.fields["repeat"]
            return
        hints = {
            SERIES: words.how_often(need_type),
            SINGLE: gettext_lazy("You choose every time yourself"),
        }
        repeat: Any = self.fields["repeat"]
        repeat.widget = RadioCards(choices=repeat.choices, hints=hints)
        self.initial["repeat"] = SINGLE if situation.planned else SERIES

    @property
    def is_series(self) -> bool:
        if "repeat" not in self.fields:
            return False
        told = self.data.get("repeat") if self.is_bound else self.initial["repeat"]
        return told == SERIES


class _Slots(forms.BaseFormSet):
    def slots(self) -> list[tuple[datetime, datetime]]:
        return [form.slot() for form in self.forms if form.cleaned_data]


def _slots_formset(*args: Any, **kwargs: Any) -> _Slots:
    made = forms.formset_factory(
        SlotFields,
        formset=_Slots,
        extra=0,
        min_num=1,
        validate_min=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )
    return made(*args, prefix="slots", **kwargs)


def plan(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """`show` and `add` only draw the page anew; everything else plans."""
    order = finding.get_order(desk, request.user, number)
    situation = Situation.of(desk, request.user, order, now())
    if request.method != "POST":
        if not situation.is_carried:
            messages.info(request, _("This step is not open for you now. Here is where it stands."))
            return redirect(desk.url("order", number))
        first = proposed_slot(situation)
        formset = _slots_formset(initial=[SlotFields.told_of(*first)])
        return _page(request, situation, PlanForm(situation=situation), formset, [first])
    if "add" in request.POST:
        return _one_row_more(request, situation)
    form = PlanForm(request.POST, situation=situation)
    formset = _slots_formset(request.POST)
    if not (form.is_valid() & formset.is_valid()):
        return _page(request, situation, form, formset, [])
    slots = formset.slots()
    if form.is_series and len(slots) > 1:
        form.add_error(
            None, _("A series begins with one time. Clear the others, or choose single times.")
        )
        return _page(request, situation, form, formset, [])
    if "show" not in request.POST:
        visits = attempt(
            form,
            lambda: plan_visits(
                order, slots=slots, repeated=form.is_series, by=request.user, at=now()
            ),
        )
        if visits:
            messages.success(request, _planned(len(visits)))
            return redirect(desk.url("order", number))
    return _page(request, situation, form, formset, slots)


def proposed_slot(situation: Situation) -> Slot:
    """At once where it is urgent; else on the next working day, at the time that the last visit had."""
    need = situation.order.need
    length = timedelta(minutes=min(need.need_type.duration_minutes, LONGEST_MINUTES))
    begins = timezone.localtime(situation.at, SHANGHAI).replace(second=0, microsecond=0)
    if need.tag.rank == URGENT and not situation.visits:
        begins += timedelta(minutes=15 - begins.minute % 15)
        return Slot(begins, begins + length)
    days = calendar()
    last = situation.visits[-1].planned_from.astimezone(SHANGHAI) if situation.visits else None
    day = max(begins, last).date() if last else begins.date()
    day += timedelta(days=1)
    while not days.is_working_day(day):
        day += timedelta(days=1)
    morning = datetime(day.year, day.month, day.day, _MORNING, tzinfo=SHANGHAI)
    begins = datetime.combine(day, last.timetz()) if last else morning
    return Slot(begins, begins + length)


def _one_row_more(request: HttpRequest, situation: Situation) -> HttpResponse:
    """Everything typed stays, unjudged; one empty row joins it."""
    data = request.POST.copy()
    rows = min(_number(data.get("slots-TOTAL_FORMS", "")) + 1, MOST_ROWS)
    fields = ("day", "starts", "minutes")
    typed = [{name: data.get(f"slots-{i}-{name}", "") for name in fields} for i in range(rows)]
    typed[-1]["minutes"] = typed[-1]["minutes"] or typed[0]["minutes"]
    form = PlanForm(situation=situation)
    if "repeat" in form.fields:
        form.initial["repeat"] = SINGLE
    return _page(request, situation, form, _slots_formset(initial=typed), [])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _page(
    request: HttpRequest,
    situation: Situation,
    form: PlanForm,
    formset: _Slots,
    slots: list[Any],
) -> HttpResponse:
    refused = form.is_bound and (form.errors or not formset.is_valid())
    dates = _dates(situation, form, slots) if slots and not refused else []
    context = {
        "desk": situation.desk,
        "order": situation.order,
        "need": situation.order.need,
        "person": situation.person,
        "form": form,
        "formset": formset,
        "dates": [words.span(*slot) for slot in dates],
        "is_series": form.is_series,
        "may_add": len(formset.forms) < MOST_ROWS,
        "planned": [words.span(one.planned_from, one.planned_until) for one in situation.planned],
    }
    status = status_of(form) if form.errors else 422 if refused else 200
    return render(request, "desks/field/plan.html", context, status=status)


def _dates(situation: Situation, form: PlanForm, slots: list[Any]) -> list[Slot]:
    if form.is_series:
        return series_of(situation.order, Slot(*slots[0]), situation.at)
    return sorted(Slot(*slot) for slot in slots)


def _planned(visits: int) -> str:
    text = ngettext("%(n)d visit is planned.", "%(n)d visits are planned.", visits)
    return text % {"n": visits}
