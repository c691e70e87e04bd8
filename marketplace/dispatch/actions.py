from collections.abc import Mapping
from datetime import datetime
from time import perf_counter

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.dispatch import engine
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.dispatch.keys import order_key, service_key, volunteer_key
from marketplace.dispatch.locks import round_under_way, take_the_round
from marketplace.dispatch.models import MatchRun, Proposal, Unserved
from marketplace.dispatch.permissions import may_run_rounds
from marketplace.dispatch.queries import weights_in_force
from marketplace.dispatch.record import proposals_of, run_of, unserved_of
from marketplace.journal import actions as journal
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import open_without_offer

BATCH = 500


@transaction.atomic
def propose_round(*, by: User | None, at: datetime) -> MatchRun:
    """Plan every order that waits for a provider, and keep the plan for a look before it is committed.

    An earlier preview is discarded: it no longer fits. `by=None`: on schedule.
    """
    _ensure_may_run(by)
    take_the_round()
    for earlier in MatchRun.objects.filter(kind=RunKind.ROUND, state=RunState.PREVIEWED):
        discard_run(earlier, by=by, at=at)
    run = _propose(open_without_offer(), RunKind.ROUND, by=by, at=at)
    changes = {"seekers": run.seekers, "served": run.served_by_tag, "digest": run.input_digest}
    journal.record("propose_round", run, by=by, at=at, changes=changes)
    return run


@transaction.atomic
def propose_for(order: WorkOrder, *, by: User | None, at: datetime) -> MatchRun:
    """Plan one order that has just arrived. The run keeps its own record; the offer goes into the journal."""
    return _propose(WorkOrder.objects.filter(pk=order.pk), RunKind.ARRIVAL, by=by, at=at)


@transaction.atomic
def take_up(run: MatchRun, *, by: User | None, at: datetime) -> dict[Proposal, str]:
    """Take up a preview to commit it, and judge each proposal again: the first reason against it as of now,
    or nothing."""
    _ensure_may_run(by)
    _lock_preview(run)
    proposals = list(run.proposals.select_related("work_order", "service", "volunteer"))
    pairs = {order_key(each.work_order_id): _provider_key(each) for each in proposals}
    orders = WorkOrder.objects.filter(pk__in=run.proposals.values("work_order"))
    against = engine.stands_in_the_way(
        pairs, orders, at.astimezone(SHANGHAI).date(), weights_in_force(at)
    )
    return {each: next(iter(against[order_key(each.work_order_id)]), "") for each in proposals}


@transaction.atomic
def mark_committed(
    run: MatchRun, outcomes: Mapping[Proposal, Offer | str], *, by: User | None, at: datetime
) -> MatchRun:
    """The run is done; `outcomes` says for each proposal the offer made, or the code of what stood against it."""
    _lock_preview(run)
    for proposal, outcome in outcomes.items():
        proposal.offer = outcome if isinstance(outcome, Offer) else None
        proposal.not_offered = outcome if isinstance(outcome, str) else ""
    Proposal.objects.bulk_update(outcomes, ["offer", "not_offered"], batch_size=BATCH)
    run.state, run.committed_at = RunState.COMMITTED, at
    run.save(update_fields=["state", "committed_at"])
    if run.kind == RunKind.ROUND:
        offered = sum(isinstance(outcome, Offer) for outcome in outcomes.values())
        changes = {"proposals": len(outcomes), "offered": offered}
        journal.record("commit_round", run, by=by, at=at, changes=changes)
    return run


@transaction.atomic
def discard_run(run: MatchRun, *, by: User | None, at: datetime) -> MatchRun:
    _ensure_may_run(by)
    _lock_preview(run)
    run.state = RunState.DISCARDED
    run.save(update_fields=["state"])
    journal.record("discard_round", run, by=by, at=at)
    return run


def _propose(orders: QuerySet[WorkOrder], kind: str, *, by: User | None, at: datetime) -> MatchRun:
    began = perf_counter()
    weights = weights_in_force(at)
    plan = engine.plan_for(orders, at.astimezone(SHANGHAI).date(), weights)
    run = run_of(plan, kind, weights=weights, by=by, at=at)
    run.timings["with_database"] = round((perf_counter() - began) * 1000, 3)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise round_under_way() from error
    Proposal.objects.bulk_create(proposals_of(run, plan), batch_size=BATCH)
    Unserved.objects.bulk_create(unserved_of(run, plan), batch_size=BATCH)
    return run


def _lock_preview(run: MatchRun) -> None:
    run.refresh_from_db(from_queryset=MatchRun.objects.select_for_update().defer("snapshot"))
    if run.state != RunState.PREVIEWED:
        raise RuleBroken("run_is_over", _("This round was committed or discarded already."))


def _provider_key(proposal: Proposal) -> str:
    if proposal.service_id:
        return service_key(proposal.service_id)
    return volunteer_key(proposal.volunteer_id)


def _ensure_may_run(by: User | None) -> None:
    if not may_run_rounds(by):
        raise NotAllowed("not_allowed", _("Only a dispatcher may run rounds."))
