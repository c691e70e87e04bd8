from django.utils.translation import gettext_lazy as _

from marketplace.contracts.choices import AwardState as A
from marketplace.contracts.choices import ChallengeState as Q
from marketplace.contracts.choices import ContractState as C
from marketplace.contracts.choices import InstalmentState as I
from marketplace.kernel.lifecycle import Lifecycle, Phase, State, step

# A project has one of these at most.
STANDING = (A.PROPOSED, A.APPROVED, A.PUBLICIZED, A.SIGNED)
# Everybody knows of it.
PUBLIC = (A.PUBLICIZED, A.SIGNED)
# An organization has agreed, or may still agree, to work for it.
BINDING = (C.OFFERED, C.IN_FORCE, C.ENDED)

AWARD = Lifecycle(
    "award",
    {
        A.PROPOSED: State(A.PROPOSED.label, _("Bids are being compared"), Phase.WAITING),
        A.APPROVED: State(A.APPROVED.label, _("Bids are being compared"), Phase.WAITING),
        A.PUBLICIZED: State(A.PUBLICIZED.label, _("A provider was chosen"), Phase.MOVING),
        A.SIGNED: State(A.SIGNED.label, _("A provider was chosen"), Phase.DONE),
        A.TAKEN_BACK: State(A.TAKEN_BACK.label, _("Being compared anew"), Phase.STOPPED),
    },
    [
        step("approve", [A.PROPOSED], A.APPROVED),
        step("publicize", [A.APPROVED], A.PUBLICIZED),
        step("sign", [A.PUBLICIZED], A.SIGNED),
        step("take_back", [A.PROPOSED, A.APPROVED, A.PUBLICIZED, A.SIGNED], A.TAKEN_BACK),
    ],
)

CHALLENGE = Lifecycle(
    "challenge",
    {
        Q.RECEIVED: State(Q.RECEIVED.label, _("Being examined"), Phase.WAITING),
        Q.UPHELD: State(Q.UPHELD.label, _("You are right"), Phase.DONE),
        Q.REJECTED: State(Q.REJECTED.label, _("The result stands"), Phase.STOPPED),
    },
    [
        step("uphold", [Q.RECEIVED], Q.UPHELD),
        step("reject", [Q.RECEIVED], Q.REJECTED),
    ],
)

CONTRACT = Lifecycle(
    "contract",
    {
        C.OFFERED: State(C.OFFERED.label, _("Being signed"), Phase.WAITING),
        C.IN_FORCE: State(C.IN_FORCE.label, _("The service is given"), Phase.MOVING),
        C.ENDED: State(C.ENDED.label, _("Finished"), Phase.DONE),
        C.WITHDRAWN: State(C.WITHDRAWN.label, _("Not signed"), Phase.STOPPED),
        C.TERMINATED: State(C.TERMINATED.label, _("Ended before its time"), Phase.STOPPED),
    },
    [
        step("sign", [C.OFFERED], C.IN_FORCE),
        step("withdraw", [C.OFFERED], C.WITHDRAWN),
        step("end", [C.IN_FORCE], C.ENDED),
        step("terminate", [C.IN_FORCE], C.TERMINATED),
    ],
)

INSTALMENT = Lifecycle(
    "instalment",
    {
        I.WAITING: State(I.WAITING.label, _("Not yet due"), Phase.WAITING),
        I.PAID: State(I.PAID.label, _("Paid out"), Phase.DONE),
        I.DROPPED: State(I.DROPPED.label, _("Not paid"), Phase.STOPPED),
    },
    [
        step("pay", [I.WAITING], I.PAID),
        step("drop", [I.WAITING], I.DROPPED),
    ],
)
