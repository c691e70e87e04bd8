"""How a need comes in, and what happens when something was missing."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.households.models import Consent, Resident
from marketplace.journal.actions import record
from marketplace.journal.changing import codes_of
from marketplace.kernel.checks import choice_of
from marketplace.kernel.codes import spoken_code
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.needs import rules
from marketplace.needs.actions import guards
from marketplace.needs.actions.guards import (
    ensure_consent,
    ensure_not_open,
    ensure_on_list,
    ensure_pick,
)
from marketplace.needs.actions.steps import enter, judge_step, take
from marketplace.needs.actions.wishing import NO_WISHES, Wishes
from marketplace.needs.choices import Channel
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import DailyNumber, Need
from marketplace.needs.permissions import may_answer_return, may_own, may_post
from marketplace.organizations.models import Service
from marketplace.places.models import Community
from marketplace.places.queries import owner_for
from marketplace.workdays.rules import SHANGHAI

TOLD = (
    "number",
    "state",
    "resident",
    "community",
    "channel",
    "need_type",
    "at_risk",
    "pick",
    "windows",
    "language",
    "helper_sex",
    "owner",
    "consent",
    "reported_at",
)


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """A need as it was told. Without a need type it is "other": then the description says what it is.

    `at_risk=None`: the safety question is still open. `reported_at`: when it was first told.
    `despite_open`: the open needs of the same kind that whoever posts has seen, by pk; None: all there are.
    `follow_code`: drawn beforehand, so that what is sent twice is posted once.
    `phone_confirmed_at`: when a code proved that the number is in the hand of whoever asks.
    """

    resident: Resident
    community: Community
    need_type: NeedType | None
    description: str
    channel: str
    at_risk: bool | None
    pick: Service | None
    reported_at: datetime
    wishes: Wishes = NO_WISHES
    despite_open: Collection[int] | None = ()
    follow_code: str = ""
    phone_confirmed_at: datetime | None = None


@transaction.atomic
def post_need(
    draft: NeedDraft,
    *,
    consent: Consent | None,
    owner: User | None = None,
    by: User | None,
    at: datetime,
) -> Need:
    """A need comes in and has an owner from this moment. `by=None`: the public form.

    Who is asked first stays responsible (首问负责), if they answer for this community at all.
    """
    _ask_leave(draft, by)
    description = clean_text(
        draft.description, field="description", required=draft.need_type is None
    )
    channel = choice_of(draft.channel, Channel, field="channel")
    _judge(draft, consent, at)
    need = Need(
        follow_code=draft.follow_code or spoken_code(),
        resident=draft.resident,
        community=draft.community,
        channel=channel,
        description=description,
        need_type=draft.need_type,
        at_risk=draft.at_risk,
        pick=draft.pick,
        **draft.wishes.checked(),
        owner=_owner(draft, owner, by),
        posted_by=by,
        consent=consent,
        reported_at=draft.reported_at,
        phone_confirmed_at=draft.phone_confirmed_at,
    )
    NEED.take(need, "submit")
    # Last, because whoever comes next waits for it.
    need.number = next_number(at.astimezone(SHANGHAI).date())
    with _sent_once():
        need.save(force_insert=True)
    record("post_need", need, by=by, at=at, changes=codes_of(need, *TOLD))
    return need


@transaction.atomic
def answer_return(need: Need, *, description: str, by: User | None, at: datetime) -> Need:
    """What was missing is there: it is submitted again, and waits anew. `by=None`: the resident."""
    description = clean_text(description, field="description", required=True)
    enter(need, may_answer_return, by)
    judge_step(need, "submit")
    return take(
        need,
        "submit",
        told="answer_return",
        by=by,
        at=at,
        description=description,
        note="",
        missing=[],
        restarted_at=at,
    )


def next_number(day: date) -> str:
    """The next number of `day`. Whoever asks waits until the one before has committed or given up."""
    DailyNumber.objects.bulk_create([DailyNumber(day=day)], ignore_conflicts=True)
    series = DailyNumber.objects.select_for_update().get(day=day)
    series.last += 1
    series.save(update_fields=["last"])
    return rules.number(day, series.last)


def _ask_leave(draft: NeedDraft, by: User | None) -> None:
    if not may_post(by, draft.community):
        raise NotAllowed(
            "not_your_community",
            _("You have no post that covers %(community)s. Call its staff or the hotline 12345.")
            % {"community": draft.community.name},
        )
    if by is None and draft.channel != Channel.PUBLIC:
        raise NotAllowed("sign_in", _("Please sign in first."))


def _judge(draft: NeedDraft, consent: Consent | None, at: datetime) -> None:
    rules.judge_told_at(draft.reported_at, at=at)
    resident = guards.hold_resident(draft.resident)
    if resident.erased_at is not None:
        raise RuleBroken("resident_erased", _("The data of this person were erased on request."))
    ensure_consent(consent, draft.resident.pk, at_risk=bool(draft.at_risk))
    if draft.need_type is not None:
        ensure_on_list(draft.need_type, at.astimezone(SHANGHAI).date())
    if draft.pick is not None:
        ensure_pick(draft.pick, draft.need_type)
    ensure_not_open(resident, draft.need_type, despite=draft.despite_open)


@contextmanager
def _sent_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "follow_code" not in str(error):
            raise
        raise RuleBroken("sent_already", _("This was sent already, and is posted once.")) from error


def _owner(draft: NeedDraft, named: User | None, by: User | None) -> User:
    community = draft.community
    if named is not None and not may_own(named, community):
        raise RuleBroken(
            "cannot_own",
            _("%(name)s has no post that covers %(community)s, so cannot answer for this need.")
            % {"name": named, "community": community.name},
        )
    first_asked = by if by is not None and may_own(by, community) else None
    owner = named or first_asked or owner_for(community, turn=draft.resident.pk)
    if owner is None:
        raise RuleBroken(
            "nobody_on_duty",
            _("Nobody answers for %(community)s here yet. Please call the hotline 12345.")
            % {"community": community.name},
        )
    return owner
