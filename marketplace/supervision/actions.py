"""Telling somebody, once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import NotAllowed
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.supervision.models import Alert, AlertKind
from marketplace.supervision.permissions import may_acknowledge
from marketplace.supervision.queries import watch, watchable
from marketplace.workdays.queries import calendar

BATCH = 500


@transaction.atomic
def raise_alert(need: Need, *, kind: str, due_at: datetime, at: datetime) -> Alert | None:
    """Raise an alert unless this very breach was told already; then None."""
    alert, is_new = Alert.objects.get_or_create(
        need=need, kind=kind, due_at=due_at, defaults={"raised_at": at}
    )
    if not is_new:
        return None
    changes = {"kind": kind, "due_at": due_at.isoformat()}
    record("raise_alert", alert, by=None, at=at, changes=changes)
    return alert


def raise_due_alerts(*, at: datetime) -> list[Alert]:
    """One alert for each clock that has run out by `at` and was not told yet.

    Late itself (after a night without a scheduler, say), it tells everything at once.
    """
    days = calendar()
    told = set(Alert.objects.filter(need__state__in=OPEN).values_list("need_id", "kind", "due_at"))
    raised = []
    for need in watchable(Need.objects.filter(state__in=OPEN)).iterator(chunk_size=BATCH):
        (watched,) = watch([need], calendar=days, at=at)
        for clock in watched.clocks:
            if (
                clock.runs()
                and clock.breached(at)
                and (need.pk, clock.kind, clock.due_at) not in told
            ):
                raised.append(
                    raise_alert(need, kind=AlertKind(clock.kind), due_at=clock.due_at, at=at)
                )
    return [alert for alert in raised if alert]


@transaction.atomic
def acknowledge(alert: Alert, *, by: User, at: datetime) -> Alert:
    """Somebody has taken note; doing so twice changes nothing."""
    if not may_acknowledge(by, alert):
        raise NotAllowed(
            "not_allowed", _("This alert is for the dispatch centre and the place's officers.")
        )
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.seen_at is None:
        alert.seen_at, alert.seen_by = at, by
        alert.save(update_fields=["seen_at", "seen_by"])
        record("acknowledge_alert", alert, by=by, at=at, changes={"kind": alert.kind})
    return alert
