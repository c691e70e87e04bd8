"""Small steps, each a form of its own: what all of them share, and those of an order."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.desks.field.situation import Situation
from marketplace.desks.fields import CleanCharField
from marketplace.journeys.complete_work_order import complete_work_order
from marketplace.journeys.return_order import return_order
from marketplace.workorders.choices import DeclineReason
from marketplace.workorders.models import Visit


class Step(forms.Form):
    """`label` names it on links and as a heading, `button` on the button, `told` says what it does,
    `done` what has been done. The steps of a visit are handed the visit as well."""

    slug = ""
    label: Any = ""
    button: Any = ""
    told: Any = ""
    done: Any = ""
    is_grave = False
    has_files = False

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        situation: Situation,
        visit: Visit | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.situation, self.visit = situation, visit

    @classmethod
    def is_open(cls, situation: Situation, visit: Visit | None) -> bool:
        """Whether to show the way there; whether it may be taken, the room says."""
        return True

    def take(self, by: User, at: datetime) -> Any:
        raise NotImplementedError

    def missing(self) -> list[str]:
        """What stands in the way, so that nobody fills in a form for nothing."""
        return []

    @property
    def button_label(self) -> Any:
        return self.button or self.label

    @property
    def back_url(self) -> str:
        if self.visit is not None:
            return self.situation.url("visit", self.visit.pk)
        return self.situation.url("order", self.situation.order.number)

    def landing(self) -> str:
        """Where one goes on afterwards."""
        return self.back_url

    @property
    def draft_key(self) -> str:
        thing = self.visit if self.visit is not None else self.situation.order
        return f"{thing._meta.model_name}:{thing.pk}:{self.slug}"


def reason_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Why?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a reason.")},
    )


def note_field(label: Any, help_text: Any = "") -> CleanCharField:
    return CleanCharField(
        label=label,
        help_text=help_text,
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class Complete(Step):
    slug = "complete"
    label = _("Report the work as done")
    told = _(
        "Somebody else confirms it with the resident. Visits that are still planned fall away."
    )
    done = _("Reported as done. Thank you! Somebody confirms it with the resident.")

    @classmethod
    def is_open(cls, situation: Situation, visit: Visit | None) -> bool:
        return situation.is_carried

    def missing(self) -> list[str]:
        return self.situation.missing()

    def take(self, by: User, at: datetime) -> Any:
        return complete_work_order(self.situation.order, by=by, at=at)


class GiveBack(Step):
    slug = "give-back"
    label = _("Give the order back")
    told = _(
        "Planned visits are cancelled and somebody else is looked for. You no longer see the name, the "
        "address or the phone, and you are not asked again for this."
    )
    done = _("Given back. Somebody else is being looked for.")
    is_grave = True

    reason = reason_field()
    note = note_field(
        _("Anything the next helper should know"), _("Needed if you chose “Another reason”.")
    )

    @classmethod
    def is_open(cls, situation: Situation, visit: Visit | None) -> bool:
        return situation.is_carried and situation.may_answer

    def take(self, by: User, at: datetime) -> Any:
        return return_order(self.situation.offer, **self.cleaned_data, by=by, at=at)

    def landing(self) -> str:
        return self.situation.desk.orders_url


ORDER_STEPS: dict[str, type[Step]] = {step.slug: step for step in (Complete, GiveBack)}
