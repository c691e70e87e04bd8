"""What can be done with evaluations: a file for each part of the way, in the order of the way.

Where a step goes on in projects or bans, a journey takes it; its part here says so.
"""

from marketplace.evaluations.actions.answers import (
    note_refusal,
    note_try,
    record_answer,
    withdraw_answer,
)
from marketplace.evaluations.actions.correcting import (
    accept_correction,
    agree_plan,
    report_correction,
    send_correction_back,
)
from marketplace.evaluations.actions.finishing import (
    announce_result,
    answer_objection,
    finish_evaluation,
    object_to_result,
    work_out_result,
)
from marketplace.evaluations.actions.materials import (
    add_material,
    hand_in_materials,
    request_materials,
    schedule_evaluations,
)
from marketplace.evaluations.actions.schemes import set_scheme
from marketplace.evaluations.actions.scoring import save_scores, sign_sheet
from marketplace.evaluations.actions.surveying import close_survey, open_survey, repeat_survey
from marketplace.evaluations.actions.visiting import record_site_visit

__all__ = [
    "accept_correction",
    "add_material",
    "agree_plan",
    "announce_result",
    "answer_objection",
    "close_survey",
    "finish_evaluation",
    "hand_in_materials",
    "note_refusal",
    "note_try",
    "object_to_result",
    "open_survey",
    "record_answer",
    "record_site_visit",
    "repeat_survey",
    "report_correction",
    "request_materials",
    "save_scores",
    "schedule_evaluations",
    "send_correction_back",
    "set_scheme",
    "sign_sheet",
    "withdraw_answer",
    "work_out_result",
]
