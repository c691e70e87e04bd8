from collections.abc import Collection, Mapping
from datetime import datetime
from time import perf_counter

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import UrgencyTag
from marketplace.dispatch import engine, rules
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.dispatch.drafts import draft_of
from marketplace.dispatch.keys import order_key, provider_key
from marketplace.dispatch.locks import round_under_way, take_the_round
from marketplace.dispatch.models import (
    Cadence,
    HandCost,
    MatchRun,
    Proposal,
    ShortagePrice,
    Unserved,
    WeightSet,
)
from marketplace.dispatch.permissions import may_run_rounds, may_set_weights
from marketplace.dispatch.queries import (
    anybody_new,
    makes_room,
    minutes_between_rounds,
    rounds_of_last_day,
    waiting_of,
    weights_in_force,
)
from marketplace.dispatch.record import proposals_of, run_of, shortages_of, unserved_of
from marketplace.dispatch.rules import against_minutes, changed
from marketplace.journal import actions as journal
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.rows import insert, nothing_to_collect
from marketplace.kernel.text import clean_text
from marketplace.needs.rules import MOST_URGENT
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.models import Offer, WorkOrder

BATCH = 500


@transaction.atomic
def propose_round(
    district: str,
    *,
    tags: Collection[UrgencyTag] | None = None,
    by: User | None,
    at: datetime,
) -> MatchRun:
    """Plan every order of a district (its code) that waits for a provider, or those of `tags` alone, and keep
    the plan for a look before it is committed.

    A dispatcher's round takes the place of an earlier preview. Time's (`by=None`) is refused while one waits
    for its decision, and discards one that is stale.
    """
    _ensure_may_run(by, district)
    take_the_round(district)
    _make_way(district, by=by, at=at)
    planned = list(UrgencyTag.objects.all() if tags is None else tags)
    run = _propose(waiting_of(district, planned), district, RunKind.ROUND, by=by, at=at)
    run.tags.set(planned)
    changes = {
        "district": district,
        "tags": [tag.code for tag in planned],
        "seekers": run.seekers,
        "served": run.served_by_tag,
        "weights": run.weights_id,
        "digest": run.input_digest,
    }
    journal.record("propose_round", run, by=by, at=at, changes=changes)
    return run


@transaction.atomic
def note_repetition(
    district: str, tags: Collection[UrgencyTag], *, at: datetime
) -> MatchRun | None:
    """Time would only find what a round of the last day found from the same input, nobody for anybody: it is
    noted there that this is so still. None if something is new, and a round should be run.

    Otherwise one order that nobody can take would leave a round and its snapshot behind every minute.
    """
    orders, rounds = waiting_of(district, tags), rounds_of_last_day(district, at)
    if anybody_new(orders, rounds):
        return None
    today = at.astimezone(SHANGHAI).date()
    digest = engine.digest_for(orders, district, today, weights_in_force(at))
    same = rounds.filter(input_digest=digest, proposals=None).first()
    if same is not None:
        same.repeated_at = at
        same.save(update_fields=["repeated_at"])
    return same


@transaction.atomic
def propose_for(order: WorkOrder, *, by: User | None, at: datetime) -> MatchRun:
    """Plan one order that has just arrived. The run keeps its own record; the offer goes into the journal."""
    alone = WorkOrder.objects.filter(pk=order.pk)
    return _propose(alone, order.need.community.district_code, RunKind.ARRIVAL, by=by, at=at)


