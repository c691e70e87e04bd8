"""Writing a bid: drafts save themselves, complete or not, and stay with their organization."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.models import BidDraft, DraftAttachment
from marketplace.bids.permissions import may_bid
from marketplace.bids.rules import MOST_ROWS, TEXTS, Attachment, Content, as_json, from_json
from marketplace.journal import changing
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.files import clean_file_name, clean_pdf
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project
from marketplace.projects.rules import Stage, stage

LONGEST = 5000
MOST_FILES = 8
MOST_BYTES = 30 * 1024 * 1024


@transaction.atomic
def save_draft(
    project: Project, organization: Organization, content: Content, *, by: User, at: datetime
) -> BidDraft:
    """Keep what was written so far. It need not be complete; it must be storable."""
    _check(content)
    # Whoever sends the draft in another window takes it away: the two queue.
    changing.lock(organization)
    _enter(project, organization, by, at)
    text = json.dumps(as_json(content), ensure_ascii=False)
    draft, _made = BidDraft.objects.update_or_create(
        project=project,
        organization=organization,
        defaults={"content": text, "saved_at": at, "saved_by": by},
    )
    return draft


@transaction.atomic
def restore_draft(
    project: Project,
    organization: Organization,
    content: Content,
    files: Sequence[Attachment],
    *,
    by: User,
    at: datetime,
) -> BidDraft:
    """What a copy says becomes the draft, with the copy's files and no others."""
    draft = save_draft(project, organization, content, by=by, at=at)
    draft.attachments.all().delete()
    for file in files:
        attach(draft, name=file.name, content=file.content, by=by, at=at)
    return draft


@transaction.atomic
def attach(
    draft: BidDraft, *, name: str, content: bytes, by: User, at: datetime
) -> DraftAttachment:
    """Put a PDF beside the draft."""
    name = clean_file_name(name, field="file")
    content = clean_pdf(content, field="file")
    _enter(draft.project, draft.organization, by, at)
    changing.lock(draft)
    held = draft.attachments.aggregate(size=Sum("size"))["size"] or 0
    if draft.attachments.count() >= MOST_FILES or held + len(content) > MOST_BYTES:
        raise RuleBroken(
            "too_many_files",
            _("A bid takes at most %(files)s files, %(size)s MB together.")
            % {"files": MOST_FILES, "size": MOST_BYTES // 1024 // 1024},
            field="file",
        )
    return DraftAttachment.objects.create(
        draft=draft,
        name=name,
        content=base64.b64encode(content).decode(),
        size=len(content),
        added_at=at,
    )


@transaction.atomic
def detach(attachment: DraftAttachment, *, by: User, at: datetime) -> None:
    draft = attachment.draft
    _enter(draft.project, draft.organization, by, at)
    attachment.delete()


@transaction.atomic
def discard_draft(draft: BidDraft, *, by: User, at: datetime) -> None:
    """Throw it away, with its files. A bid that was sent is not touched by it."""
    _ask_leave(draft.organization, by)
    draft.delete()


def content_of(draft: BidDraft | None) -> Content:
    return from_json(json.loads(draft.content)) if draft and draft.content else Content()


def files_of(draft: BidDraft) -> list[Attachment]:
    """Its files, opened."""
    return [
        Attachment(each.name, base64.b64decode(each.content)) for each in draft.attachments.all()
    ]


def _enter(project: Project, organization: Organization, by: User, at: datetime) -> None:
    _ask_leave(organization, by)
    if stage(project.state, project.bids_until, at) is not Stage.BIDDING:
        raise RuleBroken("not_bidding", _("This project does not take bids at the moment."))


def _ask_leave(organization: Organization, by: User) -> None:
    if not may_bid(by, organization):
        raise NotAllowed("not_allowed", _("Only managers of the organization may bid for it."))


def _check(content: Content) -> None:
    for name in TEXTS:
        clean_text(getattr(content, name), field=name, longest=LONGEST)
    for name in ("lines", "team"):
        if len(getattr(content, name)) > MOST_ROWS:
            raise Malformed(
                "too_many", _("At most %(most)s, please.") % {"most": MOST_ROWS}, field=name
            )
    for at, line in enumerate(content.lines):
        clean_text(line.label, field=f"lines.{at}.label", longest=100, required=True)
    for at, member in enumerate(content.team):
        clean_text(member.name, field=f"team.{at}.name", longest=60, required=True)
        clean_text(member.duty, field=f"team.{at}.duty", longest=100)
