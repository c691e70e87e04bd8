"""Everything that changes a need, by what it is about: posting, judging, serving, ending."""

from marketplace.needs.actions.ending import (
    close_need,
    complete_papers,
    reopen_need,
    withdraw_need,
)
from marketplace.needs.actions.erasing import erase_words
from marketplace.needs.actions.judging import (
    approve_need,
    assess_need,
    merge_need,
    refer_need,
    reject_need,
    return_need,
    triage_need,
)
from marketplace.needs.actions.posting import NeedDraft, answer_return, post_need
from marketplace.needs.actions.serving import (
    hand_over,
    hold_need,
    mark_fulfilled,
    mark_ordered,
    mark_search_again,
    mark_started,
    mark_unfinished,
    resume_need,
)
from marketplace.needs.actions.wishing import NO_WISHES, Wishes, change_wishes

__all__ = [
    "NO_WISHES",
    "NeedDraft",
    "Wishes",
    "answer_return",
    "approve_need",
    "assess_need",
    "change_wishes",
    "close_need",
    "complete_papers",
    "erase_words",
    "hand_over",
    "hold_need",
    "mark_fulfilled",
    "mark_ordered",
    "mark_search_again",
    "mark_started",
    "mark_unfinished",
    "merge_need",
    "post_need",
    "refer_need",
    "reject_need",
    "reopen_need",
    "resume_need",
    "return_need",
    "triage_need",
    "withdraw_need",
]
