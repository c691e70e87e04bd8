from django.utils.translation import gettext_lazy as _

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.needs.choices import NeedState as S

# From approval to the end of the help, a person has one need of a kind at a time.
BEING_MET = (S.APPROVED, S.ORDERED, S.IN_SERVICE, S.ON_HOLD)
# Nobody has it in hand yet.
BEFORE_SERVICE = (
    S.SUBMITTED,
    S.RETURNED,
    S.TRIAGED,
    S.ASSESSED,
    S.APPROVED,
    S.ORDERED,
    S.ON_HOLD,
)
OPEN = (S.SUBMITTED, S.RETURNED, S.TRIAGED, S.ASSESSED, *BEING_MET, S.FULFILLED)
ENDED = (S.CLOSED, S.REFERRED, S.REJECTED, S.MERGED, S.WITHDRAWN)

NEED = Lifecycle(
    "need",
    {
        S.DRAFT: State(S.DRAFT.label, _("Not sent yet"), Phase.WAITING),
        S.SUBMITTED: State(S.SUBMITTED.label, _("We have received it"), Phase.WAITING),
        S.RETURNED: State(S.RETURNED.label, _("We need something more from you"), Phase.STOPPED),
        S.TRIAGED: State(S.TRIAGED.label, _("We are looking at it"), Phase.WAITING),
        S.ASSESSED: State(S.ASSESSED.label, _("We are looking at it"), Phase.WAITING),
        S.APPROVED: State(S.APPROVED.label, _("Approved"), Phase.MOVING),
        S.ORDERED: State(S.ORDERED.label, _("We are looking for a helper"), Phase.MOVING),
        S.IN_SERVICE: State(S.IN_SERVICE.label, _("A helper is on it"), Phase.MOVING),
        S.FULFILLED: State(S.FULFILLED.label, _("Done: how was it?"), Phase.MOVING),
        S.CLOSED: State(S.CLOSED.label, _("Closed"), Phase.DONE),
        S.REFERRED: State(S.REFERRED.label, _("Passed on to another office"), Phase.STOPPED),
        S.REJECTED: State(S.REJECTED.label, _("Not approved"), Phase.STOPPED),
        S.MERGED: State(S.MERGED.label, _("Joined with an earlier request"), Phase.STOPPED),
        S.WITHDRAWN: State(S.WITHDRAWN.label, _("Withdrawn"), Phase.STOPPED),
        S.ON_HOLD: State(S.ON_HOLD.label, _("Paused"), Phase.STOPPED),
    },
    [
        step("submit", [S.DRAFT, S.RETURNED], S.SUBMITTED),
        step("return", [S.SUBMITTED, S.TRIAGED, S.ASSESSED], S.RETURNED),
        step("triage", [S.SUBMITTED], S.TRIAGED),
        step("assess", [S.TRIAGED, S.ASSESSED], S.ASSESSED),
        step("approve", [S.ASSESSED], S.APPROVED),
        step("order", [S.APPROVED], S.ORDERED),
        step("start", [S.ORDERED], S.IN_SERVICE),
        step("restart_search", [S.IN_SERVICE], S.ORDERED),
        step("fulfil", [S.IN_SERVICE], S.FULFILLED),
        step("dispute", [S.FULFILLED], S.IN_SERVICE),
        step("close", [S.FULFILLED], S.CLOSED),
        step("reopen", [S.FULFILLED, S.CLOSED], S.APPROVED),
        step("refer", [S.SUBMITTED, S.TRIAGED, S.ASSESSED], S.REFERRED),
        step("reject", [S.SUBMITTED, S.TRIAGED, S.ASSESSED], S.REJECTED),
        step("merge", [S.SUBMITTED, S.TRIAGED, S.ASSESSED], S.MERGED),
        step("hold", [S.APPROVED, S.ORDERED], S.ON_HOLD),
        step("resume", [S.ON_HOLD], S.APPROVED),
        step(
            "withdraw",
            [S.DRAFT, S.SUBMITTED, S.RETURNED, S.TRIAGED, S.ASSESSED, *BEING_MET],
            S.WITHDRAWN,
        ),
    ],
)
