"""The page of one small step."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.field import finding
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.situation import Situation
from marketplace.desks.field.steps import ORDER_STEPS, Step
from marketplace.desks.field.visit_steps import VISIT_STEPS
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden
from marketplace.workorders.models import Visit


def order_step(request: HttpRequest, desk: Desk, number: str, slug: str) -> HttpResponse:
    order = finding.get_order(desk, request.user, number)
    situation = Situation.of(desk, request.user, order, now())
    return _step(request, ORDER_STEPS.get(slug), situation, None)


def visit_step(request: HttpRequest, desk: Desk, pk: int, slug: str) -> HttpResponse:
    visit = finding.get_visit(desk, request.user, pk)
    situation = Situation.of(desk, request.user, visit.work_order, now())
    return _step(request, VISIT_STEPS.get(slug), situation, visit)


def _step(
    request: HttpRequest, step: type[Step] | None, situation: Situation, visit: Visit | None
) -> HttpResponse:
    """Whoever sends a step that is not open any more is told by the room why."""
    if step is None:
        raise Hidden("no_such_page", _("There is no such page."))
    sent = request.method == "POST"
    data, files = (request.POST, request.FILES) if sent else (None, None)
    form = step(data, files, situation=situation, visit=visit)
    if not sent and not step.is_open(situation, visit):
        messages.info(request, _("This step is not open for you now. Here is where it stands."))
        return redirect(form.back_url)
    if sent and form.is_valid() and attempt(form, lambda: form.take(request.user, now())):
        messages.success(request, str(form.done))
        return redirect(form.landing())
    context = {
        "desk": situation.desk,
        "form": form,
        "need": situation.order.need,
        "person": situation.person,
        "missing": form.missing() if not sent else [],
    }
    return render(request, "desks/field/step.html", context, status=status_of(form))
