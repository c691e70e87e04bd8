"""Where a need stands, and the shape that all its small steps share."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.fields import CleanCharField
from marketplace.kernel.errors import RuleBroken
from marketplace.needs.actions.ending import owes_papers
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.satisfaction.choices import ComplaintState
from marketplace.satisfaction.models import Complaint, Verdict
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import WorkOrder


@dataclass
class Situation:
    """A need with what the steps ask about: its latest order, the verdict, what somebody complained of."""

    need: Need
    order: WorkOrder | None
    complaints: list[Complaint] = field(default_factory=list)

    @classmethod
    def of(cls, need: Need) -> "Situation":
        order = need.work_orders.select_related("verdict__asked_by").first()
        return cls(need, order, list(need.complaints.all()))

    @property
    def verdict(self) -> Verdict | None:
        return getattr(self.order, "verdict", None)

    @property
    def is_delivered(self) -> bool:
        return self.order is not None and self.order.state == OrderState.DELIVERED

    @property
    def is_confirmed(self) -> bool:
        return self.order is not None and self.order.state == OrderState.CONFIRMED

    @property
    def owes_papers(self) -> bool:
        return owes_papers(self.need)

    @cached_property
    def open_complaint(self) -> Complaint | None:
        """The one that has waited longest."""
        waiting = [one for one in self.complaints if one.state == ComplaintState.RECEIVED]
        return waiting[-1] if waiting else None

    def the_order(self) -> WorkOrder:
        if self.order is None:
            raise RuleBroken("no_order", _("There is no work order for this need yet."))
        return self.order

    def allows(self, verb: str) -> bool:
        return NEED.allows(self.need.state, verb)


class StepForm(forms.Form):
    """One step. `label` is its button, `told` what it leads to, `done` what is said afterwards."""

    slug = ""
    label: Any = ""
    told: Any = ""
    done: Any = ""
    is_final = False

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.situation = situation
        self.need = situation.need

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        raise NotImplementedError

    def carry_out(self, by: User, at: datetime) -> object:
        raise NotImplementedError

    def take(self, by: User, at: datetime) -> bool:
        self.carry_out(by, at)
        return True


def reason_field(label: Any, *, help_text: Any = "", longest: int = 300) -> CleanCharField:
    return CleanCharField(
        label=label, help_text=help_text, max_length=longest, widget=forms.Textarea({"rows": 3})
    )
