"""The steps of one visit: come, write down, or say why not."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.models import User
from marketplace.desks.field.situation import Situation
from marketplace.desks.field.steps import Step, note_field
from marketplace.desks.fields import CleanCharField, SeveralField
from marketplace.journeys.log_visit import log_visit
from marketplace.journeys.miss_visit import miss_visit
from marketplace.journeys.report_incident import report_incident
from marketplace.look.forms import CheckboxCards, DateInput, DateTimeInput, TimeInput
from marketplace.organizations.models import Worker
from marketplace.organizations.queries import workers_on
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders import actions
from marketplace.workorders.actions.photos import MOST_PHOTOS
from marketplace.workorders.choices import IncidentKind, VisitState
from marketplace.workorders.models import Visit
from marketplace.workorders.queries import people_wanted

LONGEST_MINUTES = 24 * 60


class VisitStep(Step):
    """A step of a visit in one of `states`."""

    visit: Visit
    states: tuple[str, ...] = (VisitState.PLANNED,)
    while_carried = True

    @classmethod
    def is_open(cls, situation: Situation, visit: Visit | None) -> bool:
        return (
            visit is not None
            and visit.state in cls.states
            and (situation.is_carried or not cls.while_carried)
        )


class WhoCame(VisitStep):
    """Which people of the organization, or who beside the volunteer."""

    workers = SeveralField(
        Worker.objects.none(), label=_("Who came?"), required=False, widget=CheckboxCards
    )
    companion = CleanCharField(max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer, at = self.situation.offer, self.situation.at
        wanted = people_wanted(self.visit, at)
        together = ngettext("%(n)d person comes.", "%(n)d different people must come.", wanted)
        companion = self.fields["companion"]
        if offer.service is None:
            del self.fields["workers"]
            companion.label = _("Who came along with you?")
            companion.required = wanted > 1
            companion.help_text = together % {"n": wanted} if wanted > 1 else ""
            return
        present = workers_on(offer.service.organization, at.astimezone(SHANGHAI).date())
        workers: Any = self.fields["workers"]
        workers.queryset, workers.help_text = present, together % {"n": wanted}
        workers.initial = self._who_came_before() or self._nobody_else(present, wanted)
        companion.label = _("Somebody from elsewhere who came along")

    def _who_came_before(self) -> list[int]:
        done = self.situation.done
        return list(done[-1].workers.values_list("pk", flat=True)) if done else []

    def _nobody_else(self, present: QuerySet[Worker], wanted: int) -> list[int]:
        """Everybody, where there is no choice; whoever is ticked in advance is not looked at again."""
        few = [worker.pk for worker in present[: wanted + 1]]
        return few if len(few) <= wanted else []

    def who(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"workers": told.get("workers") or (), "companion": told["companion"]}


def record_field() -> CleanCharField:
    return CleanCharField(
        label=_("What was done, and how is the resident?"),
        help_text=_("Kept encrypted. What you type stays on this phone until it is sent."),
        widget=forms.Textarea({"rows": 5}),
    )


class CheckIn(WhoCame):
    slug = "check-in"
    label = _("Check in")
    button = _("We are here: check in")
    told = _("The time is taken now.")
    done = _("Checked in. When you leave, write down what was done and check out.")

    def take(self, by: User, at: datetime) -> Any:
        return actions.check_in(self.visit, **self.who(), by=by, at=at)


class CheckOut(VisitStep):
    slug = "check-out"
    label = _("Check out")
    told = _("The time is taken now.")
    done = _("Checked out. The visit is written down.")
    states = (VisitState.UNDER_WAY,)

    record = record_field()

    def take(self, by: User, at: datetime) -> Any:
        return actions.check_out(self.visit, record=self.cleaned_data["record"], by=by, at=at)


class Log(WhoCame):
    slug = "log"
    label = _("Write it down afterwards")
    button = _("Write the visit down")
    told = _("For a visit that took place without checking in.")
    done = _("The visit is written down.")

    came_at = forms.DateTimeField(label=_("Came at"), widget=DateTimeInput)
    left_at = forms.DateTimeField(label=_("Left at"), widget=DateTimeInput)
    record = record_field()

    field_order = ["came_at", "left_at", "workers", "companion", "record"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.visit.planned_until <= self.situation.at:
            self.initial |= {
                "came_at": self.visit.planned_from,
                "left_at": self.visit.planned_until,
            }

    @classmethod
    def is_open(cls, situation: Situation, visit: Visit | None) -> bool:
        return super().is_open(situation, visit) and visit.planned_from <= situation.at

    def take(self, by: User, at: datetime) -> Any:
        told = self.cleaned_data
        return log_visit(
            self.visit,
            came_at=told["came_at"],
            left_at=told["left_at"],
            record=told["record"],
            **self.who(),
            by=by,
            at=at,
        )


class SlotFields(forms.Form):
    """A day, a time and how long: what a slot is made of on a phone."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    starts = forms.TimeField(label=_("Starts at"), widget=TimeInput)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=5,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput({"inputmode": "numeric", "data-width": "4"}),
    )

    def clean_day(self) -> Any:
        """A day that the calendar can count from; how near it must be, the room says."""
        day = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Please check the year."))
        return day

    def slot(self) -> tuple[datetime, datetime]:
        told = self.cleaned_data
        begins = datetime.combine(told["day"], told["starts"], SHANGHAI)
        return begins, begins + timedelta(minutes=told["minutes"])

    @staticmethod
    def told_of(from_at: datetime, until_at: datetime) -> dict[str, Any]:
        begins = timezone.localtime(from_at, SHANGHAI)
        minutes = round((until_at - from_at).total_seconds() / 60)
        return {"day": begins.date(), "starts": begins.time(), "minutes": minutes}


