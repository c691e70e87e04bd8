"""Orders out of the database, as the rows that the engine reads: three queries, however many there are."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from marketplace.catalogue.rules import parse_requirements
from marketplace.dispatch.columns import as_text, words_in
from marketplace.dispatch.contracting import Holders, holders_on
from marketplace.dispatch.keys import (
    BACKGROUND,
    order_key,
    organization_key,
    service_key,
    volunteer_key,
)
from marketplace.volunteers.rules import MINORS
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState
from marketplace.workorders.lifecycle import HELD
from marketplace.workorders.models import Offer, WorkOrder

Row = dict[str, Any]


def seeker_rows(orders: QuerySet[WorkOrder], on: date | None = None) -> list[Row]:
    """The orders, as keyword arguments of a Seeker: three queries. Without `on`, the day of the round, contracts
    are left out: they only say whom to prefer.

    Only the group that the need was judged by counts, not every group of the resident: that is also the
    law for volunteers.
    """
    past, holders = _past(orders), holders_on(on) if on else Holders()
    rows = orders.order_by().values(*_OF_ORDER, windows_text=as_text("need__windows"))
    return [_seeker(row, past, holders) for row in rows]


_OF_ORDER = (
    "pk",
    "need",
    "need__resident",
    "need__need_type",
    "need__need_type__subcategory",
    "need__need_type__qualifications",
    "need__need_type__helpers",
    "need__need_type__safeguards_minor",
    "need__group",
    "need__level",
    "need__tag__rank",
    "need__community",
    "need__community__subdistrict",
    "need__community__x",
    "need__community__y",
    "need__pick",
    "need__language",
    "need__helper_sex",
    "visits_a_week",
)


def _seeker(row: Row, past: "_Past", holders: Holders) -> Row:
    qualifications = _requirements(row["need__need_type__qualifications"])
    if row["need__group"] == MINORS or row["need__need_type__safeguards_minor"]:
        qualifications = (*qualifications, frozenset({BACKGROUND}))
    return {
        "key": order_key(row["pk"]),
        "need_type": row["need__need_type"],
        "subcategory": row["need__need_type__subcategory"],
        "group": row["need__group"],
        "level": row["need__level"],
        "tag": row["need__tag__rank"],
        "community": row["need__community"],
        "subdistrict": row["need__community__subdistrict"],
        "x": row["need__community__x"],
        "y": row["need__community__y"],
        "qualifications": qualifications,
        "helpers": row["need__need_type__helpers"],
        "refused": frozenset(past.asked[row["pk"]] | past.failed[row["need"]]),
        "conflicts": frozenset(past.conflicts[row["need__resident"]]),
        "previous": past.helped.get(row["need__resident"]),
        "wish": _wish(row, holders),
        "windows": words_in(row["windows_text"]) or None,
        "language": row["need__language"] or None,
        "sex": row["need__helper_sex"] or None,
        "visits": (row["visits_a_week"],),
    }


def _wish(row: Row, holders: Holders) -> str | None:
    """The service that was picked; else whoever holds a contract for such help."""
    if row["need__pick"]:
        return service_key(row["need__pick"])
    scope = (row["need__group"], row["need__level"], row["need__need_type__subcategory"])
    return holders.of(scope, row["need__community__subdistrict"])


@cache
def _requirements(text: str) -> tuple[frozenset[str], ...]:
    return parse_requirements(text)


class _Past:
    """What earlier offers mean for the next one, by party."""

    def __init__(self) -> None:
        self.asked: dict[int, set[str]] = defaultdict(set)  # by order
        self.failed: dict[int, set[str]] = defaultdict(set)  # by need
        self.conflicts: dict[int, set[str]] = defaultdict(set)  # by resident
        self.helped: dict[int, str] = {}  # by resident, the last one


def _past(orders: QuerySet[WorkOrder]) -> _Past:
    """Whoever was asked for this order is not asked again, nor whoever failed at this need; a conflict of
    interest lasts; and who helped this person last is known to them. Whom a rule did not let answer counts
    as never asked."""
    past = _Past()
    rows = (
        Offer.objects.filter(
            work_order__need__resident__in=orders.order_by().values("need__resident")
        )
        .order_by("work_order_id", "id")
        .values_list(
            "work_order",
            "work_order__need",
            "work_order__need__resident",
            "work_order__state",
            "state",
            "decline_reason",
            "recalled_for",
            "service__organization",
            "volunteer",
        )
    )
    for (
        order,
        need,
        resident,
        order_state,
        state,
        reason,
        recalled,
        organization,
        volunteer,
    ) in rows:
        party = organization_key(organization) if organization else volunteer_key(volunteer)
        if not recalled:
            past.asked[order].add(party)
        if state in HELD and order_state == OrderState.FAILED:
            past.failed[need].add(party)
        if state == OfferState.DONE and order_state in (OrderState.CONFIRMED, OrderState.CLOSED):
            past.helped[resident] = party
        if reason == DeclineReason.CONFLICT:
            past.conflicts[resident].add(party)
    return past
