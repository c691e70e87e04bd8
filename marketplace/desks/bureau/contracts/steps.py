"""What an officer can do about the award and the contract of a project now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.contracts import actions
from marketplace.contracts.choices import AwardState, ChallengeState, ContractState
from marketplace.contracts.lifecycle import AWARD
from marketplace.contracts.models import Award, Challenge, Contract, Instalment
from marketplace.contracts.permissions import may_approve, may_decide
from marketplace.contracts.queries import clocks_of
from marketplace.desks.bureau.contracts.forms import AnswerForm, PartsForm, ReasonForm
from marketplace.desks.instalments import is_payable
from marketplace.desks.money import yuan
from marketplace.desks.steps import Step
from marketplace.journeys.answer_challenge import answer_challenge
from marketplace.journeys.approve_award import approve_award
from marketplace.journeys.close_project import close_project
from marketplace.journeys.decide_complaint import decide_complaint
from marketplace.journeys.pay_instalment import pay_instalment
from marketplace.journeys.publicize_award import publicize_award
from marketplace.journeys.take_back_award import take_back_award
from marketplace.journeys.terminate_project import terminate_project
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project


def of_ranking(project: Project, first: Bid | None, by: User, at: datetime) -> Iterator[Step]:
    if project.state == ProjectState.UNDER_REVIEW and first is not None:
        yield Step(
            "propose",
            _("Propose the award"),
            _("Propose the first of the ranking"),
            lambda data: actions.propose_award(project, bid=first, by=by, at=at),
            _("Proposed. Another officer approves it."),
            told=_("The bid that the panel put first: %(name)s.") % {"name": first.organization},
        )


def of_award(award: Award, by: User, at: datetime) -> Iterator[Step]:
    act = {"by": by, "at": at}
    if award.state == AwardState.PROPOSED and may_approve(by, award):
        yield Step(
            "approve",
            _("Gate 2"),
            _("Approve the award"),
            lambda data: approve_award(award, **act),
            _("Approved. It can be publicized."),
            told=_("You have neither proposed it nor written the project."),
        )
    if award.state == AwardState.APPROVED:
        yield Step(
            "publicize",
            _("Publicize the result"),
            _("Publicize"),
            lambda data: publicize_award(award, **act),
            _("Publicized. Bidders may object now."),
            told=_("Everybody reads who was chosen, and the time to object begins."),
        )
    for challenge in award.challenges.all():
        yield from of_challenge(challenge, by, at)
    if award.state == AwardState.PUBLICIZED and not award.contracts.exists():
        yield from _offering(award, by, at)
    if AWARD.allows(award.state, "take_back") and award.state != AwardState.SIGNED:
        yield Step(
            "take_back",
            _("Take the award back"),
            _("Take it back"),
            lambda data: take_back_award(award, reason=data["reason"], **act),
            _("Taken back. The bids are compared again."),
            asks=ReasonForm,
            told=_("The result does not stand, and the bids are compared again."),
            kind="danger",
        )


def of_challenge(challenge: Challenge, by: User, at: datetime) -> Iterator[Step]:
    name = challenge.organization.name
    if challenge.state == ChallengeState.RECEIVED:
        yield Step(
            f"answer-{challenge.pk}",
            _("Answer the challenge of %(name)s") % {"name": name},
            pgettext("challenge", "Answer"),
            lambda data: answer_challenge(challenge, **data, by=by, at=at),
            _("Answered."),
            asks=AnswerForm,
            told=challenge.text,
        )
    complaint = getattr(challenge, "complaint", None)
    if complaint is None or complaint.state != ChallengeState.RECEIVED:
        return
    if may_decide(by, challenge):
        yield Step(
            f"decide-{complaint.pk}",
            _("Decide the complaint of %(name)s") % {"name": name},
            _("Decide"),
            lambda data: decide_complaint(
                complaint, upheld=data["upheld"], decision=data["answer"], by=by, at=at
            ),
            _("Decided."),
            asks=AnswerForm,
            told=complaint.text,
        )


def of_contract(contract: Contract, by: User, at: datetime) -> Iterator[Step]:
    if contract.state != ContractState.IN_FORCE:
        return
    for instalment in contract.instalments.all():
        if is_payable(instalment):
            yield _paying(instalment, by, at)
    if contract.project.state in (ProjectState.FINAL_PASSED, ProjectState.FINAL_FAILED):
        yield Step(
            "close",
            _("Close the project"),
            _("Close"),
            lambda data: close_project(contract, by=by, at=at),
            _("Closed."),
            told=_("Everything was done, evaluated and paid."),
        )
    else:
        yield Step(
            "terminate",
            _("Terminate the contract"),
            _("Terminate"),
            lambda data: terminate_project(contract, reason=data["reason"], by=by, at=at),
            _("Terminated."),
            asks=ReasonForm,
            told=_("It ends before its time. What was not paid is not paid any more."),
            kind="danger",
        )


def _offering(award: Award, by: User, at: datetime) -> Iterator[Step]:
    clocks = clocks_of(award, at)
    if at < clocks.publicity_until or clocks.is_suspended or at > clocks.sign_until:
        return
    yield Step(
        "offer",
        _("Offer the contract"),
        _("Sign and offer it"),
        lambda data: actions.offer_contract(award, parts=PartsForm.parts(dict(data)), by=by, at=at),
        _("Signed for the bureau. The provider signs next."),
        asks=PartsForm,
        told=_("%(amount)s yuan, as the bid says. You sign for the bureau.")
        % {"amount": yuan(award.bid.opened.total)},
    )


def _paying(instalment: Instalment, by: User, at: datetime) -> Step:
    facts: dict[str, Any] = {"n": instalment.position, "amount": yuan(instalment.amount)}
    return Step(
        f"pay-{instalment.pk}",
        _("Instalment %(n)s") % facts,
        _("It was paid: %(amount)s yuan") % facts,
        lambda data: pay_instalment(instalment, by=by, at=at),
        _("Noted as paid."),
        told=_("What it is due with is there."),
    )
