from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step
from marketplace.wishes.choices import WishState as S

# Somebody has said yes, and the thing is on its way or there.
TAKEN = (S.ADOPTED, S.DELIVERED, S.THANKED)
# What everybody may read.
PUBLIC = (S.PUBLISHED, *TAKEN)
# What somebody still waits for.
OPEN = (S.WISHED, S.PUBLISHED, S.ADOPTED)

WISH = Lifecycle(
    "micro-wish",
    {
        S.WISHED: State(S.WISHED.label, pgettext_lazy("wish", "Being checked"), Phase.WAITING),
        S.PUBLISHED: State(S.PUBLISHED.label, _("Waits for somebody"), Phase.WAITING),
        S.ADOPTED: State(S.ADOPTED.label, _("Somebody brings it"), Phase.MOVING),
        S.DELIVERED: State(S.DELIVERED.label, pgettext_lazy("wish", "Fulfilled"), Phase.DONE),
        S.THANKED: State(S.THANKED.label, pgettext_lazy("wish", "Fulfilled"), Phase.DONE),
        S.REFUSED: State(S.REFUSED.label, _("Not put on the board"), Phase.STOPPED),
        S.WITHDRAWN: State(S.WITHDRAWN.label, _("Taken back"), Phase.STOPPED),
        S.EXPIRED: State(S.EXPIRED.label, _("Time is over"), Phase.STOPPED),
    },
    [
        step("publish", [S.WISHED], S.PUBLISHED),
        step("refuse", [S.WISHED], S.REFUSED),
        step("adopt", [S.PUBLISHED], S.ADOPTED),
        step("give_back", [S.ADOPTED], S.PUBLISHED),
        step("deliver", [S.ADOPTED], S.DELIVERED),
        step("thank", [S.DELIVERED], S.THANKED),
        step("withdraw", OPEN, S.WITHDRAWN),
        step("expire", [S.PUBLISHED], S.EXPIRED),
    ],
)
