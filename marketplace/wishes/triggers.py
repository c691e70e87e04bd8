"""What the database itself refuses: an unknown step, other words after the check, and forgetting that it was."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.wishes.choices import WishState
from marketplace.wishes.lifecycle import WISH

# While somebody may adopt it, or has, by what it says.
_WORDS = (
    f"OLD.state IN ('{WishState.PUBLISHED}', '{WishState.ADOPTED}') "
    "AND (OLD.title <> NEW.title OR OLD.story <> NEW.story)"
)
_ERASED = "NEW.title = '' AND NEW.story = ''"

TRIGGERS = [
    Refuse("wishes_step", "wishes_microwish", "UPDATE", unknown_step(WISH), "no such step"),
    Refuse(
        "wishes_stay",
        "wishes_microwish",
        "UPDATE",
        "OLD.resident_id <> NEW.resident_id OR OLD.code <> NEW.code OR OLD.value <> NEW.value "
        f"OR (({_WORDS}) AND NOT ({_ERASED}))",
        "a wish stays what it was",
    ),
    Refuse("wishes_kept", "wishes_microwish", "DELETE", "1 = 1", "wishes are never deleted"),
]
