"""How a lifecycle's phase is toned on the page."""

from marketplace.kernel.lifecycle import Lifecycle, Phase

TONES = {
    Phase.WAITING: "waiting",
    Phase.MOVING: "progress",
    Phase.DONE: "good",
    Phase.STOPPED: "neutral",
}


def staff_word(lifecycle: Lifecycle, state: str) -> tuple[str, str]:
    """(word, tone) as staff see a state."""
    row = lifecycle.states[state]
    return str(row.label), TONES[row.phase]


def resident_word(lifecycle: Lifecycle, state: str) -> tuple[str, str]:
    """(word, tone) as the resident sees a state."""
    row = lifecycle.states[state]
    return str(row.resident), TONES[row.phase]
