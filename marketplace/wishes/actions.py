"""What is done with wishes: one function per verb."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.households.choices import Purpose
from marketplace.households.models import Resident
from marketplace.households.queries import consents_in_force
from marketplace.households.rules.contacts import clean_phone
from marketplace.households.rules.names import clean_name
from marketplace.households.showing import is_named_in
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.checks import whole_number
from marketplace.kernel.codes import spoken_code
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Organization
from marketplace.wishes import permissions, queries
from marketplace.wishes.choices import WishState as S
from marketplace.wishes.lifecycle import OPEN, WISH
from marketplace.wishes.models import MicroWish
from marketplace.wishes.rules import (
    CONTACT_KEPT,
    MOST_FEN,
    MOST_OPEN,
    ON_THE_BOARD,
    STORY,
    TITLE,
    TO_BRING,
    Objection,
    day_of,
    objections_to,
)

SAID = {
    Objection.MONEY: _("Never money: only a thing that can be bought and brought."),
    Objection.NUMBER: _("No telephone and no other long number: everybody reads this."),
    Objection.ADDRESS: _("No address: everybody reads this."),
    Objection.NAME: _("No name: everybody reads this."),
}
NOBODY: dict[str, Any] = {
    "organization": None,
    "adopter_code": "",
    "adopter_name": "",
    "adopter_phone": "",
    "adopted_at": None,
    "bring_until_on": None,
}
WORDS = ["title", "story", "thanks", "ended_for", "adopter_name", "adopter_phone"]
UNTOLD = ("adopter_name", "adopter_phone", "adopter_code")


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who gives without an account, and can be called."""

    name: str
    phone: str


@transaction.atomic
def make_wish(
    resident: Resident,
    *,
    group: TargetGroup,
    title: str,
    story: str,
    value: int,
    agreed: bool,
    by: User,
    at: datetime,
) -> MicroWish:
    """Staff write down what somebody would like, in words that name nobody. `agreed`: the person wants it shown.

    Raises:
        Malformed: money, a number, an address or a name is in it, or it costs too much.
        RuleBroken: three wait already, or the person has not consented to services.
    """
    changing.lock(resident, "household__community")
    community = resident.household.community
    if not permissions.may_wish(by, community):
        raise NotAllowed("not_allowed", _("You may not write down wishes for this community."))
    title = _public(title, "title", TITLE, resident, required=True)
    story = _public(story, "story", STORY, resident)
    whole_number(value, 1, MOST_FEN, field="value")
    if not agreed:
        raise Malformed(
            "not_agreed", _("Only what the person wants shown is put on the board."), field="agreed"
        )
    if not resident.groups.filter(pk=group.pk).exists():
        raise Malformed("not_of_the_group", _("Please choose from the list."), field="group")
    if not consents_in_force(resident).filter(purpose=Purpose.SERVICE).exists():
        raise RuleBroken("no_consent", _("The person has not consented to arranging services."))
    if MicroWish.objects.filter(resident=resident, state__in=OPEN).count() >= MOST_OPEN:
        raise RuleBroken("many_wishes", _("Three wishes of this person wait already."))
    wish = MicroWish.objects.create(
        resident=resident,
        community=community,
        group=group,
        title=title,
        story=story,
        value=value,
        posted_by=by,
        posted_at=at,
    )
    told = changing.codes_of(wish, "community", "group", "value")
    record("make_wish", wish, by=by, at=at, changes=told)
    return wish


@transaction.atomic
def publish_wish(wish: MicroWish, *, by: User, at: datetime) -> MicroWish:
    """Somebody else has read it: from now on it is on the board, for thirty days."""
    _enter(wish)
    if not permissions.may_check(by, wish):
        raise NotAllowed("not_another", _("Somebody else than who wrote it down checks a wish."))
    until = day_of(at + ON_THE_BOARD)
    return _take(wish, "publish", by=by, at=at, checked_by=by, checked_at=at, until_on=until)


@transaction.atomic
def refuse_wish(wish: MicroWish, *, reason: str, by: User, at: datetime) -> MicroWish:
    reason = clean_text(reason, field="reason", longest=300, required=True)
    _enter(wish)
    if not permissions.may_check(by, wish):
        raise NotAllowed("not_another", _("Somebody else than who wrote it down checks a wish."))
    return _end(wish, "refuse", reason, by=by, at=at)


