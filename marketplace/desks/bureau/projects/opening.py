"""The opening: a countdown, then two officers, then what was in the envelopes.

While a project takes bids this page asks nothing about them, so it cannot tell how many there are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from marketplace.accounts.models import User
from marketplace.bids import actions
from marketplace.bids.models import Bid, Opening
from marketplace.bids.queries import keys_of, opened_in
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.bureau.projects.shares import ShareForm
from marketplace.journeys.open_bids import open_bids
from marketplace.kernel.clock import moment_of_database
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from marketplace.projects.rules import Stage, stage

OPENED = frozenset(ProjectState) - {
    ProjectState.PLANNED,
    ProjectState.APPROVED,
    ProjectState.PUBLISHED,
    ProjectState.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A project whose turn has come: its bids (each with word and tone), or too few of them."""

    project: Project
    word: str
    tone: str
    bids: list[tuple[Bid, str, str]]

    @property
    def has_failed(self) -> bool:
        return self.project.state == ProjectState.FAILED_TENDER


@sensitive_post_parameters("share")
@sensitive_variables("form")
@overseeing
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    batch = finding.get_batch(request.user, pk)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begun = _begun(batch)
        if attempt(form, lambda: (_given(request.user, batch, begun, form),)):
            first = _("Your share is right. Now the other officer gives the second one.")
            messages.success(request, _("The bids are open.") if begun else first)
            return redirect("bureau:opening", batch.pk)
    context = _about(request.user, batch, moment_of_database()) | {"form": form}
    return render(request, "desks/bureau/projects/opening.html", context, status=status_of(form))


@sensitive_variables("form", "share")
def _given(user: User, batch: ProjectBatch, begun: Opening | None, form: ShareForm) -> object:
    share = form.cleaned_data["share"]
    if begun is not None:
        return open_bids(begun, share=share, by=user)
    return actions.give_first_share(batch, share=share, by=user)


def _begun(batch: ProjectBatch) -> Opening | None:
    """An opening that waits for its second share."""
    return batch.openings.filter(opened_at=None).select_related("first_by").first()


def _about(user: User, batch: ProjectBatch, moment: datetime) -> dict[str, Any]:
    projects = finding.of_batch(batch)
    stages = {one.pk: stage(one.state, one.bids_until, moment) for one in projects}
    due = [one for one in projects if stages[one.pk] is Stage.BIDS_CLOSED]
    begun, keys = _begun(batch), keys_of(batch)
    holds = any(key.holder_id == user.pk for key in keys)
    return {
        "batch": batch,
        "name": words.name_of(batch),
        "now": moment,
        "waiting": [one for one in projects if stages[one.pk] is Stage.BIDDING],
        "due": due,
        "keys": keys,
        "begun": begun,
        "may_give": bool(due) and holds and (begun is None or begun.first_by_id != user.pk),
        "opened": _opened(batch, projects),
        "openings": batch.openings.exclude(opened_at=None).select_related("first_by", "second_by"),
    }


def _opened(batch: ProjectBatch, projects: list[Project]) -> list[Opened]:
    """Two queries for all of them, and none before the first was opened."""
    done = [one for one in projects if one.state in OPENED]
    bids: dict[int, list[tuple[Bid, str, str]]] = {one.pk: [] for one in done}
    for bid in opened_in(batch) if done else ():
        bids[bid.project_id].append((bid, *words.bid_state(bid.state)))
    return [Opened(one, *words.state_of(one), bids[one.pk]) for one in done]
