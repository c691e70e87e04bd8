"""What a round came to, for a person at a terminal and for a machine: one that was run, or only thought through."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from marketplace.catalogue.models import UrgencyTag
from marketplace.dispatch.engine import Plan
from marketplace.dispatch.keys import pk_of, provider_key
from marketplace.dispatch.models import MatchRun, Proposal
from marketplace.dispatch.queries import plan_now
from marketplace.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Pair:
    """An order by its number, the provider by the engine's key, and whether it was asked; `why_not` (a code)
    if the world had moved on."""

    order: str
    provider: str
    points: int
    offered: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """`round`: its number; None if it was only thought through. `district`: its code. `served`: by rank of the
    tag."""

    round: int | None
    district: str | None
    orders: int
    providers: int
    served: dict[str, int]
    left_out: int
    pairs: list[Pair]
    weights: int
    solver: str
    certificate: str

    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        offered = sum(pair.offered for pair in self.pairs)
        name = "Thought through" if self.round is None else f"Round {self.round}"
        asked = "nobody is asked" if self.round is None else f"{offered} offered"
        return (
            f"{name} in {self.district}: {self.orders} orders, {self.providers} providers, "
            f"{len(self.pairs)} proposed, {asked}, {self.left_out} without a provider; "
            f"weights {self.weights}, {self.solver}, certificate {self.certificate}"
        )


def told_of(run: MatchRun) -> Told:
    return Told(
        round=run.pk,
        district=run.district_id,
        orders=run.seekers,
        providers=run.providers,
        served=run.served_by_tag,
        left_out=run.unserved.count(),
        pairs=[_pair(each) for each in run.proposals.select_related("work_order")],
        weights=run.weights_id,
        solver=f"{run.solver} {run.solver_version}",
        certificate=run.certificate,
    )


def what_if(district: str, tags: Collection[UrgencyTag] | None, at: datetime) -> Told:
    """The round of a district that would be run now. Nothing is kept, and a preview that waits goes on waiting."""
    return _thought_through(district, plan_now(district, tags, at))


def _thought_through(district: str, plan: Plan) -> Told:
    orders = [pk_of(each.seeker) for each in plan.assignments]
    numbers = dict(WorkOrder.objects.filter(pk__in=orders).values_list("pk", "number"))
    return Told(
        round=None,
        district=district,
        orders=len(plan.problem.seekers),
        providers=len(plan.problem.providers),
        served={str(tag): served for tag, served in plan.served_by_tag.items()},
        left_out=len(plan.unmatched),
        pairs=[
            Pair(numbers[pk_of(each.seeker)], each.provider, each.total, offered=False)
            for each in plan.assignments
        ],
        weights=int(plan.weights_version),
        solver=f"{plan.solver} {plan.solver_version}",
        certificate=plan.certificate,
    )


def _pair(proposal: Proposal) -> Pair:
    return Pair(
        order=proposal.work_order.number,
        provider=provider_key(proposal.service_id, proposal.volunteer_id),
        points=proposal.total,
        offered=proposal.offer_id is not None,
        why_not=proposal.not_offered,
    )
