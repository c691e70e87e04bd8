"""Both ends of the scale: who reaches 95 of a hundred and may carry the label, and who is under half."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.bans.queries import policy_on
from marketplace.desks.attempts import step
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden
from marketplace.organizations.actions import label_quality
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import visible_to
from marketplace.satisfaction.queries import tally_of_organizations
from marketplace.satisfaction.rules import Interval, Tally, at_least, under_half, wilson_interval
from marketplace.workdays.rules import SHANGHAI

PERIOD = timedelta(days=365)
LINE = 95


@dataclass(frozen=True, slots=True)
class Row:
    organization: Organization
    tally: Tally

    @property
    def interval(self) -> Interval:
        return wilson_interval(*self.tally)


@overseeing
def quality(request: HttpRequest) -> HttpResponse:
    """Who was heard often enough, over the last year."""
    at = now()
    fewest = policy_on(at.astimezone(SHANGHAI).date()).fewest_answers
    tallies = tally_of_organizations(at - PERIOD)
    rows = [
        Row(each, tallies.get(each.pk, Tally()))
        for each in visible_to(request.user).order_by("name_zh")
    ]
    heard = sorted(
        (row for row in rows if row.tally.answers >= fewest),
        key=lambda row: (-row.tally.rate, -row.tally.answers),
    )
    best = [row for row in heard if at_least(row.tally, LINE)]
    context = {
        "breadcrumbs": [(_("Bans"), reverse("bureau:bans")), (_("Quality"), "")],
        "line": LINE / 100,
        "fewest": fewest,
        "best": best,
        "worst": [row for row in reversed(heard) if under_half(row.tally)],
        "labelled": [row for row in rows if row.organization.is_quality and row not in best],
    }
    return render(request, "desks/bureau/bans/quality.html", context)


@require_POST
@overseeing
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the label, or take it away: said in full, so that sent twice it does no more."""
    found = visible_to(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden("no_such_organization", _("There is no such organization."))
    wanted = request.POST.get("is_quality") == "yes"
    done = _("The label was given.") if wanted else _("The label was taken away.")
    step(
        request,
        lambda: label_quality(found, is_quality=wanted, by=request.user, at=now()),
        done,
    )
    return redirect("bureau:quality")
