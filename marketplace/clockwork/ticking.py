"""What time does when it comes by: let offers lapse, free those whose provider is gone, plan open-ended services on, send the rounds that are
due, tell breaches, seal the journal, forget what the API answered yesterday, take the site from editors who are gone, and give
pages to what is new on the shelf."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from django.core.management import call_command

from marketplace.api.idempotency import forget_answers
from marketplace.dispatch.actions import discard_run
from marketplace.dispatch.queries import districts_that_wait, stale_previews
from marketplace.journal.actions import seal
from marketplace.journeys.dispatch_due import dispatch_due
from marketplace.journeys.lapse_offers import lapse_offers
from marketplace.journeys.let_edit_site import end_editing_of_the_gone
from marketplace.journeys.make_room_where_due import make_room_where_due
from marketplace.journeys.prolong_visits import prolong_visits
from marketplace.journeys.release_offers import release_offers
from marketplace.journeys.remind_of_vetting import remind_of_vetting
from marketplace.kernel.errors import RuleBroken
from marketplace.supervision.actions import raise_due_alerts
from marketplace.wishes.actions import let_wishes_lapse
from marketplace.workorders.actions import drop_photos_of_the_erased

log = logging.getLogger(__name__)

# Somebody else is at it; what is due stays due until time comes by again.
WAITS = ("preview_waits", "round_under_way", "run_is_over", "busy")


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one visit of time did."""

    lapsed: int
    released: int
    planned: int
    discarded: int
    offered: int
    alerts: int
    wishes: int
    reminded: int
    sealed: int

    def __str__(self) -> str:
        return (
            f"{self.lapsed} offers lapsed, {self.released} released, {self.planned} visits planned on, "
            f"{self.discarded} previews discarded, {self.offered} orders offered, "
            f"{self.alerts} alerts raised, {self.wishes} wishes moved on, {self.reminded} organizations reminded, {self.sealed} journal entries sealed"
        )


def tick(*, at: datetime, rounds: bool = True) -> Ticked:
    """One visit. Coming late does everything that is due at once; coming twice does nothing twice."""
    lapsed = lapse_offers(at=at)
    released = release_offers(at=at)
    planned = prolong_visits(at=at)
    discarded = _discard_stale_previews(at) if rounds else 0
    offered = sum(_send_round(code, at) for code in districts_that_wait()) if rounds else 0
    alerts = raise_due_alerts(at=at)
    sealed = seal(at=at)
    moved = let_wishes_lapse(at=at)
    reminded = remind_of_vetting(at=at)
    end_editing_of_the_gone(at=at)
    forget_answers(at=at)
    drop_photos_of_the_erased()
    # The public site stands above us, and is asked by name.
    call_command("build_shelves", new=True, stdout=StringIO())
    return Ticked(
        lapsed=len(lapsed),
        released=len(released),
        planned=len(planned),
        discarded=discarded,
        offered=offered,
        alerts=len(alerts),
        wishes=moved,
        reminded=reminded,
        sealed=sealed.entries if sealed else 0,
    )


def _discard_stale_previews(at: datetime) -> int:
    discarded = 0
    for preview in stale_previews(at):
        with _going_on():
            discard_run(preview, by=None, at=at)
            discarded += 1
    return discarded


def _send_round(district: str, at: datetime) -> int:
    """How many orders of the district were offered."""
    offered = 0
    with _going_on():
        if run := dispatch_due(district, at=at):
            offered += run.proposals.filter(offer__isnull=False).count()
    # Danger does not wait for a dispatcher's decision.
    with _going_on():
        offered += len(make_room_where_due(district, at=at))
    return offered


@contextmanager
def _going_on() -> Iterator[None]:
    """If the rules say no today, that is no reason to leave the rest undone."""
    try:
        yield
    except RuleBroken as refusal:
        log.log(logging.INFO if refusal.code in WAITS else logging.ERROR, "No round: %s", refusal)


def every(seconds: int, do: Callable[[], object], *, sleep: Callable[[float], object]) -> None:
    """Again and again; whoever stops the process stops it."""
    while True:
        do()
        sleep(seconds)
