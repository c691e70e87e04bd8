"""Everything that changes a volunteer."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.choices import HelperSex, Language, Window
from marketplace.catalogue.models import Qualification, Subcategory, TargetGroup
from marketplace.journal.actions import record
from marketplace.journal.changing import change, code_of, codes_of, lock
from marketplace.kernel.checks import choice_of, choices_of, whole_number
from marketplace.kernel.codes import spoken_code
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.places.models import Community
from marketplace.volunteers import rules
from marketplace.volunteers.lifecycle import VOLUNTEER
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.permissions import may_manage, may_register, may_see, may_vet
from marketplace.workdays.rules import SHANGHAI

MOST_PLACES = 20
MOST_VISITS = 50
NEAREST, FARTHEST = 100, 50_000
OLDEST = 110
# Policies run for one year, some for three.
LONGEST_INSURED = timedelta(days=3 * 366)


@transaction.atomic
def register_volunteer(
    *,
    name: str,
    community: Community,
    birth_on: date,
    subcategories: Collection[Subcategory],
    groups: Collection[TargetGroup],
    school: str = "",
    radius: int = 3000,
    places: int = 2,
    lives_on_own_income: bool = False,
    guardian_agreed_on: date | None = None,
    user: User | None = None,
    by: User,
    at: datetime,
) -> Volunteer:
    """Somebody offers their time. Skills, insurance and background are confirmed by staff afterwards.

    `user` is their account, if they have one: with `user=by` they register themselves.
    """
    volunteer = Volunteer(
        number=f"V-{spoken_code(10)}",
        name=clean_text(name, field="name", longest=60, required=True),
        school=clean_text(school, field="school", longest=80),
        community=community,
        birth_on=birth_on,
        radius=whole_number(radius, NEAREST, FARTHEST, field="radius"),
        places=whole_number(places, 1, MOST_PLACES, field="places"),
        lives_on_own_income=lives_on_own_income,
        guardian_agreed_on=guardian_agreed_on,
        user=user,
        registered_at=at,
    )
    for_self = user is not None and user.pk == by.pk
    if not may_register(by, community, for_self=for_self):
        raise NotAllowed(
            "not_your_place",
            _("You have no post that covers %(place)s.") % {"place": community.name},
        )
    _judge_age(volunteer, at)
    _ensure_choices(subcategories, groups)
    _save_new(volunteer)
    volunteer.subcategories.set(subcategories)
    volunteer.groups.set(groups)
    changes = codes_of(volunteer, "user", "community", "radius", "places", "state")
    changes |= {"subcategories": code_of(list(subcategories)), "groups": code_of(list(groups))}
    record("register_volunteer", volunteer, by=by, at=at, changes=changes)
    return volunteer


@transaction.atomic
def confirm_volunteer(
    volunteer: Volunteer,
    *,
    qualifications: Collection[Qualification],
    insured_until_on: date | None,
    background_declared_on: date | None,
    by: User,
    at: datetime,
) -> Volunteer:
    """Staff have seen the papers: what they hold now, whole and not in addition.

    `insured_until_on` is the first day without insurance.
    """
    _enter(may_vet, volunteer, by)
    if background_declared_on is not None and background_declared_on > _day(at):
        raise Malformed(
            "in_future", _("That day has not come yet."), field="background_declared_on"
        )
    if insured_until_on is not None and insured_until_on > _day(at) + LONGEST_INSURED:
        raise Malformed(
            "too_far",
            _("No insurance is taken out for so long. Please check the year."),
            field="insured_until_on",
        )
    before = sorted(each.pk for each in volunteer.qualifications.all())
    volunteer.qualifications.set(qualifications)
    change(
        volunteer,
        "confirm_volunteer",
        by=by,
        at=at,
        also={"qualifications": [before, sorted(each.pk for each in qualifications)]},
        insured_until_on=insured_until_on,
        background_declared_on=background_declared_on,
    )
    return volunteer


@transaction.atomic
def choose_work(
    volunteer: Volunteer,
    *,
    subcategories: Collection[Subcategory],
    groups: Collection[TargetGroup],
    radius: int,
    by: User,
    at: datetime,
) -> Volunteer:
    """What they want to do, for whom, and how far from home (metres)."""
    radius = whole_number(radius, NEAREST, FARTHEST, field="radius")
    _ensure_choices(subcategories, groups)
    _enter(may_manage, volunteer, by)
    volunteer.subcategories.set(subcategories)
    volunteer.groups.set(groups)
    also = {"subcategories": code_of(list(subcategories)), "groups": code_of(list(groups))}
    change(volunteer, "choose_work", by=by, at=at, also=also, radius=radius)
    return volunteer


@transaction.atomic
def set_places(volunteer: Volunteer, *, places: int, by: User, at: datetime) -> Volunteer:
    """How many people they help at one time; 0 takes nobody new."""
    places = whole_number(places, 0, MOST_PLACES, field="places")
    _enter(may_manage, volunteer, by)
    if volunteer.places != places:
        change(volunteer, "set_places", by=by, at=at, places=places)
    return volunteer


@transaction.atomic
def set_availability(
    volunteer: Volunteer,
    *,
    visits_a_week: int | None,
    windows: Iterable[str],
    languages: Iterable[str],
    sex: str = "",
    by: User,
    at: datetime,
) -> Volunteer:
    """When they can come, how often a week in all (None: no limit), and what may be asked of a helper."""
    if visits_a_week is not None:
        visits_a_week = whole_number(visits_a_week, 0, MOST_VISITS, field="visits_a_week")
    available: dict[str, Any] = {
        "visits_a_week": visits_a_week,
        "windows": choices_of(windows, Window, field="windows"),
        "languages": choices_of(languages, Language, field="languages"),
        "sex": choice_of(sex, ["", *HelperSex], field="sex"),
    }
    _enter(may_manage, volunteer, by)
    changed = {name: told for name, told in available.items() if told != getattr(volunteer, name)}
    if changed:
        change(volunteer, "set_availability", by=by, at=at, **changed)
    return volunteer


def pause_volunteer(volunteer: Volunteer, *, by: User, at: datetime) -> Volunteer:
    """Nothing new for a while; what was accepted goes on."""
    return _take(volunteer, "pause", by=by, at=at)


def resume_volunteer(volunteer: Volunteer, *, by: User, at: datetime) -> Volunteer:
    return _take(volunteer, "resume", by=by, at=at)


def end_volunteer(volunteer: Volunteer, *, by: User, at: datetime) -> Volunteer:
    """They leave; they may return."""
    return _take(volunteer, "leave", by=by, at=at)


def return_volunteer(volunteer: Volunteer, *, by: User, at: datetime) -> Volunteer:
    return _take(volunteer, "return", by=by, at=at)


@transaction.atomic
def _take(volunteer: Volunteer, step: str, *, by: User, at: datetime) -> Volunteer:
    _enter(may_manage, volunteer, by)
    state = VOLUNTEER.target(volunteer.state, step)
    change(volunteer, f"{step}_volunteer", by=by, at=at, state=state)
    return volunteer


def _enter(may: Any, volunteer: Volunteer, by: User) -> None:
    lock(volunteer, "community")
    if may(by, volunteer):
        return
    if not may_see(by, volunteer):
        raise Hidden("no_such_volunteer", _("There is no such volunteer, or not one of yours."))
    raise NotAllowed("not_allowed", _("Your role does not allow this for this volunteer."))


def _judge_age(volunteer: Volunteer, at: datetime) -> None:
    on = _day(at)
    if volunteer.birth_on > on or rules.age_on(volunteer.birth_on, on) > OLDEST:
        raise Malformed("impossible_day", _("Please check the date of birth."), field="birth_on")
    agreed = volunteer.guardian_agreed_on
    if agreed is not None and agreed > on:
        raise Malformed("in_future", _("That day has not come yet."), field="guardian_agreed_on")
    person = rules.Person(
        state=volunteer.state,
        birth_on=volunteer.birth_on,
        insured_until_on=None,
        background_declared_on=None,
        subcategories=(),
        groups=(),
        qualifications=(),
        lives_on_own_income=volunteer.lives_on_own_income,
        guardian_agreed_on=agreed,
    )
    if not rules.is_old_enough(person, on):
        raise RuleBroken(
            "too_young",
            _(
                "Volunteers are 18, or 16 on their own income; from 14 on with a guardian's agreement."
            ),
            field="birth_on",
        )


def _ensure_choices(
    subcategories: Collection[Subcategory], groups: Collection[TargetGroup]
) -> None:
    if not subcategories:
        raise Malformed("no_work", _("Choose at least one kind of help."), field="subcategories")
    if not groups:
        raise Malformed("no_group", _("Choose at least one group."), field="groups")


def _save_new(volunteer: Volunteer) -> None:
    if volunteer.user is not None and Volunteer.objects.filter(user=volunteer.user).exists():
        raise _known_already()
    try:
        with transaction.atomic():
            volunteer.save(force_insert=True)
    except IntegrityError:
        raise _known_already() from None


def _known_already() -> RuleBroken:
    return RuleBroken("known_already", _("This account is already a volunteer's."), field="user")


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
