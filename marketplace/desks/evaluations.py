"""What a page tells of an evaluation, to the bureau, to the panel and to the provider."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from marketplace.bans.rules import Finding
from marketplace.desks.words import staff_word
from marketplace.evaluations.choices import Dimension, EvaluationState, Outcome
from marketplace.evaluations.lifecycle import EVALUATION
from marketplace.evaluations.models import Evaluation, Material, Measurement
from marketplace.evaluations.queries import Standing, means_of
from marketplace.kernel.errors import Hidden


@dataclass(frozen=True, slots=True)
class Heard:
    """How content people are: shares from 0 to 1, as `{% satisfaction %}` wants them."""

    rate: float | None
    low: float | None
    high: float | None
    answers: int


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator against its target; `fraction` None where nothing could be counted."""

    measurement: Measurement
    is_reached: bool

    @property
    def percent(self) -> int:
        """Of the target, a hundred at most."""
        reached = self.measurement.reached or Decimal(0)
        return min(int(100 * reached / self.measurement.target), 100)


def heard_of(standing: Standing) -> Heard:
    tally, interval = standing.tally, standing.interval
    if interval is None:
        return Heard(None, None, None, 0)
    rate = tally.satisfied / tally.valid
    return Heard(rate, float(interval.low), float(interval.high), tally.valid)


def measured(evaluation: Evaluation) -> list[Measured]:
    return [
        Measured(one, one.reached is not None and one.reached >= one.target)
        for one in evaluation.measurements.select_related("indicator")
    ]


def asked_of(evaluation: Evaluation) -> list[tuple[Any, int]]:
    """How many people each outcome has."""
    states = list(evaluation.members.values_list("state", flat=True))
    return [(label, states.count(state)) for state, label in Outcome.choices if state in states]


def points_of(evaluation: Evaluation) -> list[tuple[Any, float, str]]:
    """The mean of each dimension, as `{% bar_rows %}` wants them; empty before all have signed."""
    means, most = means_of(evaluation), evaluation.scheme.most
    return [
        (label, float(100 * means[name] / most[name]), f"{means[name]} / {most[name]}")
        for name, label in Dimension.choices
        if name in means
    ]


def word_of(evaluation: Evaluation) -> tuple[str, str]:
    return staff_word(EVALUATION, evaluation.state)


def awaited(evaluation: Evaluation) -> str:
    """Whose turn it is, where it is not the officer's."""
    if evaluation.state == EvaluationState.MATERIALS_REQUESTED:
        return _("The provider hands in its papers.")
    if evaluation.state == EvaluationState.SITE_VISITED:
        signed = evaluation.sheets.filter(signed_at__isnull=False).count()
        return _("The panel scores: %(signed)s of %(seats)s have signed.") % {
            "signed": signed,
            "seats": evaluation.panel.size,
        }
    if evaluation.state == EvaluationState.OBJECTING:
        return _("The provider may object; then another officer signs.")
    return ""


def is_alarming(standing: Standing) -> bool:
    return standing.finding is Finding.BANS


def context_of(found: Evaluation, standing: Standing) -> dict[str, Any]:
    word, tone = word_of(found)
    return {
        "evaluation": found,
        "project": found.project,
        "word": word,
        "tone": tone,
        "standing": standing,
        "heard": heard_of(standing),
        "is_alarming": is_alarming(standing),
        "measured": measured(found),
        "points": points_of(found),
        "pass_mark": found.project.rulebook.pass_mark,
    }


def get_evaluation(among: QuerySet[Evaluation], pk: int) -> Evaluation:
    # Larger than a key can be: the database would refuse to compare.
    found = among.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden(
            "no_such_evaluation", _("There is no such evaluation, or it is not yours to see.")
        )
    return found


def paper_of(found: Evaluation, pk: int) -> HttpResponse:
    """A paper that was handed in, to be kept and not to be opened in the page."""
    paper: Material | None = found.materials.filter(pk=pk).first() if pk < 2**63 else None
    if paper is None:
        raise Hidden("no_such_paper", _("There is no such paper."))
    return HttpResponse(
        bytes(paper.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{paper.digest[:12]}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )
