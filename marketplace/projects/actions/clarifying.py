"""What bidders ask, and what changes after the release: everybody reads it, and nobody loses time by it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Organization
from marketplace.projects import rules
from marketplace.projects.actions.entering import enter
from marketplace.projects.models import Amendment, Clarification, Project
from marketplace.projects.permissions import may_ask, may_plan


@transaction.atomic
def ask_question(
    project: Project, organization: Organization, *, question: str, by: User, at: datetime
) -> Clarification:
    """A question about a tender. Who asked is not told to anybody; the journal keeps it."""
    question = clean_text(question, field="question", longest=1000, required=True)
    changing.lock(project)
    if not may_ask(by, organization):
        raise NotAllowed("not_allowed", _("Only managers of the organization may ask for it."))
    _ensure_bidding(project, at)
    asked = Clarification.objects.create(
        project=project, asked_by=organization, asked_at=at, question=question
    )
    # The thread of a project is read by many: so it is told that somebody asked, not who.
    record("ask_question", asked, by=None, at=at)
    return asked


@transaction.atomic
def answer_question(asked: Clarification, *, answer: str, by: User, at: datetime) -> Clarification:
    """The answer goes to everybody at once."""
    answer = clean_text(answer, field="answer", longest=2000, required=True)
    project = asked.project
    enter(project, lambda user, it: may_plan(user, it.batch.district), by)
    changing.lock(asked)
    if asked.answer:
        raise RuleBroken("answered", _("This question was answered already."))
    _ensure_bidding(project, at)
    changing.change(
        asked,
        "answer_question",
        by=by,
        at=at,
        unsaid=("answer",),
        answer=answer,
        answered_at=at,
        answered_by=by,
    )
    return asked


@transaction.atomic
def amend_project(
    project: Project,
    *,
    text: str,
    bids_until: datetime | None = None,
    by: User,
    at: datetime,
) -> Amendment:
    """Tell everybody what is different from now on. The deadline moves on where too little time is left."""
    text = clean_text(text, field="text", required=True)
    enter(project, lambda user, it: may_plan(user, it.batch.district), by)
    _ensure_bidding(project, at)
    standing = project.bids_until
    if bids_until is not None and bids_until < standing:
        raise RuleBroken(
            "deadline_only_later",
            _("A deadline may be extended, and never be brought forward."),
            field="bids_until",
        )
    last = project.amendments.last()
    if last is not None and last.text == text:
        raise RuleBroken("announced", _("This was announced already."), field="text")
    days = project.rulebook.amendment_days
    until = rules.deadline_after_amendment(bids_until or standing, at, days)
    amendment = Amendment.objects.create(
        project=project, at=at, by=by, text=text, bids_until_before=standing, bids_until=until
    )
    if until != standing:
        changing.change(project, "amend_project", by=by, at=at, reason=text[:300], bids_until=until)
    else:
        record("amend_project", project, by=by, at=at, reason=text[:300])
    return amendment


def _ensure_bidding(project: Project, at: datetime) -> None:
    if rules.stage(project.state, project.bids_until, at) is not rules.Stage.BIDDING:
        raise RuleBroken("not_bidding", _("This project does not take bids at the moment."))
