"""The small steps of a need: a form each, who sees it, the one call it makes, and what is said before.

Judging and hearing have pages of their own; everything else is here, in the order of the page.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.availability import WishesForm, initial_of
from marketplace.desks.fields import CleanCharField, OneField
from marketplace.desks.staff.situations import Situation, StepForm, reason_field
from marketplace.households.choices import Basis, Purpose
from marketplace.households.models import Consent
from marketplace.journeys.close_need import close_need
from marketplace.journeys.complete_papers import complete_papers
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.dispute_order import dispute_order
from marketplace.journeys.hold_need import hold_need
from marketplace.journeys.reopen_need import reopen_need
from marketplace.journeys.resume_need import resume_need
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.kernel.errors import RuleBroken
from marketplace.look.forms import RadioCards
from marketplace.needs import actions as needs
from marketplace.needs import permissions as may
from marketplace.needs.actions.ending import UNWANTED
from marketplace.needs.choices import NeedState, Outcome
from marketplace.needs.lifecycle import BEFORE_SERVICE, ENDED
from marketplace.needs.models import Need
from marketplace.places.queries import OWNERS, staff_of
from marketplace.satisfaction import actions as satisfaction
from marketplace.satisfaction.permissions import may_answer, may_complain
from marketplace.workorders.permissions import may_confirm


class Answer(StepForm):
    slug = "answer"
    label = gettext_lazy("Add what is missing")
    told = gettext_lazy("The need is submitted again, and the time to judge it begins anew.")
    done = gettext_lazy("Sent again. It waits to be judged.")

    description = CleanCharField(
        label=gettext_lazy("What is needed, with what was missing"),
        help_text=gettext_lazy(
            "A phone number or address belongs in the household's file; correct it there."
        ),
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].initial = self.need.description

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        returned = situation.need.state == NeedState.RETURNED
        return returned and may.may_answer_return(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return needs.answer_return(
            self.need, description=self.cleaned_data["description"], by=by, at=at
        )


class ChangeWishes(StepForm, WishesForm):
    slug = "wishes"
    label = gettext_lazy("Change the wishes")
    told = gettext_lazy(
        "Whoever is looked for from now on is looked for by these wishes. Whoever was asked already "
        "sees them too, and may say no."
    )
    done = gettext_lazy("The wishes are noted.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= initial_of(self.need, WishesForm)

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        before = situation.need.state in BEFORE_SERVICE
        return before and may.may_change_wishes(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return needs.change_wishes(self.need, self.wishes(), by=by, at=at)


class Papers(StepForm):
    slug = "papers"
    label = gettext_lazy("Complete the papers")
    told = gettext_lazy(
        "Help came first. Now the person or the guardian is told what is stored and why, and agrees."
    )
    done = gettext_lazy("The papers are complete.")

    basis = forms.ChoiceField(
        label=gettext_lazy("Who agreed?"),
        choices=[(Basis.CONSENT, Basis.CONSENT.label), (Basis.GUARDIAN, Basis.GUARDIAN.label)],
        widget=RadioCards,
    )
    notice_shown = forms.BooleanField(
        label=gettext_lazy("I have shown or read out the notice about personal data")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if _has_consented(self.need):
            self.fields.clear()

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        need = situation.need
        due = situation.owes_papers and need.fulfilled_at is not None
        return due and need.state not in ENDED and may.may_complete_papers(user, need)

    def carry_out(self, by: User, at: datetime) -> object:
        return complete_papers(self.need, basis=self.cleaned_data.get("basis", ""), by=by, at=at)


class Confirm(StepForm):
    slug = "confirm"
    label = gettext_lazy("Confirm the work for the resident")
    told = gettext_lazy(
        "You have asked the resident or seen for yourself that the work is done. The provider's place "
        "is free again."
    )
    done = gettext_lazy("The work is confirmed.")

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.is_delivered and may_confirm(user, situation.order)

    def carry_out(self, by: User, at: datetime) -> object:
        return confirm_order(self.situation.the_order(), by=by, at=at)


class Close(StepForm):
    slug = "close"
    label = gettext_lazy("Close the need")
    told = gettext_lazy("The need ends here. It can be opened again within 30 days.")
    done = gettext_lazy("The need is closed.")

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=[(one.value, one.label) for one in Outcome],
        widget=RadioCards,
        initial=Outcome.MET,
    )
    unheard_because = CleanCharField(
        label=gettext_lazy("Why was the resident not asked how it was?"),
        help_text=gettext_lazy(
            "Only if it is not possible: moved away, in hospital, does not answer."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.situation.verdict is not None:
            del self.fields["unheard_because"]

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return (
            situation.allows("close")
            and situation.is_confirmed
            and not situation.owes_papers
            and may.may_close(user, situation.need)
        )

    def carry_out(self, by: User, at: datetime) -> object:
        return close_need(self.need, **self.cleaned_data, by=by, at=at)


class Dispute(StepForm):
    slug = "dispute"
    label = gettext_lazy("It is not done")
    told = gettext_lazy("The same provider goes on. The need is in service again.")
    done = gettext_lazy("The provider has been told to go on.")

    reason = reason_field(gettext_lazy("What is not done?"))

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.is_delivered and may_confirm(user, situation.order)

    def carry_out(self, by: User, at: datetime) -> object:
        reason = self.cleaned_data["reason"]
        return dispute_order(self.situation.the_order(), reason=reason, by=by, at=at)


class Hold(StepForm):
    slug = "hold"
    label = gettext_lazy("Pause the need")
    told = gettext_lazy(
        "Its order is cancelled and whoever was asked is set free. Nothing happens until it is resumed."
    )
    done = gettext_lazy("Paused. It waits until somebody resumes it.")

    reason = reason_field(
        gettext_lazy("Why does it pause?"), help_text=gettext_lazy("In hospital, away for a while.")
    )

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.allows("hold") and may.may_hold(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return hold_need(self.need, reason=self.cleaned_data["reason"], by=by, at=at)


class Resume(StepForm):
    slug = "resume"
    label = gettext_lazy("Resume the need")
    told = gettext_lazy("A new work order waits for a provider, and the clocks begin anew.")
    done = gettext_lazy("Resumed. A provider is looked for.")

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.allows("resume") and may.may_hold(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return resume_need(self.need, by=by, at=at)


class HandOver(StepForm):
    slug = "hand-over"
    label = gettext_lazy("Hand it over")
    told = gettext_lazy("Somebody else answers for this need from now on.")
    done = gettext_lazy("Handed over.")

    to = OneField(
        User.objects.none(),
        label=gettext_lazy("To whom?"),
        empty_label=gettext_lazy("Please choose"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = staff_of(self.need.community, *OWNERS).exclude(pk=self.need.owner_id)
        self.fields["to"].queryset = there.order_by("nearness", "display_name")

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.need.state not in ENDED and may.may_hand_over(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return needs.hand_over(self.need, to=self.cleaned_data["to"], by=by, at=at)


class Complain(StepForm):
    slug = "complain"
    label = gettext_lazy("Write down a complaint")
    told = gettext_lazy(
        "The subdistrict, the dispatch centre or the bureau answers it. The provider does not read it."
    )
    done = gettext_lazy("The complaint has been received.")

    text = reason_field(gettext_lazy("What is the resident not content with?"), longest=2000)

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return may_complain(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return satisfaction.complain(
            self.need,
            text=self.cleaned_data["text"],
            work_order=self.situation.order,
            by=by,
            at=at,
        )


class AnswerComplaint(StepForm):
    slug = "answer-complaint"
    label = gettext_lazy("Answer the complaint")
    told = gettext_lazy("The resident reads this answer when they follow their request.")
    done = gettext_lazy("The complaint is answered.")

    answer = reason_field(gettext_lazy("What was found, and what was done?"), longest=2000)

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.open_complaint is not None and may_answer(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        complaint = self.situation.open_complaint
        if complaint is None:
            raise RuleBroken("no_complaint", _("There is no complaint that waits for an answer."))
        answer = self.cleaned_data["answer"]
        return satisfaction.answer_complaint(complaint, answer=answer, by=by, at=at)


class Reopen(StepForm):
    slug = "reopen"
    label = gettext_lazy("Open it again")
    told = gettext_lazy(
        "The last order counts as failed, and a new one goes to another provider at once. "
        "Possible within 30 days."
    )
    done = gettext_lazy("Opened again. The next provider has been looked for.")
    is_final = True

    reason = reason_field(gettext_lazy("Why is it needed again?"))

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.allows("reopen") and may.may_reopen(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return reopen_need(self.need, reason=self.cleaned_data["reason"], by=by, at=at)


class Withdraw(StepForm):
    slug = "withdraw"
    label = gettext_lazy("Withdraw the need")
    told = gettext_lazy(
        "The need ends. An order is cancelled, and its provider and the visits planned are set free."
    )
    done = gettext_lazy("The need is withdrawn.")
    is_final = True

    outcome = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[(one.value, one.label) for one in UNWANTED],
        widget=RadioCards,
        initial=Outcome.WITHDRAWN,
    )
    reason = reason_field(gettext_lazy("Why is it not wanted any more?"))

    @classmethod
    def is_open(cls, user: User, situation: Situation) -> bool:
        return situation.allows("withdraw") and may.may_withdraw(user, situation.need)

    def carry_out(self, by: User, at: datetime) -> object:
        return withdraw_need(self.need, **self.cleaned_data, by=by, at=at)


STEPS: tuple[type[StepForm], ...] = (
    Answer,
    Papers,
    Confirm,
    Close,
    AnswerComplaint,
    Resume,
    ChangeWishes,
    Dispute,
    Reopen,
    HandOver,
    Complain,
    Hold,
    Withdraw,
)
# What somebody waits for, when it is open: the page makes it the one big button.
AWAITED = (Answer, Resume, Papers, Close, AnswerComplaint)
BY_SLUG = {step.slug: step for step in STEPS}


def open_steps(user: User, situation: Situation) -> list[type[StepForm]]:
    return [step for step in STEPS if step.is_open(user, situation)]


def _has_consented(need: Need) -> bool:
    """Whether there is more than the emergency: somebody with a say agreed, and still does."""
    return (
        Consent.objects.filter(
            resident=need.resident_id, purpose=Purpose.SERVICE, withdrawn_at__isnull=True
        )
        .exclude(basis=Basis.EMERGENCY)
        .exists()
    )
