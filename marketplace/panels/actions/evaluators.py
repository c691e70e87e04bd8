"""Who may be drawn, and what ties them to whom."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.models import ServiceLevel, Subcategory
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.checks import choice_of, whole_number
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Organization
from marketplace.panels.choices import EvaluatorKind, Tie
from marketplace.panels.models import Declaration, Evaluator
from marketplace.panels.permissions import may_draw
from marketplace.places.models import District, Posting
from marketplace.places.queries import in_force
from marketplace.workdays.rules import SHANGHAI

MOST_PLACES = 50


@transaction.atomic
def register_evaluator(
    user: User,
    *,
    kind: str,
    employer: str,
    organization: Organization | None = None,
    specialities: Collection[Subcategory] = (),
    levels: Collection[ServiceLevel] = (),
    places: int = 6,
    by: User,
    at: datetime,
) -> Evaluator:
    """Put somebody who is posted as an evaluator on the list from which panels are drawn."""
    _ensure_may_keep_list(by, user, at)
    if Evaluator.objects.filter(user=user).exists():
        raise RuleBroken("registered", _("This person is on the list already."))
    evaluator = Evaluator.objects.create(
        user=user,
        kind=choice_of(kind, EvaluatorKind.values, field="kind"),
        registered_at=at,
        organization=organization,
        **_checked(employer, places),
    )
    evaluator.specialities.set(specialities)
    evaluator.levels.set(levels)
    told = changing.codes_of(evaluator, "kind", "employer", "organization", "places")
    told |= _knowledge(specialities, levels)
    record("register_evaluator", evaluator, by=by, at=at, changes=told)
    return evaluator


@transaction.atomic
def amend_evaluator(
    evaluator: Evaluator,
    *,
    employer: str,
    organization: Organization | None,
    specialities: Collection[Subcategory],
    levels: Collection[ServiceLevel],
    places: int,
    is_active: bool,
    by: User,
    at: datetime,
) -> Evaluator:
    """What the list says of somebody; their kind stays."""
    changing.lock(evaluator, "user")
    _ensure_may_keep_list(by, evaluator.user, at)
    evaluator.specialities.set(specialities)
    evaluator.levels.set(levels)
    changing.change(
        evaluator,
        "amend_evaluator",
        by=by,
        at=at,
        organization=organization,
        is_active=is_active,
        also=_knowledge(specialities, levels),
        **_checked(employer, places),
    )
    return evaluator


@transaction.atomic
def declare_tie(
    evaluator: Evaluator,
    organization: Organization,
    *,
    tie: str,
    until_on: date | None = None,
    note: str = "",
    by: User,
    at: datetime,
) -> Declaration:
    """Say what ties an evaluator to an organization. They themselves do, or the bureau that learnt of it."""
    changing.lock(evaluator, "user")
    if by.pk != evaluator.user_id:
        _ensure_may_keep_list(by, evaluator.user, at)
    tie = choice_of(tie, Tie.values, field="tie")
    note = clean_text(note, field="note", longest=300, required=tie == Tie.OTHER)
    declared = Declaration.objects.create(
        evaluator=evaluator,
        organization=organization,
        tie=tie,
        until_on=until_on,
        note=note,
        declared_at=at,
        declared_by=by,
    )
    told = changing.codes_of(declared, "organization", "tie", "until_on")
    record("declare_tie", declared, by=by, at=at, changes=told)
    return declared


@transaction.atomic
def end_tie(declared: Declaration, *, until_on: date, by: User, at: datetime) -> Declaration:
    """It is over; it goes on counting for the years that the rules say."""
    changing.lock(declared, "evaluator__user")
    if by.pk != declared.evaluator.user_id:
        _ensure_may_keep_list(by, declared.evaluator.user, at)
    if declared.until_on is not None:
        raise RuleBroken("ended", _("This has an end already."))
    if until_on > at.astimezone(SHANGHAI).date():
        raise Malformed("in_future", _("This day has not come yet."), field="until_on")
    changing.change(declared, "end_tie", by=by, at=at, until_on=until_on)
    return declared


def _ensure_may_keep_list(by: User, user: User, at: datetime) -> None:
    on = at.astimezone(SHANGHAI).date()
    posted = Posting.objects.filter(in_force(on), user=user, role=Role.EVALUATOR)
    districts = District.objects.filter(pk__in=posted.values("district"))
    if not any(may_draw(by, district) for district in districts):
        raise NotAllowed(
            "not_allowed", _("Only the bureau keeps the list of its district's evaluators.")
        )


def _checked(employer: str, places: int) -> dict[str, Any]:
    return {
        "employer": clean_text(employer, field="employer", longest=100, required=True),
        "places": whole_number(places, 1, MOST_PLACES, field="places"),
    }


def _knowledge(
    specialities: Collection[Subcategory], levels: Collection[ServiceLevel]
) -> dict[str, Any]:
    return {
        "specialities": sorted(each.pk for each in specialities),
        "levels": sorted(each.pk for each in levels),
    }