@transaction.atomic
def take_up(run: MatchRun, *, by: User | None, at: datetime) -> dict[Proposal, str]:
    """Take up a preview to commit it, and judge each proposal again: the first reason against it as of now,
    or nothing."""
    _ensure_may_run(by, run.district_id)
    _lock_preview(run)
    proposals = list(run.proposals.select_related("work_order", "service", "volunteer"))
    pairs = {
        order_key(each.work_order_id): provider_key(each.service_id, each.volunteer_id)
        for each in proposals
    }
    orders = WorkOrder.objects.filter(pk__in=run.proposals.values("work_order"))
    today = at.astimezone(SHANGHAI).date()
    against = engine.stands_in_the_way(
        pairs, orders, run.district_id or "", today, weights_in_force(at)
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
    _ensure_may_run(by, run.district_id)
    _lock_preview(run)
    run.state = RunState.DISCARDED
    run.save(update_fields=["state"])
    waited = int((at - run.started_at).total_seconds() // 60)
    journal.record("discard_round", run, by=by, at=at, changes={"waited_minutes": waited})
    return run


@transaction.atomic
def keep_hand_cost(cost: HandCost, offer: Offer, *, by: User, at: datetime) -> HandCost:
    """Keep with an offer by hand what it cost the plan when it was made."""
    cost.offer = offer
    cost.save(force_insert=True)
    told = {"instead_of": cost.instead_of, "served": cost.served, "points": cost.points}
    journal.record("keep_hand_cost", cost, by=by, at=at, changes=told)
    return cost


@transaction.atomic
def set_weights(
    values: Mapping[str, int],
    *,
    block_banned: bool,
    from_at: datetime | None = None,
    instead_of: int,
    reason: str,
    by: User,
    at: datetime,
) -> WeightSet:
    """Put a new set of weights in force, at once or from a later moment on.

    `instead_of`: the newest version that the officer had before their eyes. If somebody made another one
    meanwhile, nothing is put in force.
    """
    _ensure_may_set(by)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    weights = draft_of(values, block_banned=block_banned, version=instead_of + 1)
    weights.from_at, weights.made_at = from_at or at, at
    weights.made_by, weights.reason = by, reason
    _ensure_ahead(weights)
    replaced = weights_in_force(weights.from_at)
    changes = changed(replaced.settings, weights.settings)
    if not changes:
        raise RuleBroken("nothing_changed", _("Nothing differs from what is in force then."))
    _keep(weights, instead_of)
    told = {"from": weights.from_at.isoformat(), "instead_of": replaced.version, **changes}
    journal.record("set_weights", weights, by=by, at=at, changes=told, reason=reason)
    return weights


@transaction.atomic
def set_cadences(minutes: Mapping[int, int], *, reason: str, by: User, at: datetime) -> None:
    """How many minutes time lets pass between two rounds over the orders of a tag, by its rank."""
    _ensure_may_set(by)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    wrong = against_minutes(minutes)
    if wrong:
        fields = {f"minutes_{rank}": message for rank, message in wrong.items()}
        raise Malformed("minutes", _("Rounds cannot run that often."), fields=fields)
    before = minutes_between_rounds()
    for tag in UrgencyTag.objects.filter(rank__in=changed(before, minutes)):
        now = minutes[tag.rank]
        cadence, _made = Cadence.objects.update_or_create(tag=tag, defaults={"minutes": now})
        changes = {"minutes": [before[tag.rank], now]}
        journal.record("set_cadence", cadence, by=by, at=at, changes=changes, reason=reason)


@transaction.atomic
def set_makes_room(by_itself: bool, *, reason: str, by: User, at: datetime) -> Cadence | None:
    """Whether an urgent order that finds no place takes back unanswered offers by itself, or waits for a
    dispatcher to do so. None if it is so already."""
    _ensure_may_set(by)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    tag = UrgencyTag.objects.get(rank=MOST_URGENT)
    before = makes_room(tag)
    if before == by_itself:
        return None
    usual = {"minutes": minutes_between_rounds()[tag.rank]}
    cadence, _made = Cadence.objects.update_or_create(
        tag=tag,
        defaults={"makes_room": by_itself},
        create_defaults=usual | {"makes_room": by_itself},
    )
    changes = {"makes_room": [before, by_itself]}
    journal.record("set_makes_room", cadence, by=by, at=at, changes=changes, reason=reason)
    return cadence


@nothing_to_collect()
def _propose(
    orders: QuerySet[WorkOrder], district: str, kind: str, *, by: User | None, at: datetime
) -> MatchRun:
    began = perf_counter()
    weights = weights_in_force(at)
    plan = engine.plan_for(orders, district, at.astimezone(SHANGHAI).date(), weights)
    run = run_of(plan, kind, weights=weights, by=by, at=at)
    run.district_id = district
    run.timings["with_database"] = round((perf_counter() - began) * 1000, 3)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise round_under_way() from error
    insert(Proposal, proposals_of(run, plan))
    insert(Unserved, unserved_of(run, plan))
    if kind == RunKind.ROUND:
        insert(ShortagePrice, shortages_of(run, plan))
    return run


def _make_way(district: str, *, by: User | None, at: datetime) -> None:
    previews = MatchRun.objects.filter(
        district=district, kind=RunKind.ROUND, state=RunState.PREVIEWED
    )
    for earlier in previews.defer("snapshot"):
        if by is None and not rules.is_stale(earlier.started_at, at):
            raise RuleBroken("preview_waits", _("A round waits for a dispatcher's decision."))
        discard_run(earlier, by=by, at=at)


def _keep(weights: WeightSet, instead_of: int) -> None:
    newest = WeightSet.objects.order_by("-version").values_list("version", flat=True).first()
    if newest != instead_of:
        raise _weights_moved_on()
    try:
        with transaction.atomic():
            weights.save(force_insert=True)
    except IntegrityError as error:
        raise _weights_moved_on() from error


def _weights_moved_on() -> RuleBroken:
    return RuleBroken(
        "weights_moved_on",
        _("Somebody put another version in force meanwhile. Look at it before you go on."),
    )


def _ensure_ahead(weights: WeightSet) -> None:
    if weights.from_at < weights.made_at:
        message = _("Weights cannot have been in force before they were made.")
        raise Malformed("in_the_past", message, field="from_on")


def _ensure_may_set(by: User) -> None:
    if not may_set_weights(by):
        raise NotAllowed("not_allowed", _("Only the bureau turns the weights."))


def _lock_preview(run: MatchRun) -> None:
    run.refresh_from_db(from_queryset=MatchRun.objects.select_for_update().defer("snapshot"))
    if run.state != RunState.PREVIEWED:
        raise RuleBroken("run_is_over", _("This round was committed or discarded already."))


def _ensure_may_run(by: User | None, district: str | None) -> None:
    if not may_run_rounds(by, district):
        raise NotAllowed("not_allowed", _("Only a dispatcher of the district may run its rounds."))
