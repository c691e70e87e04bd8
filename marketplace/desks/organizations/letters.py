"""What an organization takes away as paper: what it was told on its pages, and nothing before."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.desks.doors import of_an_organization
from marketplace.desks.evaluations import get_evaluation
from marketplace.desks.organizations.bans.pages import get_ban
from marketplace.desks.organizations.contracts.evaluations import evaluations_of
from marketplace.desks.organizations.contracts.pages import get_result
from marketplace.desks.papers import letters
from marketplace.desks.papers.handing import handed, nothing_yet
from marketplace.evaluations.lifecycle import TOLD
from marketplace.evaluations.models import CorrectionPlan


@of_an_organization
def award(request: HttpRequest, pk: int) -> HttpResponse:
    found, organization = get_result(request.user, pk)
    return handed(letters.of_award(found, organization), _("Result"), found.project.number)


@of_an_organization
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_evaluation(evaluations_of(request.user), pk)
    if found.state not in TOLD:
        nothing_yet()
    return handed(letters.of_evaluation(found), _("Result"), found.project.number)


@of_an_organization
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_evaluation(evaluations_of(request.user), pk)
    agreed = CorrectionPlan.objects.filter(evaluation=found).first() or nothing_yet()
    agreed.evaluation = found
    return handed(letters.of_plan(agreed), _("Correction plan"), found.project.number)


@of_an_organization
def ban_notice(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_ban(request, pk)
    return handed(letters.of_ban_notice(found), _("Notice"), found.project.number)


@of_an_organization
def ban_decision(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_ban(request, pk)
    if found.decided_at is None:
        nothing_yet()
    return handed(letters.of_ban_decision(found), _("Decision"), found.project.number)
