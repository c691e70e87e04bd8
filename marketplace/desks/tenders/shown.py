"""A project and a ban in the words of the public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.bans.choices import BanState
from marketplace.bans.models import Ban
from marketplace.bans.rules import Interval, interval
from marketplace.desks.money import yuan
from marketplace.desks.words import resident_word
from marketplace.projects.lifecycle import PROJECT
from marketplace.projects.models import Project
from marketplace.projects.rules import Stage, stage
from marketplace.workdays.rules import SHANGHAI

SOON = 3 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Row:
    """A project in a list. `chosen`: the name of its provider, once that is public."""

    project: Project
    word: str
    tone: str
    stage: Stage | None
    budget: str
    soon: bool
    chosen: str = ""

    @property
    def takes_bids(self) -> bool:
        return self.stage is Stage.BIDDING

    @property
    def meta(self) -> str:
        groups, kinds = self.project.groups.all(), self.project.subcategories.all()
        return f"{self.project.number} · {_named(groups)} · {_named(kinds)}"


@dataclass(frozen=True, slots=True)
class News:
    """A question with its answer, or a change, as everybody reads it."""

    at: datetime
    title: str
    text: str
    answer: str
    tone: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the register. `last_on` is the last day on which it holds."""

    ban: Ban
    word: str
    tone: str
    rate: float
    interval: Interval
    last_on: date


def row_of(project: Project, at: datetime, chosen: str = "") -> Row:
    word, tone = resident_word(PROJECT, project.state)
    where = stage(project.state, project.bids_until, at)
    if where is Stage.BIDS_CLOSED:
        word, tone = _("Closed, to be opened"), "waiting"
    left = (project.bids_until - at).total_seconds()
    return Row(project, word, tone, where, yuan(project.budget), 0 <= left < SOON, chosen)


def facts_of(project: Project) -> list[tuple[str, str]]:
    """For whom, where, when, and what one must hold."""
    return [
        (_("For whom"), _named(project.groups.all())),
        (_("Level"), project.level.name),
        (_("Where"), _named(project.subdistricts.all()) or _("The whole district")),
        (
            _("Service"),
            _("%(first)s to %(last)s")
            % {
                "first": date_format(project.service_from, "DATE_FORMAT"),
                "last": date_format(project.service_until - timedelta(days=1), "DATE_FORMAT"),
            },
        ),
        (_("Qualifications"), _named(project.qualifications.all()) or _("None in particular")),
        (_("How it is chosen"), project.get_method_display()),
    ]


def _named(things: Iterable[Any]) -> str:
    return _(", ").join(each.name for each in things)


def lines_of(project: Project) -> list[tuple[str, str]]:
    return [(line.label, yuan(line.amount)) for line in project.budget_lines.all()]


def goals_of(project: Project) -> list[tuple[str, str]]:
    return [
        (goal.label, f"{goal.target.normalize():f} {goal.unit}".strip())
        for goal in project.indicators.all()
    ]


def news_of(project: Project) -> list[News]:
    """Answered questions and changes, newest first. Who asked is not told."""
    return sorted([*_answers(project), *_changes(project)], key=lambda each: each.at, reverse=True)


def entry_of(ban: Ban, at: datetime) -> Entry:
    today = at.astimezone(SHANGHAI).date()
    if ban.state == BanState.REVOKED:
        word, tone = _("Taken back"), "done"
    elif ban.until_on <= today:
        word, tone = _("Over"), "done"
    elif ban.state == BanState.APPEALED:
        word, tone = _("In force, appealed"), "bad"
    else:
        word, tone = _("In force"), "bad"
    last_on = ban.until_on - timedelta(days=1)
    return Entry(
        ban, word, tone, ban.satisfied / ban.valid, interval(ban.satisfied, ban.valid), last_on
    )


def _answers(project: Project) -> Iterable[News]:
    for asked in project.clarifications.all():
        if asked.answer:
            yield News(asked.answered_at, _("Question"), asked.question, asked.answer, "neutral")


def _changes(project: Project) -> Iterable[News]:
    for change in project.amendments.all():
        title: Any = _("What has changed")
        if change.bids_until != change.bids_until_before:
            until = date_format(change.bids_until.astimezone(SHANGHAI), "DATETIME_FORMAT")
            title = _("What has changed; bids until %(until)s") % {"until": until}
        yield News(change.at, title, change.text, "", "warn")
