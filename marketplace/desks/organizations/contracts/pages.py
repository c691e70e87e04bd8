"""The list of contracts and results, a contract, and a result that may be challenged."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.bids.queries import managed_by
from marketplace.contracts import actions
from marketplace.contracts.choices import ChallengeState, ContractState
from marketplace.contracts.lifecycle import CHALLENGE, CONTRACT, PUBLIC
from marketplace.contracts.models import Award, Contract
from marketplace.contracts.permissions import may_sign
from marketplace.contracts.queries import OPENED, bid_of, clocks_of, contracts_of
from marketplace.desks.field.desk import Desk
from marketplace.desks.instalments import parts_of
from marketplace.desks.money import yuan
from marketplace.desks.now import now
from marketplace.desks.organizations.contracts.forms import PeriodForm, ReportForm, TextForm
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.desks.words import resident_word
from marketplace.evaluations.lifecycle import EVALUATION
from marketplace.evaluations.models import Evaluation
from marketplace.journeys.report_progress import progress_of, report_progress
from marketplace.journeys.sign_contract import sign_contract
from marketplace.kernel.errors import Hidden
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import organizations_of
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.queries import with_charged


def contracts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Contracts, the latest first; and results of tenders that we bid for, while we may object."""
    ours = organizations_of(request.user)
    rows = [
        (one, yuan(one.amount), *resident_word(CONTRACT, one.state)) for one in contracts_of(ours)
    ]
    context = {"desk": desk, "rows": rows, "results": list(_results(request.user, now()))}
    return render(request, "desks/organizations/contracts.html", context)


def contract(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found, at = get_contract(request.user, pk), now()
    period = _period(request, found, at)
    open_steps = list(_steps(found, period, request.user, at))
    if request.method == "POST" and taken(request, open_steps):
        return redirect("organizations:contract", pk=pk)
    word, tone = resident_word(CONTRACT, found.state)
    context = {
        "desk": desk,
        "contract": found,
        "word": word,
        "tone": tone,
        "amount": yuan(found.amount),
        "charged": yuan(with_charged(Contract.objects.filter(pk=found.pk)).get().charged),
        "parts": parts_of(found),
        "reports": found.reports.all(),
        "evaluations": [
            (one, *resident_word(EVALUATION, one.state))
            for one in Evaluation.objects.filter(contract=found).order_by("due_on")
        ],
        "steps": open_steps,
        "period": period,
        "progress": _progress(found, period),
    }
    status = status_of_steps(open_steps)
    return render(request, "desks/organizations/contract.html", context, status=status)


def result(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """What was publicized of a project that we bid for, and what we object to."""
    award, organization = get_result(request.user, pk)
    at = now()
    mine = award.challenges.filter(organization=organization).select_related("complaint").first()
    open_steps = list(_objecting(award, organization, mine, request.user, at))
    if request.method == "POST" and taken(request, open_steps):
        return redirect("organizations:result", pk=pk)
    context = {
        "desk": desk,
        "award": award,
        "organization": organization,
        "clocks": clocks_of(award, at),
        "challenge": mine,
        "challenge_word": resident_word(CHALLENGE, mine.state) if mine else None,
        "steps": open_steps,
    }
    status = status_of_steps(open_steps)
    return render(request, "desks/organizations/result.html", context, status=status)


def get_contract(user: User, pk: int) -> Contract:
    # Larger than a key can be: the database would refuse to compare.
    found = contracts_of(organizations_of(user)).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden("no_such_contract", _("There is no such contract of yours."))
    return found


def _steps(found: Contract, period: PeriodForm, user: User, at: datetime) -> Iterator[Step]:
    if not may_sign(user, found):
        return
    if found.state == ContractState.OFFERED:
        yield Step(
            "sign",
            _("Sign the contract"),
            _("Sign for %(name)s") % {"name": found.organization},
            lambda data: sign_contract(found, by=user, at=at),
            _("Signed by both sides: the service begins."),
            told=_("The bureau has signed. With your signature it is in force."),
        )
    if found.state == ContractState.IN_FORCE:
        yield Step(
            "report",
            _("Report progress"),
            _("Submit the report"),
            lambda data: report_progress(found, **data, by=user, at=at),
            _("Submitted. The figures were counted from your orders."),
            asks=ReportForm,
            further={"initial": period.data},
            told=_("People, visits and orders are counted for you; the words are yours."),
            kind="plain",
        )


def _period(request: HttpRequest, found: Contract, at: datetime) -> PeriodForm:
    """What was asked for; else from the end of the last report until yesterday."""
    if "from_on" in request.GET:
        return PeriodForm(request.GET, auto_id="period_%s")
    last = found.reports.order_by("-until_on").first()
    days = {
        "from_on": last.until_on if last else found.from_on,
        "until_on": at.astimezone(SHANGHAI).date(),
    }
    return PeriodForm(days, auto_id="period_%s")


def _progress(found: Contract, period: PeriodForm) -> Any:
    """What a report about these days would say."""
    if not period.is_valid():
        return None
    days = period.cleaned_data
    return progress_of(found, days["from_on"], days["until_on"])


def _objecting(
    award: Award, organization: Organization, mine: Any, user: User, at: datetime
) -> Iterator[Step]:
    if award.bid.organization_id == organization.pk:
        return
    if mine is None:
        if at <= clocks_of(award, at).challenge_until:
            yield Step(
                "challenge",
                _("Challenge the result"),
                _("Send the challenge"),
                lambda data: actions.challenge_award(
                    award, organization=organization, text=data["text"], by=user, at=at
                ),
                _("Received. Nobody signs before it is answered."),
                asks=TextForm,
            )
    elif mine.state != ChallengeState.UPHELD and not hasattr(mine, "complaint"):
        yield Step(
            "complain",
            _("Complain about the answer"),
            _("Send the complaint"),
            lambda data: actions.complain(mine, text=data["text"], by=user, at=at),
            _("Received. Another officer decides."),
            asks=TextForm,
            told=_("If the answer does not satisfy you, or did not come in time."),
        )


def _results(user: User, at: datetime) -> Iterator[Award]:
    """Publicized results of projects that one's organizations bid for, the latest first."""
    ours = managed_by(user)
    awards = Award.objects.filter(state__in=PUBLIC).select_related(
        "project__rulebook", "bid__organization"
    )
    for award in awards.filter(project__in=_bid_for(ours)).order_by("-publicized_at"):
        if at <= clocks_of(award, at).challenge_until or award.challenges.filter(
            organization__in=ours
        ):
            yield award


def _bid_for(ours: list[Organization]) -> Any:
    return Bid.objects.filter(organization__in=ours, state__in=OPENED).order_by().values("project")


def get_result(user: User, pk: int) -> tuple[Award, Organization]:
    found = Award.objects.filter(state__in=PUBLIC).select_related(
        "project__batch__district", "project__rulebook", "bid__organization"
    )
    award = found.filter(pk=pk).first() if pk < 2**63 else None
    for organization in managed_by(user) if award else ():
        if bid_of(organization, award.project) is not None:
            return award, organization
    raise Hidden("no_such_result", _("There is no such result of a tender that you bid for."))
