from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.bans.choices import BanState as S
from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step

# Decided, and not taken back. Whether it holds on a day, its days say: nobody has to end it.
STANDING = (S.IN_FORCE, S.APPEALED, S.UPHELD)
# Not yet decided.
PENDING = (S.PROPOSED, S.NOTICED)

BAN = Lifecycle(
    "ban",
    {
        S.PROPOSED: State(S.PROPOSED.label, _("Under examination"), Phase.WAITING),
        S.NOTICED: State(S.NOTICED.label, _("You may state your view"), Phase.WAITING),
        S.DROPPED: State(S.DROPPED.label, _("Not pursued"), Phase.DONE),
        S.IN_FORCE: State(S.IN_FORCE.label, pgettext_lazy("ban", "May not bid"), Phase.STOPPED),
        S.APPEALED: State(S.APPEALED.label, _("May not bid; appealed"), Phase.STOPPED),
        S.UPHELD: State(S.UPHELD.label, pgettext_lazy("ban", "May not bid"), Phase.STOPPED),
        S.REVOKED: State(S.REVOKED.label, _("Taken back"), Phase.DONE),
    },
    [
        step("give_notice", [S.PROPOSED], S.NOTICED),
        step("drop", [S.PROPOSED, S.NOTICED], S.DROPPED),
        step("decide", [S.NOTICED], S.IN_FORCE),
        step("appeal", [S.IN_FORCE], S.APPEALED),
        step("uphold", [S.APPEALED], S.UPHELD),
        step("revoke", [S.IN_FORCE, S.APPEALED, S.UPHELD], S.REVOKED),
    ],
)
