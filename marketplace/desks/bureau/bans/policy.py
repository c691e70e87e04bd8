"""What brings a ban about: the version in force, those before and to come, and a form for the next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.bans.actions import set_policy
from marketplace.bans.models import BanPolicy
from marketplace.bans.queries import policy_on
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.bans.forms import PolicyForm
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.now import now
from marketplace.workdays.rules import SHANGHAI

TURNED = ("fewest_answers", "years", "statement_days", "appeal_days", "on_midterm")
SHOWN = 50


@overseeing
def policy(request: HttpRequest) -> HttpResponse:
    at = now()
    today = at.astimezone(SHANGHAI).date()
    in_force = policy_on(today)
    form = PolicyForm(initial={name: getattr(in_force, name) for name in TURNED})
    if request.method == "POST":
        form = PolicyForm(request.POST)
        if form.is_valid() and attempt(
            form, lambda: set_policy(**form.cleaned_data, by=request.user, at=at)
        ):
            messages.success(request, _("Kept. It holds from its day on."))
            return redirect("bureau:ban_policy")
    context = {
        "title": _("Rules of the ban"),
        "breadcrumbs": [(_("Bans"), reverse("bureau:bans")), (_("Rules of the ban"), "")],
        "in_force": in_force,
        "figures": figures_of_policy(in_force),
        "versions": [
            (each, _state(each, in_force), figures_of_policy(each))
            for each in BanPolicy.objects.select_related("made_by")[:SHOWN]
        ],
        "form": form,
    }
    return render(request, "desks/bureau/versions.html", context, status=status_of(form))


def figures_of_policy(one: BanPolicy) -> list[tuple[str, str]]:
    """What it says, line by line."""
    midterm = _("Final and mid-term evaluation") if one.on_midterm else _("Final evaluation alone")
    return [
        (_("Which evaluation bans"), midterm),
        (_("Fewer satisfied than"), _("half of the valid answers; exactly half is not fewer")),
        (_("Valid answers, at least"), _("%(n)s, or everybody") % {"n": one.fewest_answers}),
        (_("Years without bidding"), str(one.years)),
        (_("Time for a statement"), _("%(n)s working days") % {"n": one.statement_days}),
        (_("Time for an appeal"), _("%(n)s days") % {"n": one.appeal_days}),
    ]


def _state(one: BanPolicy, in_force: BanPolicy) -> tuple[str, str]:
    if one.pk == in_force.pk:
        return _("In force"), "good"
    return (_("To come"), "waiting") if one.from_on > in_force.from_on else (_("Over"), "done")
