"""The papers of a tender: PDF, by what is in the file and not by its name."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.files import clean_pdf
from marketplace.kernel.text import clean_text
from marketplace.projects.actions.entering import enter
from marketplace.projects.choices import DocumentKind
from marketplace.projects.lifecycle import UNRELEASED
from marketplace.projects.models import Project, ProjectDocument
from marketplace.projects.permissions import may_plan

MOST = 12


@transaction.atomic
def add_document(
    project: Project, *, kind: str, title: str, content: bytes, by: User, at: datetime
) -> ProjectDocument:
    """Put a paper beside the project, before its release."""
    kind = choice_of(kind, DocumentKind, field="kind")
    title = clean_text(title, field="title", longest=100, required=True)
    content = clean_pdf(content, field="content")
    _enter_unreleased(project, by)
    if project.documents.count() >= MOST:
        raise RuleBroken(
            "too_many", _("At most %(most)s, please.") % {"most": MOST}, field="content"
        )
    digest = sha256(content).hexdigest()
    if project.documents.filter(digest=digest).exists():
        raise RuleBroken("same_file", _("This file is there already."), field="content")
    paper = ProjectDocument.objects.create(
        project=project,
        kind=kind,
        title=title,
        content=content,
        digest=digest,
        added_at=at,
    )
    told = {"kind": kind, "digest": paper.digest}
    record("add_document", paper, by=by, at=at, changes=told)
    return paper


@transaction.atomic
def remove_document(paper: ProjectDocument, *, by: User, at: datetime) -> None:
    """Take it away again, before the release."""
    _enter_unreleased(paper.project, by)
    record("remove_document", paper, by=by, at=at, changes={"digest": [paper.digest, ""]})
    paper.delete()


def _enter_unreleased(project: Project, by: User) -> None:
    enter(project, lambda user, it: may_plan(user, it.batch.district), by)
    if project.state not in UNRELEASED:
        raise RuleBroken("released", _("This project was released: announce a change instead."))
