"""It is due: the provider hands in its papers and what it reports itself."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts.models import Contract
from marketplace.evaluations.actions.entering import ensure_state, enter, take
from marketplace.evaluations.choices import EvaluationState, Kind
from marketplace.evaluations.models import Evaluation, Material, Measurement
from marketplace.evaluations.permissions import may_run, may_speak_for
from marketplace.evaluations.queries import is_final, scheme_on
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.files import clean_pdf
from marketplace.kernel.text import clean_text
from marketplace.projects.choices import Measure
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI

MOST = 12
LARGEST = Decimal("99999999.99")


@transaction.atomic
def schedule_evaluations(contract: Contract, *, by: User, at: datetime) -> list[Evaluation]:
    """Both evaluations of a contract that was just signed. Part of that journey: leave is asked there."""
    scheme = scheme_on(at.astimezone(SHANGHAI).date())
    days = {Kind.MIDTERM: contract.project.midterm_on, Kind.FINAL: contract.project.final_on}
    scheduled = []
    for kind, due_on in days.items():
        evaluation = Evaluation.objects.create(
            project=contract.project,
            contract=contract,
            kind=kind,
            scheme=scheme,
            due_on=due_on,
            scheduled_at=at,
        )
        told = {"kind": kind.value, "due_on": due_on.isoformat()}
        record("schedule_evaluation", evaluation, by=by, at=at, changes=told)
        scheduled.append(evaluation)
    return scheduled


@transaction.atomic
def request_materials(evaluation: Evaluation, *, by: User, at: datetime) -> Evaluation:
    """The provider has the working days of the scheme. The final one waits for the mid-term."""
    enter(evaluation, may_run, by)
    if evaluation.kind == Kind.FINAL and not is_final(evaluation.contract, Kind.MIDTERM):
        raise RuleBroken("midterm_open", _("The mid-term evaluation is not final yet."))
    until = calendar().add_working_days(at, evaluation.scheme.materials_days).at
    return take(evaluation, "request_materials", by=by, at=at, materials_until=until)


@transaction.atomic
def add_material(
    evaluation: Evaluation, *, title: str, content: bytes, by: User, at: datetime
) -> Material:
    title = clean_text(title, field="title", longest=100, required=True)
    content = clean_pdf(content, field="content")
    enter(evaluation, may_speak_for, by)
    ensure_state(evaluation, EvaluationState.MATERIALS_REQUESTED)
    if evaluation.materials.count() >= MOST:
        raise RuleBroken(
            "too_many", _("At most %(most)s, please.") % {"most": MOST}, field="content"
        )
    material = Material.objects.create(
        evaluation=evaluation,
        title=title,
        content=content,
        digest=sha256(content).hexdigest(),
        added_at=at,
        added_by=by,
    )
    record("add_material", material, by=by, at=at, changes={"digest": material.digest})
    return material


@transaction.atomic
def hand_in_materials(
    evaluation: Evaluation,
    *,
    reported: Mapping[int, Decimal] | None = None,
    by: User,
    at: datetime,
) -> Evaluation:
    """Papers, and a figure for every indicator that only the provider can report: `reported` by the key
    of the indicator."""
    enter(evaluation, may_speak_for, by)
    ensure_state(evaluation, EvaluationState.MATERIALS_REQUESTED)
    if not evaluation.materials.exists():
        raise RuleBroken("no_materials", _("Add at least one paper first."))
    Measurement.objects.bulk_create(_reported(evaluation, reported or {}, at))
    return take(evaluation, "hand_in_materials", by=by, at=at)


def _reported(
    evaluation: Evaluation, reported: Mapping[int, Decimal], at: datetime
) -> list[Measurement]:
    indicators = evaluation.project.indicators.filter(measure=Measure.REPORTED)
    missing = {
        f"reported_{one.pk}": _("Please fill this in.")
        for one in indicators
        if not _is_a_figure(reported.get(one.pk))
    }
    if missing:
        raise Malformed(
            "missing", _("Please give a figure for each of these indicators."), fields=missing
        )
    return [
        Measurement(
            evaluation=evaluation,
            indicator=one,
            target=one.target,
            reached=reported[one.pk],
            measured_at=at,
        )
        for one in indicators
    ]


def _is_a_figure(value: Decimal | None) -> bool:
    return value is not None and value.is_finite() and 0 <= value <= LARGEST
