"""A lifecycle is a table one can read aloud, and the one door through which a state changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import RuleBroken


class Phase(StrEnum):
    """What a state means for whoever waits, whatever the thing: pages colour by it."""

    WAITING = "waiting"
    MOVING = "moving"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class State:
    """One row of the table: the word that staff see and the word that the resident sees."""

    label: Any
    resident: Any
    phase: Phase


@dataclass(frozen=True, slots=True)
class Step:
    """`verb` leads from any of `sources` to `target`."""

    verb: str
    sources: frozenset[str]
    target: str


def step(verb: str, sources: Iterable[str], target: str) -> Step:
    return Step(verb, frozenset(sources), target)


class Lifecycle:
    """The states and steps of one kind of thing."""

    def __init__(self, name: str, states: Mapping[str, State], steps: Iterable[Step]) -> None:
        self.name = name
        self.states = dict(states)
        self.steps = tuple(steps)

    def target(self, state: str, verb: str) -> str:
        """The state that `verb` leads to from `state`; a refusal when the table has no such step."""
        for candidate in self.steps:
            if candidate.verb == verb and state in candidate.sources:
                return candidate.target
        raise RuleBroken(
            "wrong_step",
            _("This is not possible any more: it is now “%(state)s”. Reload the page.")
            % {"state": self.states[state].label},
        )

    def allows(self, state: str, verb: str) -> bool:
        return any(s.verb == verb and state in s.sources for s in self.steps)

    def verbs(self, state: str) -> list[str]:
        """Every step that is open from `state`, in the order of the table."""
        return list(dict.fromkeys(s.verb for s in self.steps if state in s.sources))

    def take(self, thing: Any, verb: str) -> tuple[str, str]:
        """Move `thing.state`, unsaved, and return (before, after)."""
        before = thing.state
        thing.state = self.target(before, verb)
        return before, thing.state
