from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.bids.choices import BidState as S
from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step

# One of these an organization has for a project, at most.
STANDING = (S.SEALED, S.OPENED, S.TAMPERED, S.ELIGIBLE, S.INELIGIBLE, S.AWARDED, S.NOT_AWARDED)

BID = Lifecycle(
    "bid",
    {
        S.SEALED: State(S.SEALED.label, _("Received, unread until the opening"), Phase.WAITING),
        S.REPLACED: State(S.REPLACED.label, _("A later bid counts"), Phase.STOPPED),
        S.WITHDRAWN: State(S.WITHDRAWN.label, pgettext_lazy("bid", "Taken back"), Phase.STOPPED),
        S.OPENED: State(S.OPENED.label, _("Opened, being checked"), Phase.MOVING),
        S.TAMPERED: State(
            S.TAMPERED.label, _("It was altered after it was received"), Phase.STOPPED
        ),
        S.INELIGIBLE: State(
            S.INELIGIBLE.label, _("It does not meet the conditions"), Phase.STOPPED
        ),
        S.ELIGIBLE: State(S.ELIGIBLE.label, _("Being compared"), Phase.MOVING),
        S.AWARDED: State(S.AWARDED.label, _("Chosen"), Phase.DONE),
        S.NOT_AWARDED: State(S.NOT_AWARDED.label, _("Not chosen"), Phase.STOPPED),
    },
    [
        step("replace", [S.SEALED], S.REPLACED),
        step("withdraw", [S.SEALED], S.WITHDRAWN),
        step("open", [S.SEALED], S.OPENED),
        step("find_tampered", [S.SEALED], S.TAMPERED),
        step("admit", [S.OPENED], S.ELIGIBLE),
        step("exclude", [S.SEALED, S.OPENED, S.ELIGIBLE], S.INELIGIBLE),
        step("award", [S.ELIGIBLE], S.AWARDED),
        step("pass_over", [S.ELIGIBLE], S.NOT_AWARDED),
        step("take_back", [S.AWARDED, S.NOT_AWARDED], S.ELIGIBLE),
    ],
)
