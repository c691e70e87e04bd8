"""The opening: two officers, after the deadline; what is due opens at once, or not at all."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans.queries import banned_among
from marketplace.bids import rules
from marketplace.bids.actions.typing import typed_share
from marketplace.bids.choices import BidState
from marketplace.bids.lifecycle import BID
from marketplace.bids.models import Bid, OpenedAttachment, OpenedBid, Opening, OpeningKey
from marketplace.bids.permissions import may_complete, may_give_share
from marketplace.bids.queries import keys_of
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.clock import moment_of_database
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.kernel.sealing import Share, Tampered, seal, unseal
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from marketplace.workdays.rules import SHANGHAI

SHORT = 256


@dataclass(slots=True)
class Result:
    """What became of the bids of one project."""

    project: Project
    opened: list[Bid] = field(default_factory=list)
    tampered: list[Bid] = field(default_factory=list)
    banned: list[Bid] = field(default_factory=list)
    unread: list[Bid] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Too few bids: what there is stays sealed for good."""
        return len(self.opened) < self.project.rulebook.fewest_bids


@transaction.atomic
def give_first_share(batch: ProjectBatch, *, share: str, by: User) -> Opening:
    """The first officer's share, once a deadline has passed. It waits sealed to the second officer's key."""
    changing.lock(batch, "district")
    if not may_give_share(by, batch):
        raise NotAllowed("not_allowed", _("Only the two officers who hold a share can open."))
    moment = moment_of_database()
    if not due(batch, moment).exists():
        raise RuleBroken("too_early", _("No deadline of this batch has passed yet."))
    if batch.openings.filter(opened_at=None).exists():
        raise RuleBroken("opening_begun", _("The opening has begun: the second share is awaited."))
    mine, other = _keys(batch, by)
    typed = typed_share(share, mine)
    waiting = seal(
        typed.text.encode(), publics=(other.public,), context=_context(batch), block=SHORT
    )
    opening = Opening.objects.create(
        batch=batch,
        first_by=by,
        first_at=moment,
        waiting_share=base64.b64encode(waiting).decode(),
    )
    record("give_first_share", opening, by=by, at=moment)
    return opening


@transaction.atomic
def give_second_share(opening: Opening, *, share: str, by: User) -> list[Result]:
    """The second officer's share: every bid that is due is opened, and held against its receipt."""
    batch = opening.batch
    changing.lock(batch, "district")
    changing.lock(opening)
    if not may_complete(by, opening):
        raise NotAllowed(
            "second_officer", _("The second share is given by the other officer who holds one.")
        )
    if opening.opened_at is not None:
        raise RuleBroken("opened", _("These bids were opened already."))
    moment = moment_of_database()
    mine, other = _keys(batch, by)
    typed = typed_share(share, mine)
    shares = _in_order(batch, {mine.position: typed, other.position: _waiting(opening, typed)})
    results = [
        _open_project(project, opening, shares, by, moment)
        for project in due(batch, moment).select_for_update(of=("self",)).order_by("pk")
    ]
    changing.change(
        opening,
        "give_second_share",
        by=by,
        at=moment,
        unsaid=("waiting_share",),
        waiting_share="",
        second_by=by,
        opened_at=moment,
    )
    return results


def due(batch: ProjectBatch, moment: datetime) -> QuerySet[Project]:
    """The projects of a batch whose deadline has passed and whose bids are still sealed."""
    return Project.objects.filter(
        batch=batch, state=ProjectState.PUBLISHED, bids_until__lt=moment
    ).select_related("rulebook")


def _open_project(
    project: Project, opening: Opening, shares: tuple[Share, ...], by: User, moment: datetime
) -> Result:
    result = Result(project)
    sealed = list(
        Bid.objects.filter(project=project, state=BidState.SEALED)
        .select_related("organization")
        .prefetch_related("partners__organization")
        .order_by("pk")
    )
    banned = banned_among(
        {one for bid in sealed for one in _bidders(bid)}, moment.astimezone(SHANGHAI).date()
    )
    readable: list[tuple[Bid, bytes]] = []
    for bid in sealed:
        packed = _packed(bid, project, shares)
        if banned & _bidders(bid):
            result.banned.append(bid)
        elif packed is None:
            result.tampered.append(bid)
        else:
            readable.append((bid, packed))
    if len(readable) < project.rulebook.fewest_bids:
        result.unread = [bid for bid, _packed_bid in readable]
    else:
        result.opened = [_keep(bid, packed, opening, by, moment) for bid, packed in readable]
    for bid in result.tampered:
        _take(bid, "find_tampered", by, moment)
    for bid in result.banned:
        _take(bid, "exclude", by, moment, excluded_for=str(_("It is banned from bidding.")))
    return result


def _packed(bid: Bid, project: Project, shares: tuple[Share, ...]) -> bytes | None:
    context = rules.context_of(project.number, bid.organization.uscc)
    try:
        packed = unseal(bytes(bid.sealed), shares=shares, context=context)
    except Tampered:
        return None
    return packed if rules.digest_of(packed) == bid.digest else None


def _keep(bid: Bid, packed: bytes, opening: Opening, by: User, moment: datetime) -> Bid:
    content, attachments = rules.unpack(packed)
    opened = OpenedBid.objects.create(
        bid=bid, opening=opening, content=rules.as_json(content), total=content.total
    )
    OpenedAttachment.objects.bulk_create(
        OpenedAttachment(bid=opened, name=each.name, content=each.content) for each in attachments
    )
    _take(bid, "open", by, moment)
    return bid


def _take(bid: Bid, step: str, by: User, moment: datetime, **facts: Any) -> None:
    state = BID.target(bid.state, step)
    changing.change(bid, f"{step}_bid", by=by, at=moment, state=state, **facts)


def _bidders(bid: Bid) -> set[int]:
    return {bid.organization_id, *(partner.organization_id for partner in bid.partners.all())}


def _keys(batch: ProjectBatch, by: User) -> tuple[OpeningKey, OpeningKey]:
    """The key of `by`, and the other officer's."""
    keys = keys_of(batch)
    (mine,) = (key for key in keys if key.holder_id == by.pk)
    (other,) = (key for key in keys if key.holder_id != by.pk)
    return mine, other


def _waiting(opening: Opening, share: Share) -> Share:
    text = unseal(
        base64.b64decode(opening.waiting_share), shares=(share,), context=_context(opening.batch)
    )
    return Share.typed(text.decode())


def _in_order(batch: ProjectBatch, shares: dict[int, Share]) -> tuple[Share, ...]:
    return tuple(shares[key.position] for key in keys_of(batch))


def _context(batch: ProjectBatch) -> str:
    return f"share:{batch.pk}"
