"""Somebody goes and looks; at that moment the indicators are counted, and the panel begins."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans.queries import policy_on
from marketplace.bans.rules import Finding
from marketplace.evaluations.actions.entering import LONGEST, enter, take
from marketplace.evaluations.lifecycle import EVALUATION
from marketplace.evaluations.measuring import figures_of, reached
from marketplace.evaluations.models import Evaluation, Measurement, SiteVisit
from marketplace.evaluations.permissions import may_run
from marketplace.evaluations.queries import finding_of, is_worth_repeating, tally_of
from marketplace.evaluations.rules import Tally
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.panels.choices import PanelState
from marketplace.panels.queries import standing_panel
from marketplace.projects.choices import MEASURED
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def record_site_visit(
    evaluation: Evaluation,
    *,
    visited_on: date,
    visitors: str,
    findings: str,
    by: User,
    at: datetime,
) -> SiteVisit:
    """What was seen, by whom. Refused while too few have answered and others could be asked."""
    visitors = clean_text(visitors, field="visitors", longest=200, required=True)
    findings = clean_text(findings, field="findings", longest=LONGEST, required=True)
    enter(evaluation, may_run, by)
    EVALUATION.target(evaluation.state, "visit_site")
    if not evaluation.contract.from_on <= visited_on <= at.astimezone(SHANGHAI).date():
        raise Malformed("not_a_day", _("Please give a day of the contract."), field="visited_on")
    tally = tally_of(evaluation)
    _ensure_enough_answers(evaluation, tally, at)
    panel = standing_panel(evaluation.project, evaluation.kind)
    if panel is None or panel.state != PanelState.SCORING:
        raise RuleBroken(
            "no_panel", _("Draw a panel for this evaluation, and let it begin, first.")
        )
    visit = SiteVisit.objects.create(
        evaluation=evaluation,
        visited_on=visited_on,
        visitors=visitors,
        findings=findings,
        recorded_at=at,
        recorded_by=by,
    )
    record("record_site_visit", visit, by=by, at=at, changes={"on": visited_on.isoformat()})
    _measure(evaluation, tally, at)
    take(evaluation, "visit_site", by=by, at=at, panel=panel)
    return visit


def _ensure_enough_answers(evaluation: Evaluation, tally: Tally, at: datetime) -> None:
    finding = finding_of(tally, policy_on(at.astimezone(SHANGHAI).date()))
    if finding is Finding.ASK_AGAIN and is_worth_repeating(evaluation, tally):
        raise RuleBroken(
            "too_few_answers", _("Too few have answered: repeat the survey, nothing is rounded.")
        )


def _measure(evaluation: Evaluation, tally: Tally, at: datetime) -> None:
    """Every indicator that can be counted, from the beginning of the contract until now."""
    contract = evaluation.contract
    begun = datetime.combine(contract.from_on, datetime.min.time(), SHANGHAI)
    figures = figures_of(contract, begun, at, calendar())
    rows = []
    for indicator in evaluation.project.indicators.filter(measure__in=MEASURED):
        found = reached(indicator.measure, figures, tally)
        rows.append(
            Measurement(
                evaluation=evaluation,
                indicator=indicator,
                target=indicator.target,
                reached=found.value,
                counted=found.counted,
                measured_at=at,
            )
        )
    Measurement.objects.bulk_create(rows)
