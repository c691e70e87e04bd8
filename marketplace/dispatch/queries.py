from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from marketplace.accounts.models import User
from marketplace.catalogue.models import UrgencyTag
from marketplace.dispatch import engine, rules, sentences
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.dispatch.engine import Difference, Override, Plan
from marketplace.dispatch.keys import order_key, provider_key
from marketplace.dispatch.models import Cadence, HandCost, MatchRun, Proposal, Unserved, WeightSet
from marketplace.dispatch.names import name_of, names_of, providers_of
from marketplace.dispatch.permissions import districts_watched, may_see_weights
from marketplace.dispatch.record import hand_cost_of
from marketplace.kernel.errors import RuleBroken
from marketplace.organizations.models import Service
from marketplace.volunteers.models import Volunteer
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import open_without_offer

ALL = slice(None)
# Whoever asks why asks for one order after the other of the same round. One of 6,000 orders takes 20 MB.
PLANS_KEPT = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """One provider for one order: `reasons` against it (codes, and in words), points by name and in all.

    `by_hand`: a dispatcher may still choose it, with a reason.
    """

    provider: Service | Volunteer
    name: str
    terms: dict[str, int]
    total: int
    reasons: list[str]
    against: list[str]
    by_hand: bool

    @property
    def eligible(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Explained:
    """A proposal, or an order left out, with its sentences."""

    subject: Proposal | Unserved
    sentences: list[str]


def runs_visible_to(user: User) -> QuerySet[MatchRun]:
    """Dispatchers and the bureau see every run of their district, without the weight of its snapshot."""
    runs = MatchRun.objects.filter(district__in=districts_watched(user))
    return runs.defer("snapshot").select_related("started_by", "district")


def previewed_rounds(user: User) -> QuerySet[MatchRun]:
    """The rounds that wait to be committed or discarded: at most one in a district."""
    return runs_visible_to(user).filter(kind=RunKind.ROUND, state=RunState.PREVIEWED)


def stale_previews(at: datetime) -> QuerySet[MatchRun]:
    """Those, in any district, that nobody decided about while the world went on."""
    return MatchRun.objects.filter(
        kind=RunKind.ROUND, state=RunState.PREVIEWED, started_at__lte=at - rules.PREVIEW_LASTS
    ).defer("snapshot")


def weights_in_force(at: datetime) -> WeightSet:
    """The weights and rules that a plan made at that moment is made by."""
    return WeightSet.objects.filter(from_at__lte=at).latest("from_at", "version")


def weights_visible_to(user: User) -> QuerySet[WeightSet]:
    """Every set there ever was, the newest first."""
    sets = WeightSet.objects.select_related("made_by")
    return sets if may_see_weights(user) else sets.none()


def minutes_between_rounds() -> dict[int, int]:
    """After how many minutes time runs the next round, by rank of the tag."""
    return rules.USUAL_MINUTES | dict(Cadence.objects.values_list("tag__rank", "minutes"))


def makes_room(tag: UrgencyTag) -> bool:
    """Whether an order of this tag takes back unanswered offers of less urgent ones by itself."""
    said = Cadence.objects.filter(tag=tag).values_list("makes_room", flat=True).first()
    return tag.rank in rules.USUALLY_MAKE_ROOM if said is None else said


def waiting_in(district: str) -> QuerySet[WorkOrder]:
    """The orders of a district (its code) that wait for a provider."""
    return open_without_offer().filter(need__community__subdistrict__district=district)


def waiting_of(district: str, tags: Iterable[UrgencyTag]) -> QuerySet[WorkOrder]:
    """Those of these tags."""
    return waiting_in(district).filter(need__tag__in=list(tags))


def districts_that_wait() -> list[str]:
    """The codes of the districts in which some order waits for a provider."""
    codes = open_without_offer().order_by().values_list("need__community__subdistrict__district")
    return sorted(code for (code,) in codes.distinct())


def waiting_for_a_place(district: str) -> list[WorkOrder]:
    """The orders that wait, would make room by themselves, and were left out the last time only because
    everybody who may be asked is full; most urgent first, then oldest."""
    orders = waiting_of(district, [tag for tag in UrgencyTag.objects.all() if makes_room(tag)])
    left_out = Unserved.objects.filter(work_order__in=orders.order_by().values("pk"))
    last = {each.work_order_id: each for each in left_out.order_by("run")}
    return [order for order in orders if order.pk in last and last[order.pk].wants_a_place]


def plan_now(district: str, tags: Iterable[UrgencyTag] | None, at: datetime) -> Plan:
    """What a round over the orders of `tags` (None: all) would propose; it is not kept."""
    orders = waiting_in(district) if tags is None else waiting_of(district, tags)
    return engine.plan_for(orders, district, at.astimezone(SHANGHAI).date(), weights_in_force(at))


def what_would_change(district: str, draft: WeightSet, *, at: datetime) -> Difference:
    """The orders that wait now, planned by what is in force and by the draft. Nothing is kept."""
    return engine.compare(plan_now(district, None, at), draft)


def due_tags(district: str, at: datetime) -> list[UrgencyTag]:
    """The tags whose orders time should plan now: what waits and is due, and what waits and is more urgent."""
    waiting = set(waiting_in(district).order_by().values_list("need__tag__rank", flat=True))
    if not waiting:
        return []
    last = _last_rounds(district, at)
    ranks = rules.due_ranks(minutes_between_rounds(), last, waiting, at)
    return list(UrgencyTag.objects.filter(rank__in=ranks))


def rounds_of_last_day(district: str, at: datetime) -> QuerySet[MatchRun]:
    """The committed ones, without the weight of their snapshots."""
    return MatchRun.objects.filter(
        district=district,
        kind=RunKind.ROUND,
        state=RunState.COMMITTED,
        started_at__gt=at - timedelta(days=1),
    ).defer("snapshot")


def anybody_new(orders: QuerySet[WorkOrder], rounds: QuerySet[MatchRun]) -> bool:
    """Whether none of these rounds has looked in vain for one of these orders yet."""
    in_vain = Unserved.objects.filter(
        work_order=OuterRef("pk"), run__in=rounds.order_by().values("pk")
    )
    return orders.exclude(Exists(in_vain)).exists()


def next_rounds(district: str, at: datetime) -> dict[int, datetime]:
    """When time looks for the orders of each tag the next time, by its rank; what is overdue comes at once."""
    last = _last_rounds(district, at)
    return {
        rank: max(at, last[rank] + timedelta(minutes=minutes)) if rank in last else at
        for rank, minutes in minutes_between_rounds().items()
    }


def _last_rounds(district: str, at: datetime) -> dict[int, datetime]:
    """When time, or somebody, last looked for the orders of each tag, by its rank; not within a day: never."""
    looked = Max(Coalesce("repeated_at", "started_at"))
    rounds = rounds_of_last_day(district, at).order_by().values("tags__rank").annotate(last=looked)
    return dict(rounds.values_list("tags__rank", "last"))


def explained_proposals(run: MatchRun, within: slice = ALL) -> list[Explained]:
    """The proposals of a run with why this one, most urgent first: a fixed number of queries."""
    proposals = list(
        run.proposals.select_related(
            "work_order__need__need_type",
            "work_order__need__tag",
            "work_order__need__community__subdistrict",
            "service__organization",
            "volunteer",
            "offer",
        ).order_by("work_order__need__tag__rank", "work_order_id")[within]
    )
    seconds = [each.runner_up["provider"] for each in proposals if each.runner_up]
    names = names_of(key for key in seconds if key)
    return [Explained(each, sentences.why_this_one(each, names)) for each in proposals]


def explained_unserved(run: MatchRun, within: slice = ALL) -> list[Explained]:
    """The orders a run leaves out with why not, most urgent first."""
    unserved = run.unserved.select_related(
        "work_order__need__need_type",
        "work_order__need__tag",
        "work_order__need__community__subdistrict",
    ).order_by("work_order__need__tag__rank", "work_order_id")[within]
    return [Explained(each, sentences.why_not(each)) for each in unserved]


def ranking_for(order: WorkOrder, *, at: datetime) -> list[Ranked]:
    """Every provider for one order, for an assignment by hand: the possible ones best first, then the others,
    fewest reasons first."""
    candidates = engine.candidates_for(order, at.astimezone(SHANGHAI).date(), weights_in_force(at))
    known = providers_of(candidate.provider for candidate in candidates)
    return [
        _ranked(known[candidate.provider], candidate)
        for candidate in candidates
        if candidate.provider in known
    ]


def reasons_against(
    order: WorkOrder, *, service: Service | None, volunteer: Volunteer | None, at: datetime
) -> list[str]:
    """What stands against this provider for this order as of now, as codes."""
    key = provider_key(service and service.pk, volunteer and volunteer.pk)
    orders = WorkOrder.objects.filter(pk=order.pk)
    against = engine.stands_in_the_way(
        {order_key(order.pk): key},
        orders,
        order.need.community.district_code,
        at.astimezone(SHANGHAI).date(),
        weights_in_force(at),
    )
    return against[order_key(order.pk)]


def price_by_hand(order: WorkOrder, provider: str, *, at: datetime) -> tuple[Plan, Override] | None:
    """The best plan for this order and all that wait in its district now, and what giving the order to the provider with this
    key does to it. An order that is offered already is planned, too; until its offer is recalled that holds
    its place.

    None where it cannot be said: an engine without a proof is a reason to assign by hand, not against it.
    """
    district, today = order.need.community.district_code, at.astimezone(SHANGHAI).date()
    orders = waiting_in(district) | WorkOrder.objects.filter(pk=order.pk)
    try:
        plan = engine.plan_for(orders, district, today, weights_in_force(at))
        return plan, engine.cost_of_override(plan, order_key(order.pk), provider)
    except RuleBroken:
        return None


def cost_by_hand(
    order: WorkOrder, *, service: Service | None, volunteer: Volunteer | None, at: datetime
) -> HandCost | None:
    """The same as a row that is not kept yet; None where it cannot be said, or must not be done."""
    key = provider_key(service and service.pk, volunteer and volunteer.pk)
    priced = price_by_hand(order, key, at=at)
    return hand_cost_of(*priced) if priced else None


def hand_costs(offers: Iterable[Offer]) -> list[HandCost]:
    """What was kept of those of these offers that were made by hand; no query if none was."""
    by_hand = [offer.pk for offer in offers if offer.by_hand_for]
    if not by_hand:
        return []
    return list(HandCost.objects.filter(offer__in=by_hand).select_related("offer"))


def plan_of(run: MatchRun) -> Plan:
    """The plan of a run, made again from what went in; the last few are kept in this process."""
    return _plan_of(bytes(run.snapshot))


# By the input itself, to the last byte: another input is never taken for this one.
@lru_cache(maxsize=PLANS_KEPT)
def _plan_of(snapshot: bytes) -> Plan:
    return engine.plan_again(snapshot)


def _ranked(provider: Service | Volunteer, candidate: engine.Candidate) -> Ranked:
    reasons = [reason.value for reason in candidate.reasons]
    return Ranked(
        provider=provider,
        name=name_of(provider),
        terms=dict(candidate.terms),
        total=candidate.total,
        reasons=reasons,
        against=sentences.against(reasons),
        by_hand=set(reasons) <= engine.SOFT_BY_HAND,
    )
