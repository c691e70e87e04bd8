from django.utils.translation import gettext_lazy as _

from marketplace.evaluations.choices import EvaluationState as S
from marketplace.evaluations.choices import ObjectionState as O
from marketplace.evaluations.choices import Outcome as A
from marketplace.evaluations.choices import PlanState as P
from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step

# Until here verdicts of sampled people are taken up.
BEFORE_SURVEY_CLOSED = (S.SCHEDULED, S.MATERIALS_REQUESTED, S.MATERIALS_IN, S.SURVEY_OPEN)
# There is a result that the provider reads.
TOLD = (S.OBJECTING, S.FINAL)

_WAITING = _("The evaluation is ahead")
_GOING_ON = _("It is being evaluated")

EVALUATION = Lifecycle(
    "evaluation",
    {
        S.SCHEDULED: State(S.SCHEDULED.label, _WAITING, Phase.WAITING),
        S.MATERIALS_REQUESTED: State(S.MATERIALS_REQUESTED.label, _WAITING, Phase.WAITING),
        S.MATERIALS_IN: State(S.MATERIALS_IN.label, _GOING_ON, Phase.MOVING),
        S.SURVEY_OPEN: State(S.SURVEY_OPEN.label, _GOING_ON, Phase.MOVING),
        S.SURVEY_CLOSED: State(S.SURVEY_CLOSED.label, _GOING_ON, Phase.MOVING),
        S.SITE_VISITED: State(S.SITE_VISITED.label, _GOING_ON, Phase.MOVING),
        S.SCORED: State(S.SCORED.label, _GOING_ON, Phase.MOVING),
        S.PRELIMINARY: State(S.PRELIMINARY.label, _GOING_ON, Phase.MOVING),
        S.OBJECTING: State(S.OBJECTING.label, _("You may object to the result"), Phase.MOVING),
        S.FINAL: State(S.FINAL.label, _("Evaluated"), Phase.DONE),
    },
    [
        step("request_materials", [S.SCHEDULED], S.MATERIALS_REQUESTED),
        step("hand_in_materials", [S.MATERIALS_REQUESTED], S.MATERIALS_IN),
        step("open_survey", [S.MATERIALS_IN], S.SURVEY_OPEN),
        step("close_survey", [S.SURVEY_OPEN], S.SURVEY_CLOSED),
        step("repeat_survey", [S.SURVEY_CLOSED], S.SURVEY_OPEN),
        step("visit_site", [S.SURVEY_CLOSED], S.SITE_VISITED),
        step("finish_scoring", [S.SITE_VISITED], S.SCORED),
        step("work_out", [S.SCORED], S.PRELIMINARY),
        step("announce", [S.PRELIMINARY], S.OBJECTING),
        step("reconsider", [S.OBJECTING], S.SITE_VISITED),
        step("finish", [S.OBJECTING], S.FINAL),
    ],
)

ANSWER = Lifecycle(
    "answer",
    {
        A.WAITING: State(A.WAITING.label, _("We may call you"), Phase.WAITING),
        A.ANSWERED: State(A.ANSWERED.label, _("Thank you"), Phase.DONE),
        A.UNREACHABLE: State(A.UNREACHABLE.label, _("We did not reach you"), Phase.STOPPED),
        A.REFUSED: State(A.REFUSED.label, _("We do not ask again"), Phase.STOPPED),
        A.WITHDRAWN: State(A.WITHDRAWN.label, _("Your answer does not count"), Phase.STOPPED),
    },
    [
        step("answer", [A.WAITING], A.ANSWERED),
        step("give_up", [A.WAITING], A.UNREACHABLE),
        step("refuse", [A.WAITING], A.REFUSED),
        step("try_again", [A.UNREACHABLE], A.WAITING),
        step("withdraw", [A.ANSWERED], A.WITHDRAWN),
    ],
)

OBJECTION = Lifecycle(
    "objection",
    {
        O.RECEIVED: State(O.RECEIVED.label, _("Being examined"), Phase.WAITING),
        O.UPHELD: State(O.UPHELD.label, _("You are right"), Phase.DONE),
        O.REJECTED: State(O.REJECTED.label, _("The result stands"), Phase.STOPPED),
    },
    [
        step("uphold", [O.RECEIVED], O.UPHELD),
        step("reject", [O.RECEIVED], O.REJECTED),
    ],
)

PLAN = Lifecycle(
    "correction plan",
    {
        P.AGREED: State(P.AGREED.label, _("Please put this right"), Phase.WAITING),
        P.DONE: State(P.DONE.label, _("Being checked"), Phase.MOVING),
        P.ACCEPTED: State(P.ACCEPTED.label, _("Put right"), Phase.DONE),
    },
    [
        step("report", [P.AGREED], P.DONE),
        step("send_back", [P.DONE], P.AGREED),
        step("accept", [P.DONE], P.ACCEPTED),
    ],
)
