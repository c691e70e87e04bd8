from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.panels.choices import PanelState as P
from marketplace.panels.choices import SeatState as S

# Panels that count: a project has one of them for each purpose, at most.
STANDING = (P.DRAWN, P.SCORING, P.SIGNED)
# Seats that somebody holds.
HELD = (S.INVITED, S.ACCEPTED, S.SIGNED)

PANEL = Lifecycle(
    "panel",
    {
        P.DRAWN: State(P.DRAWN.label, _("A panel is being formed"), Phase.WAITING),
        P.SCORING: State(P.SCORING.label, _("The panel is at work"), Phase.MOVING),
        P.SIGNED: State(P.SIGNED.label, _("The panel has decided"), Phase.DONE),
        P.DISSOLVED: State(P.DISSOLVED.label, _("Another panel will decide"), Phase.STOPPED),
    },
    [
        step("begin", [P.DRAWN], P.SCORING),
        step("finish", [P.SCORING], P.SIGNED),
        # A signed one only while its project is under review: see `triggers`.
        step("dissolve", [P.DRAWN, P.SCORING, P.SIGNED], P.DISSOLVED),
    ],
)

SEAT = Lifecycle(
    "seat",
    {
        S.INVITED: State(S.INVITED.label, pgettext_lazy("seat", "Asked"), Phase.WAITING),
        S.ACCEPTED: State(S.ACCEPTED.label, pgettext_lazy("seat", "Taken"), Phase.MOVING),
        S.RECUSED: State(S.RECUSED.label, pgettext_lazy("seat", "Given up"), Phase.STOPPED),
        S.SIGNED: State(S.SIGNED.label, pgettext_lazy("seat", "Signed"), Phase.DONE),
    },
    [
        step("accept", [S.INVITED], S.ACCEPTED),
        step("recuse", [S.INVITED, S.ACCEPTED], S.RECUSED),
        step("sign", [S.ACCEPTED], S.SIGNED),
    ],
)