@transaction.atomic
def adopt_wish(
    wish: MicroWish,
    *,
    organization: Organization | None = None,
    citizen: Citizen | None = None,
    by: User | None,
    at: datetime,
) -> MicroWish:
    """It is promised, by an organization or by a citizen (`by=None`), who gets a code to follow it by. Of two at
    once the first one gives it, and the other one is told."""
    _enter(wish)
    if (organization is None) == (citizen is None):
        raise Malformed("one_adopter", _("Either an organization or a citizen gives it."))
    facts: dict[str, Any] = {"adopted_at": at, "bring_until_on": day_of(at + TO_BRING)}
    if organization is not None:
        if by is None or not permissions.may_give_for(by, organization):
            raise NotAllowed("not_allowed", _("You may not give in the name of this organization."))
        facts["organization"] = organization
    else:
        facts["adopter_name"] = clean_name(citizen.name, field="name")
        facts["adopter_phone"] = clean_phone(citizen.phone, field="phone", required=True)
        facts["adopter_code"] = spoken_code()
    if wish.state != S.PUBLISHED:
        raise RuleBroken("taken", _("Somebody else was faster: this wish is not open any more."))
    if wish.until_on < day_of(at):
        raise RuleBroken("over", _("The time of this wish is over."))
    return _take(wish, "adopt", by=by, at=at, **facts)


@transaction.atomic
def give_back_wish(wish: MicroWish, *, by: User | None, at: datetime) -> MicroWish:
    """Whoever promised it cannot bring it: it goes back on the board. `by=None`: the citizen, by their code, or
    time itself; else somebody of the organization or of the community's staff."""
    _enter(wish)
    if by is not None and not (
        permissions.may_wish(by, wish.community)
        or (wish.organization is not None and permissions.may_give_for(by, wish.organization))
    ):
        raise NotAllowed("not_allowed", _("You may not do this for this wish."))
    until = max(wish.until_on, day_of(at + TO_BRING)) if wish.until_on else None
    return _take(wish, "give_back", by=by, at=at, **NOBODY, until_on=until)


@transaction.atomic
def deliver_wish(wish: MicroWish, *, by: User, at: datetime) -> MicroWish:
    """Staff have handed it over to the person."""
    _enter(wish)
    _ensure_staff(by, wish)
    return _take(wish, "deliver", by=by, at=at, delivered_by=by, delivered_at=at, ended_at=at)


@transaction.atomic
def thank_for_wish(wish: MicroWish, *, thanks: str, by: User, at: datetime) -> MicroWish:
    """What the person says to whoever gave: everybody reads it, so it names nobody either."""
    _enter(wish)
    _ensure_staff(by, wish)
    thanks = _public(thanks, "thanks", STORY, wish.resident, required=True)
    return _take(wish, "thank", by=by, at=at, thanks=thanks, thanked_at=at)


@transaction.atomic
def withdraw_wish(wish: MicroWish, *, reason: str, by: User, at: datetime) -> MicroWish:
    """The person does not want it any more."""
    reason = clean_text(reason, field="reason", longest=300, required=True)
    _enter(wish)
    _ensure_staff(by, wish)
    return _end(wish, "withdraw", reason, by=by, at=at)


def let_wishes_lapse(*, at: datetime) -> int:
    """What was not brought in time goes back on the board; what nobody adopted ends; contacts of whoever gave are
    forgotten. How many moved."""
    moved = 0
    for wish in queries.not_brought(at):
        give_back_wish(wish, by=None, at=at)
        moved += 1
    for wish in queries.over(at):
        with transaction.atomic():
            _enter(wish)
            if wish.state == S.PUBLISHED:
                _take(wish, "expire", by=None, at=at, ended_at=at)
                moved += 1
    ended = MicroWish.objects.filter(ended_at__lt=at - CONTACT_KEPT).exclude(adopter_code="")
    for wish in ended.exclude(adopter_phone__blank=True):
        wish.adopter_name = wish.adopter_phone = ""
        wish.save(update_fields=["adopter_name", "adopter_phone"])
    return moved


def erase_words(resident: Resident, *, by: User, at: datetime) -> None:
    """Open wishes are taken back, and no word is left. Part of the erasing."""
    for wish in MicroWish.objects.filter(resident=resident):
        _enter(wish)
        if wish.state in OPEN:
            _end(wish, "withdraw", "", by=by, at=at)
        for name in WORDS:
            setattr(wish, name, "")
        wish.save(update_fields=WORDS)


def _enter(wish: MicroWish) -> None:
    changing.lock(wish, "community", "organization", "resident")


def _ensure_staff(by: User, wish: MicroWish) -> None:
    if not permissions.may_wish(by, wish.community):
        raise NotAllowed("not_allowed", _("You may not do this for this wish."))


def _take(wish: MicroWish, verb: str, *, by: User | None, at: datetime, **facts: Any) -> MicroWish:
    state = WISH.target(wish.state, verb)
    changing.change(
        wish, f"{verb}_wish", by=by, at=at, unsaid=(*UNTOLD, "thanks"), state=state, **facts
    )
    return wish


def _end(wish: MicroWish, verb: str, reason: str, *, by: User, at: datetime) -> MicroWish:
    return _take(wish, verb, by=by, at=at, ended_at=at, ended_for=reason)


def _public(
    text: str, field: str, longest: int, resident: Resident, *, required: bool = False
) -> str:
    text = clean_text(text, field=field, longest=longest, required=required)
    for objection in objections_to(text, names_somebody=is_named_in(text, resident)):
        raise Malformed(f"not_{objection}", SAID[objection], field=field)
    return text
