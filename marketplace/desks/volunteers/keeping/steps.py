"""What somebody who keeps volunteers can do with one."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.steps import Step
from marketplace.desks.volunteers.forms import SeenForm, seen_of
from marketplace.volunteers import actions
from marketplace.volunteers.choices import VolunteerState as S
from marketplace.volunteers.lifecycle import VOLUNTEER
from marketplace.volunteers.models import Volunteer


def steps_of(one: Volunteer, by: User, at: datetime) -> Iterator[Step]:
    act = {"by": by, "at": at}
    if one.state != S.LEFT:
        yield Step(
            "seen",
            _("Papers you have seen"),
            _("Keep it so"),
            lambda data: actions.confirm_volunteer(one, **data, **act),
            _("Kept. What is missing keeps them from being asked."),
            asks=SeenForm,
            further={"initial": seen_of(one)},
            told=_("Whole, as they are today: what is not ticked is not held any more."),
        )
    if VOLUNTEER.allows(one.state, "pause"):
        yield Step(
            "pause",
            _("A break"),
            _("Let them take a break"),
            lambda data: actions.pause_volunteer(one, **act),
            _("Nobody asks them now. What they took on goes on."),
            kind="plain",
        )
    if VOLUNTEER.allows(one.state, "resume"):
        yield Step(
            "resume",
            _("A break"),
            _("They are back"),
            lambda data: actions.resume_volunteer(one, **act),
            _("They are asked again."),
        )
    if VOLUNTEER.allows(one.state, "return"):
        yield Step(
            "return",
            _("They left"),
            _("They are back"),
            lambda data: actions.return_volunteer(one, **act),
            _("They are asked again."),
        )
    if VOLUNTEER.allows(one.state, "leave"):
        yield Step(
            "leave",
            _("They leave"),
            _("They leave"),
            lambda data: actions.end_volunteer(one, **act),
            _("They left. They may return."),
            kind="danger",
        )
