"""Score sheets: of one member of a panel, and of all with what came out. Whoever calls has asked who may see."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.desks.money import yuan
from marketplace.desks.papers.letters import bureau_of
from marketplace.desks.papers.paper import Column, Head, Paper
from marketplace.desks.scores import drift_of, matrix_of, ranked_of
from marketplace.evaluations.choices import Dimension
from marketplace.evaluations.models import DimensionScore, Evaluation, ScoreSheet
from marketplace.evaluations.queries import means_of, score_of
from marketplace.look.words import exact
from marketplace.panels.choices import SeatState
from marketplace.panels.models import Panel, Seat
from marketplace.panels.queries import Sheet, sheet_of


def of_panel(panel: Panel) -> bytes:
    """The ranking, how far members lie apart, and every member's sheet: for whoever may see them all."""
    project = panel.project
    criteria = list(project.criteria.all())
    number = f"{project.number}-P{panel.pk}"
    paper = Paper(
        Head(bureau_of(project), number, _("Scores of the panel"), panel.signed_at), wide=True
    )
    paper.facts([*_about(panel), (_("Budget, yuan"), yuan(project.budget))])
    paper.heading(_("Ranking"))
    share = 0.52 / (len(criteria) + 1)
    paper.table(
        [
            Column(_("Rank"), 0.06, True),
            Column(_("Bid"), 0.28),
            Column(_("Price, yuan"), 0.14, True),
            *(Column(f"{each.label} / {each.weight}", share, True) for each in criteria),
            Column(_("Total"), share, True),
        ],
        [
            (
                row.rank,
                "\n".join(filter(None, [row.name, row.partners, row.note])),
                row.price,
                *(points for _label, points in row.means),
                row.total,
            )
            for row in ranked_of(project)
        ],
    )
    paper.note(
        _(
            "Means over all members, to hundredths; the total is rounded once, so it may differ from "
            "the sum by a hundredth. Equal totals: the heaviest criterion, then the lower price, then the "
            "earlier bid."
        )
    )
    paper.heading(_("How far members lie apart"))
    share = 0.75 / (len(criteria) + 1)
    paper.table(
        [
            Column(_("Member"), 0.25),
            *(Column(each.label, share, True) for each in criteria),
            Column(_("Together"), share, True),
        ],
        [
            (row.name, *(points for _label, points, _far in row.values), row.total)
            for row in drift_of(panel)
        ],
    )
    seats = panel.seats.filter(state=SeatState.SIGNED).select_related("evaluator__user")
    for seat in seats:
        paper.next_page()
        paper.heading(_("Score sheet of %(name)s") % {"name": seat.evaluator})
        _cells(paper, sheet_of(seat))
    paper.next_page()
    _hands(paper, seats)
    return paper.made()


def of_seat(seat: Seat) -> bytes:
    """What one member signed."""
    panel, project = seat.panel, seat.panel.project
    number = f"{project.number}-P{panel.pk}-{seat.pk}"
    paper = Paper(Head(bureau_of(project), number, _("Score sheet"), seat.signed_at), wide=True)
    paper.facts([(_("Member"), seat.evaluator), *_about(panel)])
    _cells(paper, sheet_of(seat))
    _hands(paper, [seat])
    return paper.made()


def of_evaluation(evaluation: Evaluation, sheets: Iterable[ScoreSheet]) -> bytes:
    """All sheets side by side and their means. Every one is signed."""
    sheets, most = list(sheets), evaluation.scheme.most
    last = max(sheet.signed_at for sheet in sheets)
    number = f"{evaluation.project.number}-E{evaluation.pk}-P"
    paper = Paper(
        Head(bureau_of(evaluation.project), number, _("Scores of the panel"), last), wide=True
    )
    paper.facts(_about_evaluation(evaluation))
    means = means_of(evaluation)
    given = [_given(sheet) for sheet in sheets]
    share = 0.55 / (len(sheets) + 1)
    paper.table(
        [
            Column(_("Dimension"), 0.33),
            Column(_("At most"), 0.12, True),
            *(Column(sheet.seat.evaluator, share, True) for sheet in sheets),
            Column(_("Mean"), share, True),
        ],
        [
            *(
                (label, most[name], *(each[name].points for each in given), means[name])
                for name, label in Dimension.choices
            ),
            (
                _("Total"),
                sum(most.values()),
                *(_sum(score.points for score in each.values()) for each in given),
                score_of(evaluation),
            ),
        ],
    )
    _comments(paper, sheets)
    _sign_sheets(paper, sheets)
    return paper.made()


