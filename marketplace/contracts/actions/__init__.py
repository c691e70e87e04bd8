"""What can be done with awards, challenges and contracts: a file for each noun.

Where a step goes on in projects, bids or evaluations, a journey takes it; its part here says so.
"""

from marketplace.contracts.actions.awards import (
    approve_award,
    mark_award_signed,
    propose_award,
    publicize_award,
    take_back_award,
)
from marketplace.contracts.actions.challenges import (
    answer_challenge,
    challenge_award,
    complain,
    decide_complaint,
)
from marketplace.contracts.actions.contracts import (
    Part,
    end_contract,
    offer_contract,
    sign_contract,
    stop_contract,
)
from marketplace.contracts.actions.paying import pay_instalment
from marketplace.contracts.actions.reports import submit_report

__all__ = [
    "Part",
    "answer_challenge",
    "approve_award",
    "challenge_award",
    "complain",
    "decide_complaint",
    "end_contract",
    "mark_award_signed",
    "offer_contract",
    "pay_instalment",
    "propose_award",
    "publicize_award",
    "sign_contract",
    "stop_contract",
    "submit_report",
    "take_back_award",
]
