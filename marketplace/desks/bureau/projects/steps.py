"""What is decided about a project, each on a page that says what follows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.journeys.cancel_project import cancel_project
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.look.forms import DateInput
from marketplace.look.words import exact
from marketplace.projects import actions
from marketplace.projects.lifecycle import PROJECT
from marketplace.projects.models import Project
from marketplace.projects.permissions import may_approve
from marketplace.projects.rules import Stage, deadline_after_amendment, stage


class Step(forms.Form):
    """One decision. `verb` names it in the lifecycle, `label` on its button; `told` says what follows."""

    slug: ClassVar[str]
    verb: ClassVar[str]
    label: ClassVar[Any]
    told: ClassVar[Any]
    done: ClassVar[Any]
    is_final: ClassVar[bool] = False
    # A list of steps is a list of classes, which a template would otherwise call.
    do_not_call_in_templates = True

    def __init__(self, *args: Any, project: Project, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.at = project, at

    @classmethod
    def is_open(cls, user: User, project: Project, at: datetime) -> bool:
        return PROJECT.allows(project.state, cls.verb)

    def take(self, user: User) -> object:
        raise NotImplementedError


class WithReason(Step):
    reason = CleanCharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class Approve(Step):
    slug, verb = "approve", "approve"
    label = gettext_lazy("Approve for release")
    told = gettext_lazy(
        "You put your name to it: it may be released as it is. Whoever wants to change it afterwards has to "
        "send it back first."
    )
    done = gettext_lazy("Approved.")

    @classmethod
    def is_open(cls, user: User, project: Project, at: datetime) -> bool:
        return may_approve(user, project) and super().is_open(user, project, at)

    def take(self, user: User) -> object:
        return actions.approve_project(self.project, by=user, at=self.at)


class SendBack(WithReason):
    slug, verb = "send-back", "send_back"
    label = gettext_lazy("Send it back")
    told = gettext_lazy(
        "The approval is taken away. It can be changed again, and then has to be approved anew."
    )
    done = gettext_lazy("Sent back.")

    def take(self, user: User) -> object:
        told = self.cleaned_data
        return actions.send_back_project(self.project, **told, by=user, at=self.at)


class Amend(Step):
    slug, verb = "amend", ""
    label = gettext_lazy("Announce a change")
    done = gettext_lazy("Announced. Everybody can read it now.")

    text = CleanCharField(
        label=gettext_lazy("What is different from now on"),
        help_text=gettext_lazy("Everybody who thinks of bidding reads it."),
        widget=forms.Textarea({"rows": 4}),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day for bids"),
        help_text=gettext_lazy("Only if they shall have longer than the rule gives them."),
        required=False,
        widget=DateInput,
    )

    @property
    def told(self) -> str:
        """The deadline that the rule gives, before anybody confirms it."""
        standing, days = self.project.bids_until, self.project.rulebook.amendment_days
        until = deadline_after_amendment(standing, self.at, days)
        told = {"days": days, "before": exact(standing), "until": exact(until)}
        if until == standing:
            return (
                _(
                    "Bidders keep at least %(days)s days after a change. The deadline stays: %(until)s."
                )
                % told
            )
        return (
            _(
                "Bidders keep at least %(days)s days after a change. The deadline moves from %(before)s to "
                "%(until)s."
            )
            % told
        )

    @classmethod
    def is_open(cls, user: User, project: Project, at: datetime) -> bool:
        return stage(project.state, project.bids_until, at) is Stage.BIDDING

    def take(self, user: User) -> object:
        day = self.cleaned_data["last_day"]
        return actions.amend_project(
            self.project,
            text=self.cleaned_data["text"],
            bids_until=finding.end_of(day) if day else None,
            by=user,
            at=self.at,
        )


class PlanAgain(Step):
    slug, verb = "plan-again", "plan_again"
    label = gettext_lazy("Plan it again")
    told = gettext_lazy(
        "It goes into the batch that is being prepared, to be changed, approved and released once more."
    )
    done = gettext_lazy("It is being planned again.")

    def take(self, user: User) -> object:
        return actions.plan_project_again(self.project, by=user, at=self.at)


class Cancel(WithReason):
    slug, verb = "cancel", "cancel"
    label = gettext_lazy("Call it off")
    told = gettext_lazy("It ends here for good, and everybody who could read it reads why.")
    done = gettext_lazy("Called off.")
    is_final = True

    def take(self, user: User) -> object:
        told = self.cleaned_data
        return cancel_project(self.project, **told, by=user, at=self.at)


STEPS: tuple[type[Step], ...] = (Approve, Amend, PlanAgain, SendBack, Cancel)
BY_SLUG = {one.slug: one for one in STEPS}


def open_steps(user: User, project: Project, at: datetime) -> Iterable[type[Step]]:
    return [one for one in STEPS if one.is_open(user, project, at)]


@overseeing
def step(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Whoever sends a step that is not open any more is told by the room why."""
    if slug not in BY_SLUG:
        raise Hidden("no_such_page", _("There is no such page."))
    project, kind, at = finding.get_project(request.user, number), BY_SLUG[slug], now()
    sent = request.method == "POST"
    if not sent and not kind.is_open(request.user, project, at):
        return _closed(request, project, kind)
    form = kind(request.POST if sent else None, project=project, at=at)
    if sent and form.is_valid() and attempt(form, lambda: form.take(request.user)):
        messages.success(request, str(form.done))
        return redirect("bureau:project", number)
    context = {"form": form, "project": project}
    return render(request, "desks/bureau/projects/step.html", context, status=status_of(form))


def _closed(request: HttpRequest, project: Project, kind: type[Step]) -> HttpResponse:
    if kind is Approve and not may_approve(request.user, project):
        raise NotAllowed(
            "your_own_project", _("You wrote this project: another officer decides about it.")
        )
    messages.info(
        request, _("This step is not open for you now. Here is where the project stands.")
    )
    return redirect("bureau:project", project.number)