def of_sheet(sheet: ScoreSheet) -> bytes:
    """What one member of an evaluation's panel signed."""
    evaluation = sheet.evaluation
    number = f"{evaluation.project.number}-E{evaluation.pk}-P-{sheet.pk}"
    paper = Paper(
        Head(bureau_of(evaluation.project), number, _("Score sheet"), sheet.signed_at), wide=True
    )
    paper.facts([(_("Member"), sheet.seat.evaluator), *_about_evaluation(evaluation)])
    given, most = _given(sheet), evaluation.scheme.most
    paper.table(
        [
            Column(_("Dimension"), 0.25),
            Column(_("At most"), 0.1, True),
            Column(_("Points"), 0.12, True),
            Column(_("Why"), 0.53),
        ],
        [
            *(
                (label, most[name], given[name].points, given[name].comment)
                for name, label in Dimension.choices
            ),
            (_("Total"), sum(most.values()), _sum(score.points for score in given.values()), ""),
        ],
    )
    _sign_sheets(paper, [sheet])
    return paper.made()


def _cells(paper: Paper, sheet: Sheet) -> None:
    """Points by bid and criterion; below them why."""
    matrix = matrix_of(sheet)
    share = 0.7 / (len(matrix.criteria) + 1)
    paper.table(
        [
            Column(_("Bid"), 0.3),
            *(Column(f"{each.label} / {each.weight}", share, True) for each in matrix.criteria),
            Column(_("Total"), share, True),
        ],
        [
            (bid.organization.name, *(points for _label, points in row), total)
            for bid, row, total in matrix.rows
        ],
    )
    told = [cell for cell in sheet.cells if cell.comment]
    if told:
        paper.table(
            [Column(_("Bid"), 0.3), Column(_("Criterion"), 0.2), Column(_("Why"), 0.5)],
            [(cell.bid.organization.name, cell.criterion.label, cell.comment) for cell in told],
        )


def _hands(paper: Paper, seats: Iterable[Seat]) -> None:
    """Who signed what: the digest tells whether a sheet is the one that was signed."""
    paper.table(
        [
            Column(_("Member"), 0.2),
            Column(_("Seat"), 0.16),
            Column(pgettext("seat", "Signed"), 0.16),
            Column(_("SHA-256 of the sheet"), 0.48),
        ],
        [
            (seat.evaluator, seat.get_role_display(), exact(seat.signed_at), seat.digest)
            for seat in seats
        ],
    )
    paper.sign([])


def _about(panel: Panel) -> list[tuple[Any, Any]]:
    return [
        (_("Project"), f"{panel.project.number} {panel.project.name}"),
        (_("For"), panel.get_purpose_display()),
    ]


def _about_evaluation(evaluation: Evaluation) -> list[tuple[Any, Any]]:
    return [
        (_("Project"), f"{evaluation.project.number} {evaluation.project.name}"),
        (_("Provider"), evaluation.contract.organization),
        (_("For"), evaluation.get_kind_display()),
    ]


def _given(sheet: ScoreSheet) -> dict[str, DimensionScore]:
    return {score.dimension: score for score in sheet.scores.all()}


def _sum(points: Iterable[Decimal]) -> Decimal:
    return sum(points, Decimal(0))


def _comments(paper: Paper, sheets: Sequence[ScoreSheet]) -> None:
    told = [(sheet.seat.evaluator, score) for sheet in sheets for score in sheet.scores.all()]
    paper.table(
        [Column(_("Member"), 0.2), Column(_("Dimension"), 0.2), Column(_("Why"), 0.6)],
        [
            (who, score.get_dimension_display(), score.comment)
            for who, score in told
            if score.comment
        ],
    )


def _sign_sheets(paper: Paper, sheets: Iterable[ScoreSheet]) -> None:
    paper.table(
        [
            Column(_("Member"), 0.4),
            Column(_("Seat"), 0.3),
            Column(pgettext("seat", "Signed"), 0.3),
        ],
        [
            (sheet.seat.evaluator, sheet.seat.get_role_display(), exact(sheet.signed_at))
            for sheet in sheets
        ],
    )
    paper.sign([])
