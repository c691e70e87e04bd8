"""What this desk calls things, and how it tones them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.bids.choices import BidState
from marketplace.desks.words import staff_word
from marketplace.projects.choices import ProjectState
from marketplace.projects.lifecycle import PROJECT
from marketplace.projects.models import Project, ProjectBatch

TONES: dict[str, str] = {
    ProjectState.PLANNED: "waiting",
    ProjectState.APPROVED: "good",
    ProjectState.FAILED_TENDER: "bad",
    ProjectState.FINAL_FAILED: "bad",
    ProjectState.TERMINATED: "bad",
}
BIDS: dict[str, str] = {
    BidState.OPENED: "waiting",
    BidState.TAMPERED: "bad",
    BidState.INELIGIBLE: "bad",
    BidState.ELIGIBLE: "good",
    BidState.AWARDED: "good",
    BidState.NOT_AWARDED: "neutral",
}
NEXT: dict[str, Any] = {
    ProjectState.PLANNED: gettext_lazy("A second officer approves it"),
    ProjectState.APPROVED: gettext_lazy("Its batch is released"),
    ProjectState.PUBLISHED: gettext_lazy("Two officers open the bids after the deadline"),
    ProjectState.UNDER_REVIEW: gettext_lazy("A panel compares the bids"),
    ProjectState.AWARD_APPROVED: gettext_lazy("The result is made public"),
    ProjectState.FAILED_TENDER: gettext_lazy("It is planned again or called off"),
}


def state_of(project: Project) -> tuple[str, str]:
    """(word, tone)."""
    word, tone = staff_word(PROJECT, project.state)
    return word, TONES.get(project.state, tone)


def bid_state(state: str) -> tuple[str, str]:
    return str(BidState(state).label), BIDS.get(state, "neutral")


def name_of(batch: ProjectBatch) -> str:
    """“Batch of 2027”, or “Batch 2 of 2027”."""
    if batch.position == 1:
        return _("Batch of %(year)s") % {"year": batch.year}
    return _("Batch %(position)s of %(year)s") % {"position": batch.position, "year": batch.year}
