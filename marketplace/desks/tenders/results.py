"""What became of a tender, for everybody: who was chosen and why, on which terms, and how it was evaluated.

Nothing before it is public: an award counts from its publication, an evaluation from its signature. Who lost is
told to the bidders alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from marketplace.bans.rules import interval
from marketplace.contracts.choices import ContractState
from marketplace.contracts.lifecycle import PUBLIC
from marketplace.contracts.models import Award, Contract
from marketplace.contracts.queries import clocks_of
from marketplace.desks.evaluations import Heard
from marketplace.desks.money import yuan
from marketplace.evaluations.choices import EvaluationState
from marketplace.evaluations.models import Evaluation
from marketplace.evaluations.rules import shown
from marketplace.panels.choices import Purpose
from marketplace.panels.models import Panel
from marketplace.panels.queries import standing_panel
from marketplace.projects.models import Project

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Result:
    """`members` of the panel with what they sit for; `challenge_until`: until then a bidder may challenge."""

    name: str
    uscc: str
    partners: list[str]
    price: str
    score: str
    publicized_at: datetime
    publicity_until: datetime
    challenge_until: datetime
    members: list[tuple[str, str]]
    contract: "Agreed | None"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contract signed by both; `amount` in yuan, as text."""

    number: str
    amount: str
    from_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A final result. `heard` None: too few people to tell."""

    evaluation: Evaluation
    heard: Heard | None
    signed_at: datetime


def result_of(project: Project, at: datetime) -> Result | None:
    award = _public().filter(project=project).first()
    if award is None:
        return None
    bid, clocks = award.bid, clocks_of(award, at)
    panel = standing_panel(project, Purpose.TENDER)
    return Result(
        name=bid.organization.name,
        uscc=bid.organization.uscc,
        partners=[each.organization.name for each in bid.partners.all()],
        price=yuan(bid.opened.total),
        score=f"{award.score.quantize(_CENT)}",
        publicized_at=award.publicized_at,
        publicity_until=clocks.publicity_until,
        challenge_until=clocks.challenge_until,
        members=_members(panel) if panel else [],
        contract=_agreed(project),
    )


def evaluations_of(project: Project) -> list[Evaluated]:
    final = Evaluation.objects.filter(project=project, state=EvaluationState.FINAL)
    return [
        Evaluated(each, _heard(each), each.signed_at)
        for each in final.order_by("signed_at")
        if each.signed_at is not None
    ]


def chosen_in(projects: Iterable[Project]) -> dict[int, str]:
    """The name of whoever was chosen, by the pk of the project, in one query."""
    awards = _public().filter(project__in=[each.pk for each in projects])
    return {
        award.project_id: award.bid.organization.name for award in awards.prefetch_related(None)
    }


def _public() -> QuerySet[Award]:
    return (
        Award.objects.filter(state__in=PUBLIC)
        .select_related("project__rulebook", "bid__organization", "bid__opened")
        .prefetch_related("bid__partners__organization")
        .defer("bid__sealed", "bid__opened__content")
    )


def _members(panel: Panel) -> list[tuple[str, str]]:
    return [
        (str(seat.evaluator), seat.get_role_display())
        for seat in panel.seats.all()
        if seat.signed_at is not None
    ]


def _agreed(project: Project) -> Agreed | None:
    signed = (ContractState.IN_FORCE, ContractState.ENDED, ContractState.TERMINATED)
    found = Contract.objects.filter(project=project, state__in=signed).first()
    if found is None:
        return None
    last_on = found.until_on - timedelta(days=1)
    return Agreed(found.number, yuan(found.amount), found.from_on, last_on)


def _heard(evaluation: Evaluation) -> Heard | None:
    satisfied, valid = evaluation.satisfied, evaluation.valid
    if satisfied is None or not valid or shown(valid) is None:
        return None
    found = interval(satisfied, valid)
    return Heard(satisfied / valid, float(found.low), float(found.high), valid)
