"""What ties me to whom: declared once, so that I am never drawn to judge them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.evaluators.forms import EndForm, TieForm
from marketplace.desks.evaluators.people import evaluating
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden
from marketplace.panels.actions import declare_tie, end_tie
from marketplace.panels.models import Declaration, Evaluator
from marketplace.panels.queries import evaluator_of


@evaluating
def ties(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    form = TieForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: declare_tie(me, **form.cleaned_data, by=request.user, at=now()))
    ):
        messages.success(request, _("Thank you. You are not drawn where they bid."))
        return redirect("evaluators:ties")
    context = {
        "me": me,
        "declared": me.declarations.select_related("organization", "declared_by"),
        "form": form,
        "ending": EndForm(),
    }
    return render(request, "desks/evaluators/ties.html", context, status=status_of(form))


@require_POST
@evaluating
def end(request: HttpRequest, pk: int) -> HttpResponse:
    declared = (
        Declaration.objects.filter(pk=pk, evaluator=_me(request)).first() if pk < 2**63 else None
    )
    if declared is None:
        raise Hidden("no_such_tie", _("You have declared no such tie."))
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please enter the day."))
        return redirect("evaluators:ties")
    step(
        request,
        lambda: end_tie(
            declared, until_on=form.cleaned_data["until_on"], by=request.user, at=now()
        ),
        _("Kept. It counts for some time after its end."),
    )
    return redirect("evaluators:ties")


def _me(request: HttpRequest) -> Evaluator:
    me = evaluator_of(request.user)
    if me is None:
        raise Hidden("not_listed", _("You are not on the list of evaluators yet."))
    return me
