"""What an officer can do about an evaluation now."""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.accounts.models import User
from marketplace.bans.rules import Finding
from marketplace.desks.bureau.contracts.forms import AnswerForm, ReasonForm
from marketplace.desks.bureau.evaluations.forms import CorrectionForm, VisitForm
from marketplace.desks.steps import Step
from marketplace.evaluations import actions
from marketplace.evaluations.choices import (
    EvaluationState,
    Kind,
    ObjectionState,
    Outcome,
    PlanState,
)
from marketplace.evaluations.models import CorrectionPlan, Evaluation
from marketplace.evaluations.permissions import may_sign
from marketplace.evaluations.queries import Standing, is_worth_repeating
from marketplace.journeys.accept_correction import accept_correction
from marketplace.journeys.finish_evaluation import finish_evaluation


def of_evaluation(
    evaluation: Evaluation, standing: Standing, by: User, at: datetime
) -> Iterator[Step]:
    act = {"by": by, "at": at}
    state = evaluation.state
    if state == EvaluationState.SCHEDULED:
        yield Step(
            "request",
            _("Request the materials"),
            _("Request them"),
            lambda data: actions.request_materials(evaluation, **act),
            _("Requested. The provider finds it on its page."),
        )
    elif state == EvaluationState.MATERIALS_IN:
        yield Step(
            "draw",
            _("Have people drawn and asked"),
            _("Draw the sample"),
            lambda data: actions.open_survey(evaluation, **act),
            _("Drawn. Whoever works near these people finds them on their list."),
            told=_(
                "The lot decides, by subdistrict; its seed is kept, so that it can be repeated."
            ),
        )
    elif state == EvaluationState.SURVEY_OPEN:
        waiting = evaluation.members.filter(state=Outcome.WAITING).count()
        yield Step(
            "close",
            _("Close the survey"),
            _("Close it"),
            lambda data: actions.close_survey(evaluation, **act),
            _("Closed."),
            told=_("%(count)s people still wait to be asked.") % {"count": waiting},
        )
    elif state == EvaluationState.SURVEY_CLOSED:
        yield from _after_survey(evaluation, standing, by, at)
    elif state == EvaluationState.SCORED:
        yield Step(
            "work_out",
            _("Work out the preliminary result"),
            _("Work it out"),
            lambda data: actions.work_out_result(evaluation, **act),
            _("Worked out. Look at it before you announce it."),
        )
    elif state == EvaluationState.PRELIMINARY:
        yield Step(
            "announce",
            _("Announce the result"),
            _("Announce it to the provider"),
            lambda data: actions.announce_result(evaluation, **act),
            _("Announced. The time to object has begun."),
        )
    elif state == EvaluationState.OBJECTING:
        yield from _objecting(evaluation, standing, by, at)


def of_plan(plan: CorrectionPlan, by: User, at: datetime) -> Iterator[Step]:
    if plan.state != PlanState.DONE:
        return
    yield Step(
        "accept_correction",
        _("It was put right"),
        _("Accept"),
        lambda data: accept_correction(plan, by=by, at=at),
        _("Accepted. The project goes on."),
        told=plan.report,
    )
    yield Step(
        "send_back",
        _("It was not yet put right"),
        _("Send it back"),
        lambda data: actions.send_correction_back(plan, reason=data["reason"], by=by, at=at),
        _("Sent back."),
        asks=ReasonForm,
        kind="plain",
    )


def _after_survey(
    evaluation: Evaluation, standing: Standing, by: User, at: datetime
) -> Iterator[Step]:
    worth = is_worth_repeating(evaluation, standing.tally)
    if standing.finding is Finding.ASK_AGAIN and worth:
        yield Step(
            "repeat",
            _("Too few have answered"),
            _("Repeat the survey"),
            lambda data: actions.repeat_survey(evaluation, by=by, at=at),
            _("Others were drawn, and those not reached are tried again."),
            told=_("Nothing is rounded: others are drawn, and those not reached are tried again."),
        )
        return
    yield Step(
        "visit",
        _("Site visit"),
        _("Write down the visit"),
        lambda data: actions.record_site_visit(evaluation, **data, by=by, at=at),
        _("Written down. The indicators were counted, and the panel scores now."),
        asks=VisitForm,
        told=_(
            "With it the indicators are counted from the orders, and the panel begins to score."
        ),
    )


def _objecting(
    evaluation: Evaluation, standing: Standing, by: User, at: datetime
) -> Iterator[Step]:
    waiting = evaluation.objections.filter(state=ObjectionState.RECEIVED)
    for objection in waiting:
        yield Step(
            f"objection-{objection.pk}",
            _("Answer the objection"),
            pgettext("challenge", "Answer"),
            lambda data, it=objection: actions.answer_objection(it, **data, by=by, at=at),
            _("Answered."),
            asks=AnswerForm,
            told=objection.text,
        )
    if waiting or at <= evaluation.objections_until or not may_sign(by, evaluation):
        return
    wants_plan = evaluation.kind == Kind.MIDTERM and standing.passed is False
    yield Step(
        "sign",
        _("Sign the result"),
        _("Sign: it is final"),
        lambda data: finish_evaluation(evaluation, **data, by=by, at=at),
        _("Signed. The result is final, and the project goes on with it."),
        asks=CorrectionForm if wants_plan else forms.Form,
        told=_("Another officer announced it. From now on nothing changes it."),
    )
