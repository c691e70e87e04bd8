"""What this desk says about points, clocks and runs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.dispatch.choices import RunState
from marketplace.needs.rules import ClockKind

CLOCKS = {
    ClockKind.TRIAGE: _("Triage"),
    ClockKind.ACCEPT: _("Acceptance"),
    ClockKind.FIRST_CONTACT: _("First contact"),
    ClockKind.DELIVER: _("Delivery"),
    ClockKind.PAPERS: _("Papers"),
}

# What a pair costs, term by term: points, less is better.
TERMS: dict[str, Any] = {
    "travel": _("Distance"),
    "quality": _("What is missing to full satisfaction"),
    "continuity": _("Not who came before"),
    "wish": _("Not who was picked or holds the contract"),
    "move": _("Taking back an offer that waits for its answer"),
    "load": _("How busy it is"),
}

# Shorter, for the head of a table.
TERM_HEADS: dict[str, Any] = {
    "travel": _("Distance"),
    "quality": _("Quality"),
    "continuity": _("Continuity"),
    "wish": _("Pick"),
    "move": _("Taken back"),
    "load": _("Load"),
}

# What the proof of a plan came to.
CERTIFICATES: dict[str, Any] = {
    "verified": _("verified"),
    "bounded": _("a bound, and what lies above it"),
}

RUN_TONES = {
    RunState.PREVIEWED: "waiting",
    RunState.COMMITTED: "good",
    RunState.DISCARDED: "neutral",
}

REPLAYED: dict[str, Any] = {
    "input_digest": _("what went in"),
    "objective": _("the total of points"),
    "bound": _("the bound of the proof"),
    "served_by_tag": _("how many are served of each tag"),
    "proposals": _("who is proposed"),
    "unserved": _("who goes without"),
    "seekers": _("how many orders were planned"),
    "providers": _("how many providers there were"),
    "gap": _("what the proof left open"),
    "weights": _("the weights and rules it was made by"),
    "journal": _("what the journal says went in"),
    "reckoning": _("the points and facts behind a proposal"),
    "offers": _("who was asked in the end"),
    "shortages": _("what one more place would have been worth"),
}

FLOW: dict[str, Any] = {
    "posted": _("Posted"),
    "approved": _("Approved"),
    "fulfilled": _("Fulfilled"),
    "closed": _("Closed"),
}
