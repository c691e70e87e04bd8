"""A request by its follow code: for whoever holds the slip, without account and without token."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import ConfigDict

from marketplace.api.rooms import Room
from marketplace.api.schemas import Code, Worded
from marketplace.api.telling import missing_of
from marketplace.kernel import limits
from marketplace.kernel.errors import Hidden
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.needs.queries import by_follow_code
from marketplace.satisfaction.actions import JUDGED_FROM
from marketplace.satisfaction.queries import is_heard
from marketplace.workorders.choices import VisitState
from marketplace.workorders.lifecycle import VISIT
from marketplace.workorders.models import Offer, Visit, WorkOrder
from marketplace.workorders.queries import holder_of

room = Room(tags=["Requests by code"])
MOST_TRIES, WITHIN = 30, 600


class FollowedVisit(Schema):
    planned_from: datetime
    planned_until: datetime
    state: Worded


class FollowOut(Schema):
    """How far a request is, in the resident's words; nothing here says whose it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "follow_code": "ACDE34679FGH",
                    "state": {"code": "in_service", "label": "A helper is on it"},
                    "what": "Home bathing",
                    "asked_at": "2026-11-22T09:30:00+08:00",
                    "missing": [],
                    "note": "",
                    "helper": "演示社工服务中心",
                    "visits": [],
                    "may_rate": False,
                }
            ]
        }
    )

    follow_code: str
    state: Worded
    what: str
    asked_at: datetime
    missing: list[Worded]
    note: str = Field(description="Why it stands as it does.")
    helper: str = Field(description="Who has agreed to help; a volunteer by the family name.")
    visits: list[FollowedVisit]
    may_rate: bool


@room.reads("/requests/{follow_code}", FollowOut, scope=None)
def follow_request(request: HttpRequest, follow_code: Code) -> FollowOut:
    """How far a request is. Wrong codes are counted for each address."""
    return _told(need_by(follow_code, who=request.META.get("REMOTE_ADDR", "")))


def need_by(code: str, *, who: str) -> Need:
    """The need of this code. Guessing is slow: `who` tries wrong codes only so often."""
    try:
        return by_follow_code(code)
    except Hidden:
        limits.count("follow", who, most=MOST_TRIES, within=WITHIN)
        raise


def latest_order(need: Need) -> WorkOrder | None:
    return need.work_orders.order_by("-opened_at", "-id").first()


def _told(need: Need) -> FollowOut:
    order = latest_order(need)
    holder = holder_of(order) if order else None
    return FollowOut(
        follow_code=need.follow_code,
        state=Worded(code=need.state, label=str(NEED.states[need.state].resident)),
        what=need.need_type.name if need.need_type else _("Another kind of help"),
        asked_at=need.reported_at,
        missing=missing_of(need),
        note=need.note,
        helper=_name_of(holder) if holder else "",
        visits=[_visit(visit) for visit in _visits(holder)],
        may_rate=order is not None and order.state in JUDGED_FROM and not is_heard(order),
    )


def _visits(holder: Offer | None) -> list[Visit]:
    return list(holder.visits.exclude(state=VisitState.CANCELLED)) if holder else []


def _visit(visit: Visit) -> FollowedVisit:
    return FollowedVisit(
        planned_from=visit.planned_from,
        planned_until=visit.planned_until,
        state=Worded(code=visit.state, label=str(VISIT.states[visit.state].resident)),
    )


def _name_of(holder: Offer) -> str:
    if holder.service is not None:
        return holder.service.organization.name
    return _("%(name)s (volunteer)") % {"name": holder.volunteer.name[:1] + "**"}
