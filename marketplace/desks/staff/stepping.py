"""The page of one small step."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.desks.staff.situations import Situation
from marketplace.desks.staff.steps import BY_SLUG
from marketplace.households.permissions import may_amend
from marketplace.kernel.errors import Hidden


@people.reading
def step(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Whoever sends a step that is not open any more is told by the room why."""
    if slug not in BY_SLUG:
        raise Hidden("no_such_page", _("There is no such page."))
    situation = Situation.of(people.get_need(request.user, number))
    sent = request.method == "POST"
    if not sent and not BY_SLUG[slug].is_open(request.user, situation):
        messages.info(
            request, _("This step is not open for you now. Here is where the need stands.")
        )
        return redirect("staff:need", number=number)
    form = BY_SLUG[slug](request.POST if sent else None, situation=situation)
    if sent and form.is_valid() and attempt(form, lambda: form.take(request.user, now())):
        messages.success(request, str(form.done))
        return redirect("staff:need", number=number)
    context = {
        "form": form,
        "need": situation.need,
        "breadcrumbs": people.crumbs(situation.need),
        "missing": words.missing_of(situation.need),
        "may_amend": may_amend(request.user, situation.need.resident),
    }
    return render(request, "desks/staff/step.html", context, status=status_of(form))
