"""Whom the system draws, and when the asking is over."""

from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.evaluations import rules
from marketplace.evaluations.actions.entering import enter, take
from marketplace.evaluations.choices import Outcome
from marketplace.evaluations.lifecycle import ANSWER, EVALUATION
from marketplace.evaluations.models import Evaluation, SampleDraw, SampleMember
from marketplace.evaluations.permissions import is_of_the_provider, may_run
from marketplace.evaluations.queries import frame_of, is_worth_repeating, latest_orders, tally_of
from marketplace.journal.actions import record
from marketplace.kernel.errors import RuleBroken
from marketplace.satisfaction.models import Verdict
from marketplace.workorders.models import WorkOrder


@transaction.atomic
def open_survey(evaluation: Evaluation, *, seed: str = "", by: User, at: datetime) -> Evaluation:
    """Draw people and have them asked. `seed` is made here; whoever draws again hands in the old one."""
    enter(evaluation, may_run, by)
    EVALUATION.target(evaluation.state, "open_survey")
    _draw(evaluation, 1, seed or token_hex(16), by=by, at=at)
    return take(evaluation, "open_survey", by=by, at=at, round=1)


@transaction.atomic
def repeat_survey(evaluation: Evaluation, *, seed: str = "", by: User, at: datetime) -> Evaluation:
    """Too few have answered: draw others, and try those again who were not reached."""
    enter(evaluation, may_run, by)
    EVALUATION.target(evaluation.state, "repeat_survey")
    if not is_worth_repeating(evaluation, tally_of(evaluation)):
        raise RuleBroken("nobody_left", _("Everybody who could be asked was asked."))
    round_ = evaluation.round + 1
    unreached = evaluation.members.filter(state=Outcome.UNREACHABLE)
    unreached.update(state=ANSWER.target(Outcome.UNREACHABLE, "try_again"), tries=0)
    _draw(evaluation, round_, seed or token_hex(16), by=by, at=at)
    return take(evaluation, "repeat_survey", by=by, at=at, round=round_)


@transaction.atomic
def close_survey(evaluation: Evaluation, *, by: User, at: datetime) -> Evaluation:
    """Verdicts that sampled people gave since they were drawn are taken up; whoever still waits was not
    reached. Nobody has to have been reached, but everybody has to have been tried."""
    enter(evaluation, may_run, by)
    EVALUATION.target(evaluation.state, "close_survey")
    waiting = evaluation.members.filter(state=Outcome.WAITING)
    orders = latest_orders(evaluation.contract, waiting.values_list("resident", flat=True))
    for member in waiting:
        if _take_up(member, orders.get(member.resident_id), evaluation):
            member.save()
    untried = waiting.filter(tries=0).count()
    if untried:
        raise RuleBroken(
            "untried",
            _("%(count)s people were not tried yet.") % {"count": untried},
        )
    waiting.update(state=ANSWER.target(Outcome.WAITING, "give_up"))
    return take(evaluation, "close_survey", by=by, at=at)


def _draw(evaluation: Evaluation, round_: int, seed: str, *, by: User, at: datetime) -> None:
    frame, scheme = frame_of(evaluation, at), evaluation.scheme
    size = rules.sample_size(
        sum(map(len, frame.values())),
        share=scheme.sample_share,
        least=scheme.sample_least,
        most=scheme.sample_most,
    )
    draw = SampleDraw.objects.create(
        evaluation=evaluation,
        round=round_,
        seed=seed,
        size=size,
        frame=frame,
        digest=rules.digest_of(frame),
        drawn_at=at,
        drawn_by=by,
    )
    SampleMember.objects.bulk_create(_members(evaluation, draw))
    told = {"round": round_, "seed": seed, "size": size, "frame": draw.digest}
    record("draw_sample", draw, by=by, at=at, changes=told)


def _members(evaluation: Evaluation, draw: SampleDraw) -> list[SampleMember]:
    drawn = rules.draw(draw.frame, draw.size, draw.seed)
    everybody = [person for people in drawn.values() for person in people]
    orders = latest_orders(evaluation.contract, everybody)
    members = [
        SampleMember(
            evaluation=evaluation,
            draw=draw,
            resident_id=person,
            order=orders[person],
            subdistrict_id=subdistrict,
            position=position,
        )
        for subdistrict, people in drawn.items()
        for position, person in enumerate(people, start=1)
    ]
    for member in members:
        _take_up(member, member.order, evaluation)
    return members


def _take_up(member: SampleMember, order: WorkOrder | None, evaluation: Evaluation) -> bool:
    """What the person has said about their last order already counts, unless the provider had asked."""
    verdict: Verdict | None = getattr(order, "verdict", None)
    if verdict is None:
        return False
    if verdict.asked_by and is_of_the_provider(verdict.asked_by, evaluation.contract):
        return False
    member.state = ANSWER.target(member.state, "answer")
    member.verdict, member.score, member.by_proxy = verdict, verdict.score, verdict.by_proxy
    member.asked_by, member.asked_at = verdict.asked_by, verdict.given_at
    return True
