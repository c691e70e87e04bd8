"""Reading evaluations, and what they come to as things stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from marketplace.accounts.models import User
from marketplace.bans import rules as ban_rules
from marketplace.bans.models import BanPolicy
from marketplace.bans.rules import Finding
from marketplace.contracts.models import Contract
from marketplace.evaluations import rules
from marketplace.evaluations.choices import EvaluationState, Outcome
from marketplace.evaluations.models import (
    Evaluation,
    SampleDraw,
    SampleMember,
    Scheme,
    ScoreSheet,
)
from marketplace.evaluations.rules import SATISFIED_FROM, Tally
from marketplace.households.choices import Purpose
from marketplace.households.models import Consent, Resident
from marketplace.organizations.models import Membership
from marketplace.organizations.queries import organizations_of
from marketplace.panels.lifecycle import HELD
from marketplace.panels.models import Seat
from marketplace.places.queries import communities_of, postings_of
from marketplace.projects.permissions import PLANNING
from marketplace.satisfaction.permissions import ASKING
from marketplace.workorders.choices import VisitState
from marketplace.workorders.models import Visit, WorkOrder


@dataclass(frozen=True, slots=True)
class Standing:
    """What an evaluation comes to as things stand. `score` None: not everybody has signed."""

    tally: Tally
    finding: Finding
    interval: ban_rules.Interval | None
    score: Decimal | None
    passed: bool | None


def visible_to(user: User) -> QuerySet[Evaluation]:
    """The bureau's of its district, an organization's own, and an evaluator's of the panels they sit on."""
    districts = [p.place_code for p in postings_of(user) if p.role in PLANNING]
    seats = Seat.objects.filter(evaluator__user=user, state__in=HELD)
    return with_all(Evaluation.objects).filter(
        Q(project__batch__district__in=districts)
        | Q(contract__organization__in=organizations_of(user).values("pk"))
        | Q(panel__in=seats.values("panel"))
    )


