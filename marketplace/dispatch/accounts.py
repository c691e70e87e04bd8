"""One order of a run, accounted for exactly: the run is planned again from what went in, and asked."""

from dataclasses import dataclass

from django.core.cache import cache

from marketplace.dispatch import engine
from marketplace.dispatch.engine import Plan, Remedy, WhyNot, WhyThisOne
from marketplace.dispatch.keys import order_key
from marketplace.dispatch.models import MatchRun, Proposal, Unserved
from marketplace.dispatch.queries import plan_of

# Seconds: as long as somebody may go to and fro between the page and the round.
KEPT = 600
_SHOWN = (
    "run__weights",
    "work_order__need__need_type",
    "work_order__need__tag",
    "work_order__need__community__subdistrict",
)


@dataclass(frozen=True, slots=True)
class Account:
    """Why one order goes where it goes, or nowhere: a Proposal with a WhyThisOne, an Unserved with a WhyNot."""

    subject: Proposal | Unserved
    plan: Plan
    why: WhyThisOne | WhyNot

    @property
    def key(self) -> str:
        """By which the engine knows the order."""
        return order_key(self.subject.work_order_id)

    @property
    def left_out_points(self) -> int:
        """The part of the gap that stands for people who would go without, and is nothing to be read as points."""
        return engine.left_out_points(self.plan, self.why)


def account_of(run: MatchRun, number: str) -> Account | None:
    """The account of the order with this number; None if the run did not plan it.

    RuleBroken if what went in cannot be read any more.
    """
    proposals = run.proposals.select_related(*_SHOWN, "service__organization", "volunteer")
    proposal = proposals.filter(work_order__number=number).first()
    if proposal is not None:
        plan = plan_of(run)
        why = engine.why_this_one(plan, order_key(proposal.work_order_id))
        return Account(proposal, plan, why)
    unserved = run.unserved.select_related(*_SHOWN).filter(work_order__number=number).first()
    if unserved is not None:
        plan = plan_of(run)
        return Account(unserved, plan, engine.why_not(plan, order_key(unserved.work_order_id)))
    return None


def remedies_of(account: Account) -> tuple[Remedy, ...]:
    """The cheapest repairs for an order left out. The plan is solved again several times, which takes seconds
    in a large district, and the answer for one input never changes: it is kept for some minutes."""
    name = f"remedies:{account.plan.input_digest}:{account.key}"
    return cache.get_or_set(name, lambda: engine.remedies(account.plan, account.key), KEPT)
