"""What stands between a batch and its release."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.bids.actions.keys import SHARES
from marketplace.bids.models import OpeningKey
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch


@dataclass(frozen=True, slots=True)
class Checklist:
    """`tasks` as `{% task_list %}` wants them; `is_complete`: the release waits for nothing more."""

    tasks: list[dict[str, Any]]
    is_complete: bool


def checklist_of(
    batch: ProjectBatch, projects: Sequence[Project], keys: Sequence[OpeningKey]
) -> Checklist:
    """One query, for the papers. `projects`: those that were not called off."""
    waiting = [one for one in projects if one.state == ProjectState.PLANNED]
    proved = [key for key in keys if key.proved_at]
    tasks = [_gate_1(projects, waiting), _shares(batch, keys, proved), _papers(batch, projects)]
    is_complete = bool(projects) and not waiting and len(proved) == SHARES
    return Checklist(tasks, is_complete)


def _gate_1(projects: Sequence[Project], waiting: Sequence[Project]) -> dict[str, Any]:
    title = _("Gate 1: each project is approved by a second officer")
    if not projects:
        return _task(title, _("There is no project in this batch."), done=False)
    if waiting:
        numbers = _joined(one.number for one in waiting)
        return _task(title, _("Open for %(numbers)s") % {"numbers": numbers}, done=False)
    return _task(title, "", done=True)


def _shares(
    batch: ProjectBatch, keys: Sequence[OpeningKey], proved: Sequence[OpeningKey]
) -> dict[str, Any]:
    told = _("%(count)s of 2 given out") % {"count": len(keys)}
    if keys:
        told += str(_(": ")) + _names(keys)
    if missing := [key for key in keys if key not in proved]:
        told += str(_("; ")) + _("not yet typed again: %(names)s") % {"names": _names(missing)}
    title = _("Two officers hold a share of the opening key")
    url = reverse("bureau:share", args=[batch.pk])
    return _task(title, told, done=len(proved) == SHARES, url=url)


def _papers(batch: ProjectBatch, projects: Sequence[Project]) -> dict[str, Any]:
    """Bare projects are told, and may be released all the same."""
    counted = batch.projects.filter(pk__in=[one.pk for one in projects])
    bare = counted.annotate(papers=Count("documents")).filter(papers=0)
    title = _("Each project has its documents")
    if numbers := list(bare.values_list("number", flat=True)):
        told = _("None yet for %(numbers)s") % {"numbers": _joined(numbers)}
        return _task(title, told, done=False) | {"tone": "warn"}
    return _task(title, "", done=bool(projects))


def _task(title: str, hint: str, *, done: bool, url: str = "") -> dict[str, Any]:
    status = pgettext("task", "Done") if done else pgettext("task", "Missing")
    tone = "good" if done else "waiting"
    return {"title": title, "hint": hint, "url": url, "status": status, "tone": tone}


def _names(keys: Iterable[OpeningKey]) -> str:
    return _joined(str(key.holder) for key in keys)


def _joined(words: Iterable[str]) -> str:
    return str(pgettext("between words", ", ")).join(words)
