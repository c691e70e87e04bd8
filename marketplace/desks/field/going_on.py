"""What somebody with an order does next: the one thing that it waits for, and everything else."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.desks.field import words
from marketplace.desks.field.situation import Situation
from marketplace.desks.field.steps import ORDER_STEPS, Complete, Step
from marketplace.workorders.choices import OrderState


@dataclass(frozen=True, slots=True)
class Way:
    """A link to something that can be done."""

    label: Any
    url: str
    is_grave: bool = False


def next_ways(situation: Situation) -> tuple[Way | None, list[Way]]:
    """The one thing that is waited for, and everything else that is open to this person."""
    first = first_way(situation)
    others = [_plan(situation, _("Plan more visits"))] if situation.is_carried else []
    others += [
        way_to(step, situation) for step in ORDER_STEPS.values() if step.is_open(situation, None)
    ]
    return first, [way for way in others if first is None or way.url != first.url]


def first_way(situation: Situation) -> Way | None:
    if not situation.is_carried:
        return None
    if visit := situation.under_way:
        return Way(_("Go on with the visit"), situation.url("visit", visit.pk))
    if visit := situation.next_visit:
        when = words.span(visit.planned_from, visit.planned_until)
        is_over = visit.planned_until < situation.at
        label = _("Write down the visit of %(when)s") if is_over else _("Next visit: %(when)s")
        return Way(label % {"when": when}, situation.url("visit", visit.pk))
    if situation.is_finished:
        return way_to(Complete, situation)
    begun = situation.order.state != OrderState.ACCEPTED
    return _plan(situation, _("Plan the next visit") if begun else _("Plan the visits"))


def way_to(step: type[Step], situation: Situation) -> Way:
    url = situation.url("order_step", situation.order.number, step.slug)
    return Way(step.label, url, step.is_grave)


def _plan(situation: Situation, label: str) -> Way:
    return Way(label, situation.url("plan", situation.order.number))