def with_all(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    return evaluations.select_related(
        "project__batch__district",
        "project__rulebook",
        "contract__organization",
        "contract__award",
        "scheme",
        "panel",
    )


def scheme_on(day: date) -> Scheme:
    """How evaluations are made on that day."""
    scheme = Scheme.objects.filter(from_on__lte=day).order_by("-from_on").first()
    assert scheme is not None, "the first scheme is older than any evaluation"
    return scheme


def is_final(contract: Contract, kind: str) -> bool:
    return Evaluation.objects.filter(
        contract=contract, kind=kind, state=EvaluationState.FINAL
    ).exists()


def people_served(contract: Contract, until: datetime) -> QuerySet[Resident]:
    """Who was visited under the contract and may be asked: nobody erased, nobody who does not want to be
    asked any more."""
    visited = Visit.objects.filter(
        work_order__contract=contract, state=VisitState.DONE, checked_in_at__lt=until
    )
    served = visited.order_by().values("work_order__need__resident")
    told = Consent.objects.filter(resident=OuterRef("pk"), purpose=Purpose.FOLLOW_UP)
    withdrawn = told.exclude(withdrawn_told_by="")
    return Resident.objects.filter(pk__in=served, erased_at__isnull=True).exclude(
        Exists(withdrawn) & ~Exists(told.filter(withdrawn_at__isnull=True))
    )


def frame_of(evaluation: Evaluation, until: datetime) -> dict[str, list[int]]:
    """Who can still be drawn, by subdistrict: served, and not drawn before."""
    drawn = SampleMember.objects.filter(evaluation=evaluation)
    left = people_served(evaluation.contract, until).exclude(pk__in=drawn.values("resident"))
    frame: dict[str, list[int]] = defaultdict(list)
    rows = left.order_by("pk").values_list("household__community__subdistrict", "pk")
    for subdistrict, person in rows:
        frame[subdistrict].append(person)
    return dict(frame)


def latest_orders(contract: Contract, residents: Iterable[int]) -> dict[int, WorkOrder]:
    """The last order under the contract of each of these people."""
    orders = (
        WorkOrder.objects.filter(contract=contract, need__resident__in=list(residents))
        .select_related("need", "verdict")
        .order_by("opened_at", "pk")
    )
    return {order.need.resident_id: order for order in orders}


def is_replayed(draw: SampleDraw) -> bool:
    """Whether frame and seed give the people who were drawn, in their order."""
    drawn = rules.draw(draw.frame, draw.size, draw.seed)
    found: dict[str, list[int]] = defaultdict(list)
    rows = draw.members.order_by("subdistrict_id", "position")
    for subdistrict, person in rows.values_list("subdistrict_id", "resident_id"):
        found[subdistrict].append(person)
    return drawn == dict(found) and rules.digest_of(draw.frame) == draw.digest


def tally_of(evaluation: Evaluation) -> Tally:
    """What stands in the sample; once final, what was counted then."""
    answered = Q(state=Outcome.ANSWERED)
    counts = evaluation.members.aggregate(
        satisfied=Count("pk", filter=answered & Q(score__gte=SATISFIED_FROM)),
        valid=Count("pk", filter=answered),
        by_proxy=Count("pk", filter=answered & Q(by_proxy=True)),
    )
    last = evaluation.draws.order_by("-round").first()
    left = sum(map(len, last.frame.values())) if last else 0
    before = evaluation.members.exclude(draw=last).count() if last else 0
    return Tally(**counts, clients=left + before)


def finding_of(tally: Tally, policy: BanPolicy) -> Finding:
    return ban_rules.finding(
        tally.satisfied, tally.valid, clients=tally.clients, fewest=policy.fewest_answers
    )


def is_worth_repeating(evaluation: Evaluation, tally: Tally) -> bool:
    """Whether anybody is left to be asked: not drawn yet, or not reached so far in the first round."""
    drawn = evaluation.members.count()
    unreached = evaluation.members.filter(state=Outcome.UNREACHABLE, draw__round=evaluation.round)
    return drawn < tally.clients or (evaluation.round == 1 and unreached.exists())


def standing_of(evaluation: Evaluation, policy: BanPolicy) -> Standing:
    tally = tally_of(evaluation)
    finding, score = finding_of(tally, policy), score_of(evaluation)
    passed = None
    if score is not None:
        mark = evaluation.project.rulebook.pass_mark
        passed = score >= mark and finding is not Finding.BANS
    interval = ban_rules.interval(tally.satisfied, tally.valid)
    return Standing(tally, finding, interval, score, passed)


def sheets_of(evaluation: Evaluation) -> QuerySet[ScoreSheet]:
    return evaluation.sheets.select_related("seat__evaluator__user").prefetch_related("scores")


def are_all_signed(evaluation: Evaluation) -> bool:
    """Every seat that somebody holds has a signed sheet."""
    seats = Seat.objects.filter(panel=evaluation.panel_id, state__in=HELD).count()
    return 0 < seats == evaluation.sheets.filter(signed_at__isnull=False).count()


def score_of(evaluation: Evaluation) -> Decimal | None:
    """The mean of all sheets; None before all have signed."""
    if evaluation.panel_id is None or not are_all_signed(evaluation):
        return None
    return rules.total([[s.points for s in sheet.scores.all()] for sheet in sheets_of(evaluation)])


def means_of(evaluation: Evaluation) -> dict[str, Decimal]:
    """The mean points of each dimension; empty before all have signed."""
    if evaluation.panel_id is None or not are_all_signed(evaluation):
        return {}
    points: dict[str, list[Decimal]] = defaultdict(list)
    for sheet in sheets_of(evaluation):
        for score in sheet.scores.all():
            points[score.dimension].append(score.points)
    return {name: rules.mean(given) for name, given in points.items()}


def calls_for(user: User) -> QuerySet[SampleMember]:
    """Whom `user` may ask now: people of their place, in open surveys about others' work. Those tried least
    come first."""
    own = Membership.objects.filter(user=user).values("organization")
    return (
        SampleMember.objects.filter(
            state=Outcome.WAITING,
            evaluation__state=EvaluationState.SURVEY_OPEN,
            order__need__community__in=communities_of(user, *ASKING),
        )
        .exclude(evaluation__contract__organization__in=own)
        .exclude(evaluation__contract__award__bid__partners__organization__in=own)
        .select_related(
            "evaluation__project",
            "evaluation__contract__award",
            "evaluation__contract__organization",
            "evaluation__scheme",
            "order__need__need_type",
            "order__need__community",
            "resident__household__community__subdistrict",
        )
        .order_by("tries", "evaluation__due_on", "draw__round", "position", "pk")
    )


def with_progress(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Each with `drawn` people and how many are `waiting`, counted in one query with the list."""
    return evaluations.annotate(
        drawn=_counted(SampleMember.objects),
        waiting=_counted(SampleMember.objects.filter(state=Outcome.WAITING)),
    )


def _counted(members: QuerySet[SampleMember]) -> Subquery:
    of_this = members.filter(evaluation=OuterRef("pk")).order_by().values("evaluation")
    return Subquery(of_this.annotate(count=Count("pk")).values("count"))
