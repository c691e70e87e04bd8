"""What each member of the panel gives, sealed from the others until all have signed."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.evaluations.actions.entering import ensure_state, enter, take
from marketplace.evaluations.choices import Dimension, EvaluationState
from marketplace.evaluations.models import DimensionScore, Evaluation, ScoreSheet
from marketplace.evaluations.permissions import seat_of
from marketplace.evaluations.queries import are_all_signed
from marketplace.evaluations.refusals import told_by_the_database
from marketplace.journal.actions import record
from marketplace.journal.changing import change, lock
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text


class Given(NamedTuple):
    """Points for a dimension, and why."""

    points: Decimal
    comment: str = ""


@transaction.atomic
def save_scores(
    evaluation: Evaluation, *, given: Mapping[str, Given], by: User, at: datetime
) -> ScoreSheet:
    """Keep what was filled in so far, by dimension. Others read it when all have signed."""
    sheet = _enter_sheet(evaluation, by, at)
    given = {name: _checked(evaluation, name, one) for name, one in given.items()}
    with told_by_the_database():
        for name, one in given.items():
            DimensionScore.objects.update_or_create(
                sheet=sheet, dimension=name, defaults=one._asdict()
            )
    record("save_scores", sheet, by=by, at=at, changes={"dimensions": sorted(given)})
    return sheet


@transaction.atomic
def sign_sheet(evaluation: Evaluation, *, by: User, at: datetime) -> ScoreSheet:
    """These are my points. The last signature opens all sheets, and the scoring is over."""
    sheet = _enter_sheet(evaluation, by, at)
    if sheet.scores.count() < len(Dimension):
        raise RuleBroken("not_whole", _("Give points for every dimension first."))
    with told_by_the_database():
        change(sheet, "sign_sheet", by=by, at=at, signed_at=at)
    if are_all_signed(evaluation):
        take(evaluation, "finish_scoring", by=by, at=at)
    return sheet


def _enter_sheet(evaluation: Evaluation, by: User, at: datetime) -> ScoreSheet:
    enter(evaluation, lambda user, it: seat_of(user, it) is not None, by)
    ensure_state(evaluation, EvaluationState.SITE_VISITED)
    seat = seat_of(by, evaluation)
    sheet, made = ScoreSheet.objects.get_or_create(
        evaluation=evaluation, seat=seat, defaults={"opened_at": at}
    )
    if not made:
        lock(sheet, "evaluation")
    if sheet.signed_at is not None:
        raise RuleBroken("signed", _("You have signed this sheet."))
    return sheet


def _checked(evaluation: Evaluation, name: str, given: Given) -> Given:
    most = evaluation.scheme.most.get(name)
    if most is None:
        raise Malformed("not_a_dimension", _("Please choose from the list."), field=name)
    points = given.points
    if not points.is_finite() or not 0 <= points <= most or points != round(points, 2):
        raise Malformed(
            "not_in_range",
            _("Please give 0 to %(most)s points, with two decimals at most.") % {"most": most},
            field=name,
        )
    return Given(points, clean_text(given.comment, field=f"{name}_comment", longest=500))
