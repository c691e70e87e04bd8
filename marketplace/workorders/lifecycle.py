from django.utils.translation import gettext_lazy as _

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.workorders.choices import OfferState as F
from marketplace.workorders.choices import OrderState as S
from marketplace.workorders.choices import VisitState as V

# A place is held from the offer on, so that the same place is never offered twice, and until
# somebody else has confirmed that the work is done.
HOLDING = (F.OFFERED, F.ACCEPTED)
# Whose order it is, or was to the end.
HELD = (F.ACCEPTED, F.DONE)
CARRIED = (S.ACCEPTED, S.SCHEDULED, S.IN_PROGRESS)
OPEN = (S.CREATED, S.DISPATCHED, *CARRIED, S.DELIVERED, S.CONFIRMED)
ENDED = (S.CLOSED, S.FAILED, S.CANCELLED)

WORK_ORDER = Lifecycle(
    "work order",
    {
        S.CREATED: State(S.CREATED.label, _("We are looking for a helper"), Phase.WAITING),
        S.DISPATCHED: State(S.DISPATCHED.label, _("A helper has been asked"), Phase.WAITING),
        S.ACCEPTED: State(S.ACCEPTED.label, _("A helper has agreed"), Phase.MOVING),
        S.SCHEDULED: State(S.SCHEDULED.label, _("A visit is planned"), Phase.MOVING),
        S.IN_PROGRESS: State(S.IN_PROGRESS.label, _("Help has begun"), Phase.MOVING),
        S.DELIVERED: State(S.DELIVERED.label, _("Done: please confirm"), Phase.MOVING),
        S.CONFIRMED: State(S.CONFIRMED.label, _("Done: how was it?"), Phase.MOVING),
        S.CLOSED: State(S.CLOSED.label, _("Closed"), Phase.DONE),
        S.FAILED: State(S.FAILED.label, _("It did not work out"), Phase.STOPPED),
        S.CANCELLED: State(S.CANCELLED.label, _("Cancelled"), Phase.STOPPED),
    },
    [
        step("dispatch", [S.CREATED], S.DISPATCHED),
        step("release", [S.DISPATCHED, *CARRIED], S.CREATED),
        step("accept", [S.DISPATCHED], S.ACCEPTED),
        step("schedule", [S.ACCEPTED, S.SCHEDULED], S.SCHEDULED),
        step("schedule", [S.IN_PROGRESS], S.IN_PROGRESS),
        step("visit", [S.ACCEPTED, S.SCHEDULED, S.IN_PROGRESS], S.IN_PROGRESS),
        step("deliver", [S.IN_PROGRESS], S.DELIVERED),
        step("confirm", [S.DELIVERED], S.CONFIRMED),
        step("dispute", [S.DELIVERED], S.IN_PROGRESS),
        step("close", [S.CONFIRMED], S.CLOSED),
        step("fail", [*CARRIED, S.DELIVERED, S.CONFIRMED], S.FAILED),
        step("cancel", [S.CREATED, S.DISPATCHED, *CARRIED], S.CANCELLED),
    ],
)

OFFER = Lifecycle(
    "offer",
    {
        F.OFFERED: State(F.OFFERED.label, _("A helper has been asked"), Phase.WAITING),
        F.ACCEPTED: State(F.ACCEPTED.label, _("A helper has agreed"), Phase.MOVING),
        F.DECLINED: State(F.DECLINED.label, _("We are asking the next helper"), Phase.STOPPED),
        F.LAPSED: State(F.LAPSED.label, _("We are asking the next helper"), Phase.STOPPED),
        F.RECALLED: State(F.RECALLED.label, _("We are asking the next helper"), Phase.STOPPED),
        F.RETURNED: State(F.RETURNED.label, _("We are asking the next helper"), Phase.STOPPED),
        F.DONE: State(F.DONE.label, _("Done"), Phase.DONE),
    },
    [
        step("accept", [F.OFFERED], F.ACCEPTED),
        step("decline", [F.OFFERED], F.DECLINED),
        step("lapse", [F.OFFERED], F.LAPSED),
        step("recall", [F.OFFERED, F.ACCEPTED], F.RECALLED),
        step("return", [F.ACCEPTED], F.RETURNED),
        step("finish", [F.ACCEPTED], F.DONE),
    ],
)

VISIT = Lifecycle(
    "visit",
    {
        V.PLANNED: State(V.PLANNED.label, _("Planned"), Phase.WAITING),
        V.UNDER_WAY: State(V.UNDER_WAY.label, _("The helper is there"), Phase.MOVING),
        V.DONE: State(V.DONE.label, _("Done"), Phase.DONE),
        V.MISSED: State(V.MISSED.label, _("Did not take place"), Phase.STOPPED),
        V.CANCELLED: State(V.CANCELLED.label, _("Cancelled"), Phase.STOPPED),
    },
    [
        step("check_in", [V.PLANNED], V.UNDER_WAY),
        step("check_out", [V.UNDER_WAY], V.DONE),
        step("miss", [V.PLANNED, V.UNDER_WAY], V.MISSED),
        step("cancel", [V.PLANNED], V.CANCELLED),
        step("move", [V.PLANNED], V.PLANNED),
    ],
)