class Move(SlotFields, VisitStep):
    slug = "move"
    label = _("Move the visit")
    told = _("Tell the resident as well.")
    done = _("The visit was moved.")

    reason = note_field(_("Why?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= self.told_of(self.visit.planned_from, self.visit.planned_until)

    def take(self, by: User, at: datetime) -> Any:
        reason = self.cleaned_data["reason"]
        return actions.move_visit(self.visit, slot=self.slot(), reason=reason, by=by, at=at)


class Cancel(VisitStep):
    slug = "cancel"
    label = _("Cancel the visit")
    told = _("Nobody comes on that day. Tell the resident as well.")
    done = _("The visit was cancelled.")
    is_grave = True

    reason = note_field(_("Why?"))

    def take(self, by: User, at: datetime) -> Any:
        return actions.cancel_visit(self.visit, reason=self.cleaned_data["reason"], by=by, at=at)


class _Incident(VisitStep):
    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=IncidentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say what happened.")},
    )
    text = CleanCharField(
        label=_("In your words"),
        help_text=_("Needed if you chose “Other”. Kept encrypted."),
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


class Miss(_Incident):
    slug = "miss"
    label = _("The visit did not take place")
    told = _("Sudden illness, a fall or a sign of abuse reaches the dispatch centre at once.")
    done = _("Written down. Plan another visit if one is needed.")
    states = (VisitState.PLANNED, VisitState.UNDER_WAY)

    def take(self, by: User, at: datetime) -> Any:
        return miss_visit(self.visit, **self.cleaned_data, by=by, at=at)


class ReportIncident(_Incident):
    slug = "incident"
    label = _("Report an incident")
    told = _("Sudden illness, a fall or a sign of abuse reaches the dispatch centre at once.")
    done = _("Reported. Thank you for telling.")
    states = (VisitState.UNDER_WAY, VisitState.DONE)
    while_carried = False

    @classmethod
    def is_open(cls, situation: Situation, visit: Visit | None) -> bool:
        return super().is_open(situation, visit) and situation.is_seen

    def take(self, by: User, at: datetime) -> Any:
        return report_incident(self.visit, **self.cleaned_data, by=by, at=at)


class AddPhoto(VisitStep):
    slug = "photo"
    label = _("Add a photo")
    told = _("Show the work, not the person. Place and time hidden in the picture are removed.")
    done = _("The photo was added.")
    states = (VisitState.UNDER_WAY, VisitState.DONE)
    while_carried = False
    has_files = True

    # A plain file: the room looks at its header before anything decodes it.
    image = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, at most 20 MB."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    @classmethod
    def is_open(cls, situation: Situation, visit: Visit | None) -> bool:
        return (
            super().is_open(situation, visit)
            and situation.is_seen
            and visit.photos.count() < MOST_PHOTOS
        )

    def take(self, by: User, at: datetime) -> Any:
        return actions.add_photo(self.visit, self.cleaned_data["image"], by=by, at=at)


VISIT_STEPS: dict[str, type[VisitStep]] = {
    step.slug: step
    for step in (CheckIn, CheckOut, Log, Move, Cancel, Miss, ReportIncident, AddPhoto)
}
# The one step that a visit waits for.
MAIN_STEPS: dict[str, type[VisitStep]] = {
    VisitState.PLANNED: CheckIn,
    VisitState.UNDER_WAY: CheckOut,
}
