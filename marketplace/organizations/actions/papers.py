"""What an organization shows of itself, and what the bureau says to it."""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import Qualification
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of, lock
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.files import clean_file_name, clean_pdf
from marketplace.kernel.pictures import only_pixels
from marketplace.kernel.text import clean_code, clean_text
from marketplace.organizations.actions.leave import ask_leave
from marketplace.organizations.actions.people import add_licence, enter
from marketplace.organizations.choices import PaperKind, PaperState
from marketplace.organizations.models import Organization, Paper
from marketplace.organizations.permissions import may_manage, may_vet

MOST_PAPERS = 40


@transaction.atomic
def hand_in_paper(
    organization: Organization,
    *,
    kind: str,
    name: str,
    content: bytes,
    qualification: Qualification | None = None,
    number: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    by: User,
    at: datetime,
) -> Paper:
    """A PDF, or a picture of the paper. A qualification says which one, with its number and its days."""
    kind = choice_of(kind, PaperKind, field="kind")
    if kind == PaperKind.QUALIFICATION:
        _ensure_whole(qualification, number, from_on, until_on)
    else:
        qualification, number = None, ""
    content, content_type = _cleaned(content)
    paper = Paper(
        organization=organization,
        kind=kind,
        qualification=qualification,
        number=clean_code(clean_text(number, field="number", longest=60)),
        from_on=from_on,
        until_on=until_on,
        name=clean_file_name(name, field="content"),
        content=content,
        content_type=content_type,
        digest=sha256(content).hexdigest(),
        handed_in_at=at,
        handed_in_by=by,
    )
    enter(may_manage, organization, by)
    held = organization.papers.filter(state=PaperState.HANDED_IN)
    if held.filter(digest=paper.digest, kind=kind, qualification=qualification).exists():
        raise RuleBroken("paper_known", _("This file is handed in already."), field="content")
    if held.count() >= MOST_PAPERS:
        raise RuleBroken(
            "too_many", _("At most %(most)s, please.") % {"most": MOST_PAPERS}, field="content"
        )
    paper.save(force_insert=True)
    told = codes_of(paper, "id", "kind", "qualification", "from_on", "until_on", "digest")
    record("hand_in_paper", organization, by=by, at=at, changes=told)
    return paper


@transaction.atomic
def take_back_paper(paper: Paper, *, by: User, at: datetime) -> None:
    """Handed in by mistake, and not judged yet."""
    _enter(paper, may_manage, by)
    told = codes_of(paper, "id", "kind", "digest")
    record("take_back_paper", paper.organization, by=by, at=at, changes=told)
    paper.delete()


@transaction.atomic
def accept_paper(paper: Paper, *, by: User, at: datetime) -> Paper:
    """Seen by the bureau. A qualification holds from its first day on."""
    _enter(paper, may_vet, by)
    if paper.qualification is not None and paper.from_on is not None:
        add_licence(
            paper.organization,
            qualification=paper.qualification,
            number=paper.number,
            from_on=paper.from_on,
            until_on=paper.until_on,
            by=by,
            at=at,
        )
    _judge(paper, "accept_paper", by=by, at=at, state=PaperState.ACCEPTED)
    return paper


@transaction.atomic
def refuse_paper(paper: Paper, *, reason: str, by: User, at: datetime) -> Paper:
    """It cannot be read, has run out, or is another one; the organization reads why."""
    reason = clean_text(reason, field="reason", longest=300, required=True)
    _enter(paper, may_vet, by)
    state = PaperState.REFUSED
    _judge(paper, "refuse_paper", by=by, at=at, reason=reason, state=state, refused_for=reason)
    return paper


def _judge(paper: Paper, verb: str, *, by: User, at: datetime, **facts: Any) -> None:
    change(paper, verb, by=by, at=at, judged_at=at, judged_by=by, **facts)


def _enter(paper: Paper, may: Callable[[User, Organization], bool], by: User) -> None:
    ask_leave(may, paper.organization, by)
    lock(paper, "organization__community", "qualification")
    if paper.state != PaperState.HANDED_IN:
        raise RuleBroken("paper_judged", _("This paper was judged already."))


def _ensure_whole(
    qualification: Qualification | None, number: str, from_on: date | None, until_on: date | None
) -> None:
    if qualification is None:
        raise Malformed("which", _("Choose which qualification it is."), field="qualification")
    if not number.strip():
        raise Malformed("number_missing", _("Enter the number on the paper."), field="number")
    if from_on is None:
        raise Malformed("first_day_missing", _("Enter the first day."), field="from_on")
    if until_on is not None and until_on <= from_on:
        raise Malformed("ends_before", _("It ends before it begins."), field="until_on")
    if qualification.expires and until_on is None:
        raise Malformed(
            "last_day_missing",
            _("This qualification expires: enter its last day."),
            field="until_on",
        )


def _cleaned(content: bytes) -> tuple[bytes, str]:
    """The paper as it is kept, and its type: by what is in it."""
    if content.startswith(b"%PDF-"):
        return clean_pdf(content, field="content"), "application/pdf"
    kind, pixels = only_pixels(BytesIO(content), field="content")
    return pixels, f"image/{kind.lower()}"
