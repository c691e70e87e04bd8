"""One screen for an evaluation: what was reached and said, and beside it what I give it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.bans.queries import policy_on
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.evaluations import context_of, get_evaluation, paper_of
from marketplace.desks.evaluators.people import evaluating
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.evaluations.actions import save_scores
from marketplace.evaluations.actions.scoring import Given
from marketplace.evaluations.choices import Dimension, EvaluationState
from marketplace.evaluations.models import Evaluation, ScoreSheet
from marketplace.evaluations.permissions import seat_of
from marketplace.evaluations.queries import standing_of, with_all
from marketplace.journeys.sign_sheet import sign_sheet
from marketplace.look.forms import ShortText
from marketplace.panels.lifecycle import HELD
from marketplace.panels.models import Seat
from marketplace.workdays.rules import SHANGHAI


class SheetForm(forms.Form):
    """Points and a word of why for each dimension; half filled is fine until it is signed."""

    def __init__(self, *args: Any, most: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in Dimension.choices:
            self.fields[name] = forms.DecimalField(
                label=label,
                help_text=_("0 to %(most)s points") % {"most": most[name]},
                min_value=0,
                max_value=most[name],
                decimal_places=2,
                required=False,
                widget=ShortText(width="6"),
            )
            self.fields[f"{name}_comment"] = CleanCharField(
                label=_("Why"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
            )

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[name], self[f"{name}_comment"]) for name in Dimension.values]

    def given(self) -> dict[str, Given]:
        typed: dict[str, Decimal | None] = self.cleaned_data
        return {
            name: Given(typed[name], self.cleaned_data[f"{name}_comment"])
            for name in Dimension.values
            if typed[name] is not None
        }


@evaluating
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_evaluation(evaluations_of(request.user), pk)
    sheet = found.sheets.filter(seat=seat_of(request.user, found)).first()
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        most=found.scheme.most,
        initial=_initial(sheet),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _sent(request, found, form))
    ):
        return redirect("evaluators:evaluation", pk=pk)
    at = now()
    standing = standing_of(found, policy_on(at.astimezone(SHANGHAI).date()))
    context = context_of(found, standing) | {
        "form": form,
        "sheet": sheet,
        "may_score": found.state == EvaluationState.SITE_VISITED
        and not (sheet and sheet.signed_at),
        "reports": found.contract.reports.all(),
    }
    return render(request, "desks/evaluators/evaluation.html", context, status=status_of(form))


@evaluating
def material(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    return paper_of(get_evaluation(evaluations_of(request.user), pk), paper)


def _sent(request: HttpRequest, found: Evaluation, form: SheetForm) -> object:
    saved = save_scores(found, given=form.given(), by=request.user, at=now())
    if "sign" not in request.POST:
        messages.success(request, _("Saved. Nobody else reads it before all have signed."))
        return saved
    signed = sign_sheet(found, by=request.user, at=now())
    messages.success(request, _("Signed. When everybody has signed, you see what came out."))
    return signed


def _initial(sheet: ScoreSheet | None) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for score in sheet.scores.all() if sheet else ():
        given |= {score.dimension: score.points, f"{score.dimension}_comment": score.comment}
    return given


def evaluations_of(user: User) -> Any:
    """Those of panels on which one holds a seat."""
    seats = Seat.objects.filter(evaluator__user=user, state__in=HELD)
    return with_all(Evaluation.objects.filter(panel__in=seats.values("panel")))
