"""A need as this face tells it, masked for whoever asks."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from marketplace.api.auth import Caller
from marketplace.api.needs_schemas import NeedOut, NeedRow, WishesOut
from marketplace.api.people import PersonOut
from marketplace.api.schemas import ClockOut, Named, State, Worded
from marketplace.households.showing import show, sight_of_staff
from marketplace.needs.choices import MissingItem
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_post, may_triage
from marketplace.supervision.queries import Watched, watch, watchable
from marketplace.workdays.queries import calendar


def for_rows(found: QuerySet[Need]) -> QuerySet[Need]:
    """With how far the work is, which the clocks depend on."""
    return watchable(found)


def need_rows(needs: Iterable[Need], caller: Caller) -> list[NeedRow]:
    """Two queries for any number of `for_rows`: the calendar, and the caller's postings."""
    needs = list(needs)
    watched = {one.need.pk: one for one in watch(needs, calendar=calendar(), at=caller.at)}
    return [NeedRow(**_row(watched[need.pk], caller)) for need in needs]


def need_told(need: Need, caller: Caller) -> NeedOut:
    found = watchable(Need.objects.filter(pk=need.pk))
    (watched,) = watch(found, calendar=calendar(), at=caller.at)
    watched = Watched(need, watched.clocks, watched.at)
    reads_words = may_post(caller.user, need.community) or may_triage(caller.user, need)
    return NeedOut(
        **_row(watched, caller),
        follow_code=need.follow_code,
        channel=_worded(need, "channel"),
        description=need.description if reads_words else "",
        wishes=WishesOut.of(need),
        clocks=[ClockOut.of(clock, caller.at) for clock in watched.clocks],
        orders=[order.number for order in need.work_orders.all()],
        missing=missing_of(need),
        note=need.note if reads_words else "",
        reject_reason=_worded(need, "reject_reason"),
        referred_to=_worded(need, "referred_to"),
        outcome=_worded(need, "outcome"),
    )


def missing_of(need: Need) -> list[Worded]:
    return [
        Worded(code=code, label=str(MissingItem(code).label))
        for code in need.missing
        if code in MissingItem.values
    ]


def _row(watched: Watched, caller: Caller) -> dict[str, Any]:
    need, nearest = watched.need, watched.nearest
    resident = need.resident
    return {
        "number": need.number,
        "state": State.of(NEED, need.state),
        "need_type": Named.of(need.need_type),
        "group": Named.of(need.group),
        "level": Named.of(need.level),
        "tag": Named.of(need.tag),
        "community": Named.of(need.community),
        "person": PersonOut.of(show(resident, sight_of_staff(caller.user, resident))),
        "at_risk": need.at_risk,
        "reported_at": need.reported_at,
        "owner": str(need.owner),
        "clock": ClockOut.of(nearest, caller.at) if nearest else None,
    }


def _worded(thing: Model, field: str) -> Worded | None:
    code = getattr(thing, field)
    return Worded(code=code, label=getattr(thing, f"get_{field}_display")()) if code else None
