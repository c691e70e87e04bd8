"""What is done to projects: one function per verb."""

from marketplace.projects.actions.clarifying import amend_project, answer_question, ask_question
from marketplace.projects.actions.documents import add_document, remove_document
from marketplace.projects.actions.gates import (
    approve_award,
    approve_project,
    cancel_project,
    plan_project_again,
    release_batch,
    send_back_project,
)
from marketplace.projects.actions.marking import mark_project
from marketplace.projects.actions.planning import plan_batch, plan_project, revise_project
from marketplace.projects.actions.rulebooks import put_rules_in_force

__all__ = [
    "add_document",
    "amend_project",
    "answer_question",
    "approve_award",
    "approve_project",
    "ask_question",
    "cancel_project",
    "mark_project",
    "plan_batch",
    "plan_project",
    "plan_project_again",
    "put_rules_in_force",
    "release_batch",
    "remove_document",
    "revise_project",
    "send_back_project",
]
