"""What the database itself refuses, whoever asks: a step that the lifecycle does not know, another
identity, another ending, words about somebody who was erased, and that a need disappears."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import NEED

_ERASED = (
    "EXISTS (SELECT 1 FROM households_resident r "
    "WHERE r.id = NEW.resident_id AND r.erased_at IS NOT NULL)"
)
_SAYS_SOMETHING = "(NEW.description <> '' OR NEW.note <> '' OR NEW.state <> OLD.state)"
IDENTITY = ("number", "follow_code", "resident_id", "reported_at")


TRIGGERS = [
    Refuse("needs_need_step", "needs_need", "UPDATE", unknown_step(NEED), "no such step"),
    Refuse(
        "needs_need_identity",
        "needs_need",
        "UPDATE",
        " OR ".join(f"OLD.{column} <> NEW.{column}" for column in IDENTITY),
        "who asked and when it was told never change",
    ),
    Refuse(
        "needs_need_outcome",
        "needs_need",
        "UPDATE",
        "OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT NULL AND (OLD.outcome <> NEW.outcome "
        "OR OLD.ended_at <> NEW.ended_at OR OLD.reject_reason <> NEW.reject_reason)",
        "an ended need keeps its outcome",
    ),
    Refuse(
        "needs_none_of_the_erased",
        "needs_need",
        "INSERT",
        _ERASED,
        "this person was erased",
        "SELECT 1 FROM households_resident WHERE id = NEW.resident_id FOR KEY SHARE",
    ),
    Refuse(
        "needs_nothing_said_of_the_erased",
        "needs_need",
        "UPDATE",
        f"{_SAYS_SOMETHING} AND {_ERASED}",
        "this person was erased",
    ),
    Refuse(
        "needs_need_kept",
        "needs_need",
        "DELETE",
        f"OLD.state <> '{NeedState.DRAFT}'",
        "needs are never deleted",
    ),
]
