"""Somebody came, and what happened."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import actions as journal
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Worker
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders import permissions, rules
from marketplace.workorders.actions.locks import ask_leave, lock_visit
from marketplace.workorders.choices import IncidentKind
from marketplace.workorders.lifecycle import VISIT, WORK_ORDER
from marketplace.workorders.models import Incident, Visit
from marketplace.workorders.queries import people_wanted


@transaction.atomic
def check_in(
    visit: Visit,
    *,
    workers: Iterable[Worker] = (),
    companion: str = "",
    came_at: datetime | None = None,
    by: User,
    at: datetime,
) -> Visit:
    """Somebody is there. `workers` of the organization, `companion` whoever came along; `came_at` if not now."""
    lock_visit(visit)
    ask_leave(permissions.may_visit, by, visit, visit.work_order)
    order, workers = visit.work_order, list(workers)
    VISIT.target(visit.state, "check_in")
    WORK_ORDER.target(order.state, "visit")
    visit.companion = clean_text(companion, field="companion", longest=60)
    visit.helpers = _count_helpers(visit, workers, at)
    visit.checked_in_at = _moment(came_at, "came_at", earliest=order.accepted_at, at=at)
    VISIT.take(visit, "check_in")
    before, after = WORK_ORDER.take(order, "visit")
    visit.save(update_fields=["state", "companion", "helpers", "checked_in_at"])
    visit.workers.set(workers)
    order.save(update_fields=["state"])
    changes = {
        "state": [before, after],
        "helpers": visit.helpers,
        "workers": [worker.pk for worker in workers],
    }
    journal.record("check_in", visit, by=by, at=at, changes=changes)
    return visit


@transaction.atomic
def check_out(
    visit: Visit, *, record: str, left_at: datetime | None = None, by: User, at: datetime
) -> Visit:
    """They have left; `record` says what was done."""
    lock_visit(visit)
    ask_leave(permissions.may_visit, by, visit, visit.work_order)
    VISIT.target(visit.state, "check_out")
    visit.record = clean_text(record, field="record", required=True)
    visit.checked_out_at = _moment(left_at, "left_at", earliest=visit.checked_in_at, at=at)
    VISIT.take(visit, "check_out")
    visit.save(update_fields=["state", "record", "checked_out_at"])
    journal.record("check_out", visit, by=by, at=at)
    return visit


@transaction.atomic
def miss_visit(visit: Visit, *, kind: str, text: str = "", by: User, at: datetime) -> Visit:
    """The visit did not take place, or was broken off; `kind` says why."""
    lock_visit(visit)
    ask_leave(permissions.may_visit, by, visit, visit.work_order)
    VISIT.take(visit, "miss")
    visit.save(update_fields=["state"])
    incident = _incident(visit, kind=kind, text=text, by=by, at=at)
    journal.record(
        "miss_visit", visit, by=by, at=at, changes={"incident": incident.pk, "kind": kind}
    )
    return visit


@transaction.atomic
def report_incident(visit: Visit, *, kind: str, text: str, by: User, at: datetime) -> Incident:
    """Something went wrong."""
    lock_visit(visit)
    ask_leave(permissions.may_visit, by, visit, visit.work_order)
    incident = _incident(visit, kind=kind, text=text, by=by, at=at)
    journal.record(
        "report_incident", incident, by=by, at=at, changes={"visit": visit.pk, "kind": kind}
    )
    return incident


def _incident(visit: Visit, *, kind: str, text: str, by: User, at: datetime) -> Incident:
    if kind not in IncidentKind.values:
        raise Malformed(
            "kind", _("Please say what happened."), fields={"kind": _("Please say what happened.")}
        )
    return Incident.objects.create(
        visit=visit,
        kind=kind,
        text=clean_text(text, field="text", required=kind == IncidentKind.OTHER),
        reported_at=at,
        reported_by=by,
    )


def _count_helpers(visit: Visit, workers: list[Worker], at: datetime) -> int:
    """How many different people came; a refusal if that is too few, or somebody does not belong there."""
    offer = visit.offer
    if offer.service_id:
        names = _names_of(workers, offer.service.organization_id, at)
    else:
        names = [offer.volunteer.name]
    wanted, present = people_wanted(visit, at), rules.people_present(names, visit.companion)
    if present < wanted and wanted > 1:
        message = _("This service needs %(wanted)s different people; name them all.") % {
            "wanted": wanted
        }
        raise RuleBroken("too_few_people", message, fields={"workers": message})
    return max(present, 1)


def _names_of(workers: list[Worker], organization: int, at: datetime) -> list[str]:
    on = at.astimezone(SHANGHAI).date()
    if any(
        worker.organization_id != organization or (worker.left_on and worker.left_on <= on)
        for worker in workers
    ):
        raise RuleBroken(
            "stranger", _("Only people who work for this organization can be checked in.")
        )
    return [worker.name for worker in {worker.pk: worker for worker in workers}.values()]


def _moment(told: datetime | None, field: str, *, earliest: datetime, at: datetime) -> datetime:
    if told is None:
        return at
    if not earliest <= told <= at:
        message = _("This time does not fit: it lies before the beginning or in the future.")
        raise Malformed("moment", message, fields={field: message})
    return told
