"""What is done to bans: one function per verb."""

from marketplace.bans.actions.imposing import (
    decide_ban,
    drop_ban,
    give_notice,
    propose_ban,
    state_view,
)
from marketplace.bans.actions.policies import set_policy
from marketplace.bans.actions.reviewing import appeal_ban, ask_lifting, lift_ban, uphold_ban

__all__ = [
    "appeal_ban",
    "ask_lifting",
    "decide_ban",
    "drop_ban",
    "give_notice",
    "lift_ban",
    "propose_ban",
    "set_policy",
    "state_view",
    "uphold_ban",
]
