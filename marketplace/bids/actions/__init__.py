"""What is done to bids: one function per verb."""

from marketplace.bids.actions.agreeing import agree_to_bid_along, take_back_agreement
from marketplace.bids.actions.drafts import (
    attach,
    content_of,
    detach,
    discard_draft,
    files_of,
    restore_draft,
    save_draft,
)
from marketplace.bids.actions.judging import admit_bid, exclude_bid, mark_bid
from marketplace.bids.actions.keys import bring_key, make_share, prove_share, renew_share
from marketplace.bids.actions.opening import due, give_first_share, give_second_share
from marketplace.bids.actions.submitting import submit_bid, withdraw_bid

__all__ = [
    "admit_bid",
    "agree_to_bid_along",
    "attach",
    "bring_key",
    "content_of",
    "detach",
    "discard_draft",
    "due",
    "exclude_bid",
    "files_of",
    "give_first_share",
    "give_second_share",
    "make_share",
    "mark_bid",
    "prove_share",
    "renew_share",
    "restore_draft",
    "save_draft",
    "submit_bid",
    "take_back_agreement",
    "withdraw_bid",
]
