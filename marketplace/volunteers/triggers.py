"""What the database itself refuses: a step that the lifecycle does not know, and another identity."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.volunteers.lifecycle import VOLUNTEER

TRIGGERS = [
    Refuse(
        "volunteers_volunteer_step",
        "volunteers_volunteer",
        "UPDATE",
        unknown_step(VOLUNTEER),
        "no such step",
    ),
    Refuse(
        "volunteers_volunteer_identity",
        "volunteers_volunteer",
        "UPDATE",
        "OLD.number <> NEW.number OR (OLD.user_id IS NOT NULL AND OLD.user_id <> NEW.user_id)",
        "a volunteer stays who they are",
    ),
]
