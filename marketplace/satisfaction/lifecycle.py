from django.utils.translation import gettext_lazy as _

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.satisfaction.choices import ComplaintState as S

COMPLAINT = Lifecycle(
    "complaint",
    {
        S.RECEIVED: State(S.RECEIVED.label, _("We have received it"), Phase.WAITING),
        S.ANSWERED: State(S.ANSWERED.label, _("Answered"), Phase.MOVING),
        S.CLOSED: State(S.CLOSED.label, _("Closed"), Phase.DONE),
    },
    [
        step("answer", [S.RECEIVED, S.ANSWERED], S.ANSWERED),
        step("close", [S.ANSWERED], S.CLOSED),
    ],
)
