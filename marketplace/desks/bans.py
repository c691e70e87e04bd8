"""A ban in words, for both sides of it: how it stands, what must happen next and by when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from marketplace.bans.choices import BanState as S
from marketplace.bans.lifecycle import BAN, STANDING
from marketplace.bans.models import Ban
from marketplace.bans.rules import Interval, interval
from marketplace.desks.words import staff_word
from marketplace.look.words import percent
from marketplace.workdays.rules import SHANGHAI

TONES: dict[str, str] = {
    S.IN_FORCE: "bad",
    S.APPEALED: "bad",
    S.UPHELD: "bad",
    S.DROPPED: "done",
    S.REVOKED: "done",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that runs: `fraction` of it is over, more than 1 when it is past."""

    due_at: datetime
    fraction: float

    @property
    def is_over(self) -> bool:
        return self.fraction > 1


@dataclass(frozen=True, slots=True)
class Told:
    """A ban as one reads it. `next` is empty where nothing has to happen any more."""

    ban: Ban
    word: str
    tone: str
    next: str
    clock: Clock | None

    @property
    def rate(self) -> float:
        return self.ban.satisfied / self.ban.valid

    @property
    def interval(self) -> Interval | None:
        return interval(self.ban.satisfied, self.ban.valid)

    @property
    def last_on(self) -> date | None:
        """The last day on which it holds."""
        return self.ban.until_on - timedelta(days=1) if self.ban.until_on else None


def told_of_ban(ban: Ban, at: datetime) -> Told:
    """Its organization, project and policy come along, so that a list asks once."""
    word, tone = staff_word(BAN, ban.state)
    if is_over(ban, at):
        return Told(ban, _("Over"), "done", "", None)
    return Told(ban, word, TONES.get(ban.state, tone), *_next(ban, at))


def is_over(ban: Ban, at: datetime) -> bool:
    return ban.state in STANDING and ban.until_on <= at.astimezone(SHANGHAI).date()


def may_state(ban: Ban, at: datetime) -> bool:
    return ban.state == S.NOTICED and at <= ban.statement_until


def may_appeal(ban: Ban, at: datetime) -> bool:
    return ban.state == S.IN_FORCE and not is_over(ban, at) and at <= ban.appeal_until


def figures_of(ban: Ban) -> dict[str, Any]:
    """What a notice says, ready to be put into a sentence."""
    found = interval(ban.satisfied, ban.valid)
    return {
        "organization": ban.organization.name,
        "number": ban.project.number,
        "project": ban.project.name,
        "evaluation": ban.get_trigger_display(),
        "satisfied": ban.satisfied,
        "valid": ban.valid,
        "rate": percent(ban.satisfied / ban.valid, 1),
        "low": percent(float(found.low), 1),
        "high": percent(float(found.high), 1),
        "years": ban.policy.years,
        "days": ban.policy.statement_days,
    }


def _next(ban: Ban, at: datetime) -> tuple[str, Clock | None]:
    if ban.state in STANDING and ban.lifting_asked_by_id:
        return _("A second officer decides whether it is taken back"), None
    if ban.state == S.PROPOSED:
        return _("The bureau gives notice, or drops it"), None
    if may_state(ban, at) and not ban.statement:
        awaited = _clock(ban.noticed_at, ban.statement_until, at)
        return _("The organization may state its view"), awaited
    if ban.state == S.NOTICED:
        return _("Another officer decides"), None
    if ban.state == S.APPEALED:
        return _("Another officer answers the appeal"), None
    if may_appeal(ban, at):
        return _("The organization may appeal"), _clock(ban.decided_at, ban.appeal_until, at)
    if ban.state in STANDING:
        return _("It ends by itself"), _clock(_midnight(ban.from_on), _midnight(ban.until_on), at)
    return "", None


def _clock(begins: datetime, ends: datetime, at: datetime) -> Clock:
    return Clock(ends, (at - begins) / (ends - begins))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), SHANGHAI)
