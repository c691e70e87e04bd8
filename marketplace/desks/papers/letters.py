"""What the bureau tells an organization: who was chosen, a ban, an evaluation, what has to be put right."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.bans.models import Ban
from marketplace.bans.rules import interval
from marketplace.contracts.models import Award
from marketplace.contracts.queries import clocks_of
from marketplace.desks.bans import figures_of, told_of_ban
from marketplace.desks.evaluations import measured
from marketplace.desks.papers.paper import Column, Head, Paper
from marketplace.evaluations.choices import Dimension, EvaluationState
from marketplace.evaluations.models import CorrectionPlan, Evaluation
from marketplace.evaluations.queries import means_of
from marketplace.look.words import exact, percent
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project


def bureau_of(project: Project) -> str:
    return _("Civil affairs bureau of %(district)s") % {"district": project.batch.district.name}


def of_award(award: Award, to: Organization) -> bytes:
    """To whoever bid: once the result is public. `to` may be a member of a consortium."""
    project, clocks = award.project, clocks_of(award, award.publicized_at)
    is_chosen = award.bid.organization_id == to.pk
    paper = Paper(
        Head(
            bureau_of(project),
            f"{project.number}-A{award.pk}-{to.pk}",
            _("Notice of award") if is_chosen else _("Notice of the result of a tender"),
            award.publicized_at,
        )
    )
    paper.address(to.name)
    told = {"project": project.name, "number": project.number, "chosen": award.bid.organization}
    if is_chosen:
        paper.paragraph(_("Your bid for “%(project)s” (%(number)s) was chosen.") % told)
    else:
        paper.paragraph(
            _("In the tender “%(project)s” (%(number)s) the bid of %(chosen)s was chosen.") % told
        )
    paper.facts(
        [
            (_("Chosen"), award.bid.organization),
            (_("Publicized on"), exact(award.publicized_at)),
            (_("Publicized until"), exact(clocks.publicity_until)),
            (_("Challenges until"), exact(clocks.challenge_until)),
        ]
    )
    if is_chosen:
        paper.paragraph(
            _("The contract is offered to you when the result has been public and nothing is open.")
        )
    else:
        paper.paragraph(
            _(
                "If you do not agree, you may challenge the result on its page until the moment named "
                "above. You are answered within %(days)s working days, and nobody signs before."
            )
            % {"days": project.rulebook.answer_days}
        )
    paper.sign([(_("Approved by"), award.approved_by)])
    return paper.made()


def of_ban_notice(ban: Ban) -> bytes:
    paper = _about_a_ban(ban, 1, _("Notice before a bidding ban"), ban.noticed_at)
    paper.paragraph(ban.notice)
    paper.paragraph(
        _(
            "You may state your view on the page of this ban until %(until)s. Nobody decides before you "
            "have answered or this time is over."
        )
        % {"until": exact(ban.statement_until)}
    )
    paper.sign([(_("Notice given by"), ban.noticed_by)])
    return paper.made()


def of_ban_decision(ban: Ban) -> bytes:
    paper = _about_a_ban(ban, 2, _("Decision on a bidding ban"), ban.decided_at)
    paper.paragraph(ban.decision)
    days = {
        "first": _day(ban.from_on),
        "last": _day(told_of_ban(ban, ban.decided_at).last_on),
        "until": exact(ban.appeal_until),
    }
    paper.paragraph(
        _("From %(first)s to the end of %(last)s you may not bid. It ends by itself.") % days
    )
    paper.paragraph(
        _(
            "You may appeal on the page of this ban until %(until)s. Another officer reads it; the ban "
            "holds meanwhile."
        )
        % days
    )
    paper.sign([(_("Decided by"), ban.decided_by)])
    return paper.made()


def of_evaluation(evaluation: Evaluation) -> bytes:
    """The result that was announced, or the final one."""
    project, is_final = evaluation.project, evaluation.state == EvaluationState.FINAL
    at = evaluation.signed_at if is_final else evaluation.announced_at
    title = _("%(evaluation)s: notice of the result")
    paper = Paper(
        Head(
            bureau_of(project),
            f"{project.number}-E{evaluation.pk}-{2 if is_final else 1}",
            title % {"evaluation": evaluation.get_kind_display()},
            at,
        )
    )
    paper.address(evaluation.contract.organization.name)
    passed = _("Passed") if evaluation.passed else _("Not passed")
    paper.paragraph(
        _("“%(project)s” (contract %(number)s) was evaluated: %(result)s.")
        % {"project": project.name, "number": evaluation.contract.number, "result": passed}
    )
    mark = project.rulebook.pass_mark
    paper.facts(
        [
            (_("Points"), _("%(score)s of 100") % {"score": evaluation.score}),
            (_("To pass"), _("%(mark)s points") % {"mark": mark}),
            (_("Satisfied of those who answered"), heard(evaluation)),
        ]
    )
    _points(paper, evaluation)
    _indicators(paper, evaluation)
    if is_final:
        paper.paragraph(_("This result is final."))
    else:
        paper.paragraph(
            _(
                "You may object on the page of this evaluation until %(until)s; then another officer "
                "signs the result."
            )
            % {"until": exact(evaluation.objections_until)}
        )
    signed = (_("Signed by"), evaluation.signed_by)
    announced = (_("Announced by"), evaluation.announced_by)
    paper.sign([announced, signed] if is_final else [announced])
    return paper.made()


def of_plan(plan: CorrectionPlan) -> bytes:
    evaluation = plan.evaluation
    project = evaluation.project
    paper = Paper(
        Head(
            bureau_of(project),
            f"{project.number}-E{evaluation.pk}-3",
            _("Demand to put right"),
            plan.agreed_at,
        )
    )
    paper.address(evaluation.contract.organization.name)
    paper.paragraph(
        _("“%(project)s” (contract %(number)s) did not pass its mid-term evaluation.")
        % {"project": project.name, "number": evaluation.contract.number}
    )
    paper.heading(_("What has to be put right"))
    paper.paragraph(plan.what)
    paper.paragraph(
        _("Please report on the page of the evaluation what you have put right, until %(until)s.")
        % {"until": _day(plan.due_on)}
    )
    paper.sign([(_("Demanded by"), plan.agreed_by)])
    return paper.made()


def heard(evaluation: Evaluation) -> str:
    """“18 of 41 (43.9%), with 95 % confidence between 29.9% and 59.0%”."""
    if not evaluation.valid:
        return _("Nobody answered")
    found = interval(evaluation.satisfied, evaluation.valid)
    return _(
        "%(satisfied)s of %(valid)s (%(rate)s), with 95 %% confidence between %(low)s and %(high)s"
    ) % {
        "satisfied": evaluation.satisfied,
        "valid": evaluation.valid,
        "rate": percent(evaluation.satisfied / evaluation.valid, 1),
        "low": percent(float(found.low), 1),
        "high": percent(float(found.high), 1),
    }


def _about_a_ban(ban: Ban, count: int, title: str, at: Any) -> Paper:
    project = ban.project
    paper = Paper(Head(bureau_of(project), f"{project.number}-B{ban.pk}-{count}", title, at))
    paper.address(ban.organization.name)
    figures = figures_of(ban)
    paper.facts(
        [
            (_("Unified social credit code"), ban.organization.uscc),
            (_("Project"), f"{project.number} {project.name}"),
            (_("Evaluation"), ban.get_trigger_display()),
            (
                _("Satisfied of those who answered"),
                _("%(satisfied)s of %(valid)s (%(rate)s); fewer than half bring a ban about")
                % figures,
            ),
        ]
    )
    return paper


def _points(paper: Paper, evaluation: Evaluation) -> None:
    means, most = means_of(evaluation), evaluation.scheme.most
    paper.heading(_("What the panel gave"))
    paper.table(
        [
            Column(_("Dimension"), 0.6),
            Column(_("Points"), 0.2, True),
            Column(_("At most"), 0.2, True),
        ],
        [(label, means[name], most[name]) for name, label in Dimension.choices if name in means],
    )


def _indicators(paper: Paper, evaluation: Evaluation) -> None:
    rows = measured(evaluation)
    if not rows:
        return
    paper.heading(_("Indicators"))
    paper.table(
        [
            Column(_("Indicator"), 0.4),
            Column(_("Target"), 0.2, True),
            Column(_("Reached"), 0.2, True),
            Column("", 0.2),
        ],
        [
            (
                row.measurement.indicator.label,
                row.measurement.target,
                "–" if row.measurement.reached is None else row.measurement.reached,
                _("Target reached") if row.is_reached else _("Below the target"),
            )
            for row in rows
        ],
    )


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")
