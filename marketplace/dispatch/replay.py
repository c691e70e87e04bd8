"""A run made again from what went in that day, by the weights and rules of that day: row by row the same, or
told what differs.

Nobody has to be believed: the snapshot is held against its digest, the digest against the journal, the plan
against every row that was kept. What came after, new versions of weights or more facts about a pair, is no
difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marketplace.dispatch import engine
from marketplace.dispatch.choices import RunKind
from marketplace.dispatch.engine import Plan
from marketplace.dispatch.keys import provider_key
from marketplace.dispatch.models import MatchRun, Proposal, ShortagePrice, Unserved
from marketplace.dispatch.record import proposals_of, run_of, shortages_of, unserved_of
from marketplace.journal.queries import thread_of
from marketplace.workorders.models import Offer


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` (a code) was kept as `then` and is `now`; `order`: the pk of the order whose row it is."""

    what: str
    then: str
    now: str
    order: int | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """`differences`: somebody changed a row, or the engine decides otherwise today. `versions`: what else is
    another today than that day; no fault, but where to look first if there are differences."""

    plan: Plan
    differences: tuple[Difference, ...]
    versions: tuple[Difference, ...]


def replay(run: MatchRun) -> Replay:
    """RuleBroken if what went in cannot be read any more, or no plan proves itself."""
    plan = engine.plan_again(run.snapshot)
    again = run_of(plan, run.kind, weights=run.weights, by=run.started_by, at=run.started_at)
    differences = (
        *_of_the_input(run),
        *_of_the_result(run, again),
        *_of_the_rows(run, plan),
        *_of_the_prices(run, plan),
    )
    return Replay(plan, differences, tuple(_versions(run, again)))


def _of_the_input(run: MatchRun) -> Iterator[Difference]:
    kept = engine.unpacked(run.snapshot)
    yield from _compared("input_digest", run.input_digest, engine.digest_of(kept))
    for name, then, now in engine.unlike(kept, run.weights):
        yield Difference("weights", f"{name}: {then}", f"{name}: {now}")
    for told in thread_of(run).filter(verb="propose_round"):
        yield from _compared("journal", told.changes.get("digest"), run.input_digest)


def _of_the_result(run: MatchRun, again: MatchRun) -> Iterator[Difference]:
    for name in ("seekers", "providers", "served_by_tag", "objective", "bound", "gap"):
        yield from _compared(name, getattr(run, name), getattr(again, name))


def _of_the_rows(run: MatchRun, plan: Plan) -> Iterator[Difference]:
    proposals = {each.work_order_id: each for each in run.proposals.select_related("offer")}
    again = {row["work_order_id"]: Proposal(**row) for row in proposals_of(run, plan)}
    for order in sorted(proposals.keys() | again.keys()):
        yield from _of_the_proposal(order, proposals.get(order), again.get(order))
    unserved = {each.work_order_id: each for each in run.unserved.all()}
    left_out = {row["work_order_id"]: Unserved(**row) for row in unserved_of(run, plan)}
    for order in sorted(unserved.keys() | left_out.keys()):
        then, now = _counted(unserved.get(order)), _counted(left_out.get(order))
        yield from _compared("unserved", then, now, order)


def _of_the_prices(run: MatchRun, plan: Plan) -> Iterator[Difference]:
    """A single arrival keeps none."""
    if run.kind != RunKind.ROUND:
        return
    kept = {_cell(each): _price(each) for each in run.shortages.all()}
    made = [ShortagePrice(**row) for row in shortages_of(run, plan)]
    again = {_cell(each): _price(each) for each in made}
    for cell in sorted(kept.keys() | again.keys()):
        yield from _compared("shortages", kept.get(cell), again.get(cell))


def _cell(price: ShortagePrice) -> tuple[str, str]:
    return price.subcategory_id, price.subdistrict_id


def _price(price: ShortagePrice) -> dict[str, Any]:
    where = " ".join(_cell(price))
    names = ("needs", "left_out", "serves", "points")
    return {f"{where} {name}": getattr(price, name) for name in names}


def _of_the_proposal(
    order: int, then: Proposal | None, now: Proposal | None
) -> Iterator[Difference]:
    yield from _compared("proposals", _provider(then), _provider(now), order)
    if then is None or now is None:
        return
    if then.offer is not None:
        asked = (then.offer.work_order_id, _provider(then.offer))
        yield from _compared("offers", (order, _provider(then)), asked, order)
    if _provider(then) == _provider(now):
        yield from _compared("reckoning", *_reckonings(then, now), order)


def _reckonings(then: Proposal, now: Proposal) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arithmetic of both, as far as both know it: terms at 0 and facts that only one knows left out."""
    facts = then.facts.keys() & now.facts.keys()
    known = None not in (then.runner_up, now.runner_up)
    first, second = (
        {
            **{name: points for name, points in each.terms.items() if points},
            **{name: each.facts[name] for name in sorted(facts)},
            "total": each.total,
            "runner_up": each.runner_up if known else None,
        }
        for each in (then, now)
    )
    return first, second


def _counted(unserved: Unserved | None) -> dict[str, Any] | None:
    if unserved is None:
        return None
    return {"offering": unserved.offering, "eligible": unserved.eligible, **unserved.reasons}


def _provider(asked: Proposal | Offer | None) -> str | None:
    return provider_key(asked.service_id, asked.volunteer_id) if asked else None


def _versions(run: MatchRun, again: MatchRun) -> Iterator[Difference]:
    yield from _compared("solver", run.solver, again.solver)
    yield from _compared("solver_version", run.solver_version, again.solver_version)
    for name, then in run.made_with.items():
        yield from _compared(name, then, again.made_with.get(name))


def _compared(what: str, then: Any, now: Any, order: int | None = None) -> Iterator[Difference]:
    if then == now:
        return
    if isinstance(then, dict) and isinstance(now, dict):
        # Only what differs, so that the eye finds it.
        names = [name for name in {**then, **now} if then.get(name) != now.get(name)]
        then, now = ({name: each.get(name) for name in names} for each in (then, now))
    yield Difference(what, _text(then), _text(now), order)


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items())
    return str(value)
