"""Everything that changes a panel, by what it is about: who may be drawn, drawing, answering, scoring."""

from marketplace.panels.actions.answering import (
    accept_seat,
    begin_scoring,
    begin_when_ready,
    excuse_seat,
    recuse_seat,
)
from marketplace.panels.actions.drawing import (
    dissolve_for,
    dissolve_panel,
    draw_panels,
    fill_panel,
)
from marketplace.panels.actions.evaluators import (
    amend_evaluator,
    declare_tie,
    end_tie,
    register_evaluator,
)
from marketplace.panels.actions.scoring import Scored, save_scores, sign_scores, sign_seat

__all__ = [
    "Scored",
    "accept_seat",
    "amend_evaluator",
    "begin_scoring",
    "begin_when_ready",
    "declare_tie",
    "dissolve_for",
    "dissolve_panel",
    "draw_panels",
    "end_tie",
    "excuse_seat",
    "fill_panel",
    "recuse_seat",
    "register_evaluator",
    "save_scores",
    "sign_scores",
    "sign_seat",
]
