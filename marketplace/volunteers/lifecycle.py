from django.utils.translation import gettext_lazy as _

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.volunteers.choices import VolunteerState as S

VOLUNTEER = Lifecycle(
    "volunteer",
    {
        S.ACTIVE: State(S.ACTIVE.label, _("Ready to help"), Phase.MOVING),
        S.PAUSED: State(S.PAUSED.label, _("Taking a break"), Phase.WAITING),
        S.LEFT: State(S.LEFT.label, _("No longer here"), Phase.STOPPED),
    },
    [
        step("pause", [S.ACTIVE], S.PAUSED),
        step("resume", [S.PAUSED], S.ACTIVE),
        step("leave", [S.ACTIVE, S.PAUSED], S.LEFT),
        step("return", [S.LEFT], S.ACTIVE),
    ],
)
