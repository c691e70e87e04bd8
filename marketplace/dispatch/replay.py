from dataclasses import dataclass

from marketplace.dispatch import engine
from marketplace.dispatch.engine import Plan
from marketplace.dispatch.keys import order_key, service_key, volunteer_key
from marketplace.dispatch.models import MatchRun


@dataclass(frozen=True, slots=True)
class Replay:
    """The plan made again from what went in that day, and what differs from what was kept: nothing, or
    somebody changed a row, or the solver decides otherwise today."""

    plan: Plan
    differences: tuple[str, ...]


def replay(run: MatchRun) -> Replay:
    plan = engine.plan_again(run.snapshot)
    kept = {
        "input_digest": (run.input_digest, plan.input_digest),
        "objective": (run.objective, str(plan.objective)),
        "bound": (run.bound, str(plan.bound)),
        "served_by_tag": (
            run.served_by_tag,
            {str(tag): served for tag, served in plan.served_by_tag.items()},
        ),
        "proposals": (_kept(run), {each.seeker: each.provider for each in plan.assignments}),
        "unserved": (
            {order_key(pk) for pk in run.unserved.values_list("work_order", flat=True)},
            {each.seeker for each in plan.unmatched},
        ),
    }
    return Replay(plan, tuple(name for name, (then, now) in kept.items() if then != now))


def _kept(run: MatchRun) -> dict[str, str]:
    return {
        order_key(order): service_key(service) if service else volunteer_key(volunteer)
        for order, service, volunteer in run.proposals.values_list(
            "work_order", "service", "volunteer"
        )
    }
