"""What time does when it comes by: let offers lapse, plan open-ended services on, send rounds, tell
breaches, seal the journal, and forget what the API answered yesterday."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from marketplace.api.idempotency import forget_answers
from marketplace.journal.actions import seal
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.journeys.lapse_offers import lapse_offers
from marketplace.journeys.prolong_visits import prolong_visits
from marketplace.supervision.actions import raise_due_alerts
from marketplace.workorders.queries import open_without_offer


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one visit of time did."""

    lapsed: int
    planned: int
    offered: int
    alerts: int
    sealed: int

    def __str__(self) -> str:
        return (
            f"{self.lapsed} offers lapsed, {self.planned} visits planned on, "
            f"{self.offered} orders offered, "
            f"{self.alerts} alerts raised, {self.sealed} journal entries sealed"
        )


def tick(*, at: datetime, rounds: bool = True) -> Ticked:
    """One visit. Coming late does everything that is due at once; coming twice does nothing twice."""
    lapsed = lapse_offers(at=at)
    planned = prolong_visits(at=at)
    offered = 0
    if rounds and open_without_offer().exists():
        offered = dispatch_round(by=None, at=at).proposals.count()
    alerts = raise_due_alerts(at=at)
    sealed = seal(at=at)
    forget_answers(at=at)
    return Ticked(len(lapsed), len(planned), offered, len(alerts), sealed.entries if sealed else 0)


def every(seconds: int, do: Callable[[], object], *, sleep: Callable[[float], object]) -> None:
    """Again and again; whoever stops the process stops it."""
    while True:
        do()
        sleep(seconds)
