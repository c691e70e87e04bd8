"""Survey calls: people whom the lot has drawn are asked how the help under a project was, by somebody who did
not give it. Who asks sees of them what their post lets them see, and nothing about the project's other people."""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.doors import posted_as
from marketplace.desks.now import now
from marketplace.desks.staff import people
from marketplace.desks.staff.hearing import POINTS
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.evaluations import actions
from marketplace.evaluations.models import SampleMember
from marketplace.evaluations.queries import calls_for
from marketplace.households.permissions import may_reveal
from marketplace.kernel.errors import Hidden
from marketplace.look.forms import RadioCards, SwitchInput
from marketplace.satisfaction.permissions import ASKING

PER_PAGE = 30
asking = posted_as(*ASKING)


class PointsForm(forms.Form):
    score = forms.TypedChoiceField(
        label=gettext_lazy("How was the help, on five points?"),
        choices=POINTS,
        coerce=int,
        widget=RadioCards,
        error_messages={"required": gettext_lazy("Please choose one to five points.")},
    )
    by_proxy = forms.BooleanField(
        label=gettext_lazy("Somebody else answered for the resident"),
        required=False,
        widget=SwitchInput,
    )


@asking
def calls(request: HttpRequest) -> HttpResponse:
    """Those tried least first."""
    page = Paginator(calls_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, people.shown_to(request.user, one.resident)) for one in page]
    return render(request, "desks/staff/calls.html", {"page": page, "rows": rows})


@asking
def call(request: HttpRequest, pk: int) -> HttpResponse:
    # Larger than a key can be: the database would refuse to compare.
    member = calls_for(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if member is None:
        raise Hidden("no_such_call", _("There is nobody to be asked here, or not by you."))
    steps = list(_steps(member, request.user, now()))
    if request.method == "POST" and taken(request, steps):
        return redirect("staff:calls")
    person = people.shown_to(request.user, member.resident)
    context = {
        "member": member,
        "breadcrumbs": [(_("Survey calls"), reverse("staff:calls")), (person.name, "")],
        "person": person,
        "may_reveal": may_reveal(request.user, member.resident),
        "steps": steps,
        "tries": member.evaluation.scheme.tries,
    }
    return render(request, "desks/staff/call.html", context, status=status_of_steps(steps))


def _steps(member: SampleMember, user: User, at: datetime) -> Iterator[Step]:
    yield Step(
        "answer",
        _("They answered"),
        _("Write it down"),
        lambda data: actions.record_answer(member, **data, by=user, at=at),
        _("Thank you for asking. It is written down."),
        asks=PointsForm,
    )
    yield Step(
        "try",
        _("Nobody there"),
        _("Try again later"),
        lambda data: actions.note_try(member, by=user, at=at),
        _("Noted. Try again at another time of the day."),
        kind="plain",
    )
    yield Step(
        "refuse",
        _("They do not want to answer"),
        _("Do not ask again"),
        lambda data: actions.note_refusal(member, by=user, at=at),
        _("Noted. Nobody asks them again."),
        kind="plain",
    )
