"""Triage and decision on one page: is anybody at risk, what is needed, what do you decide?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.desks.staff.judging_forms import JudgeForm
from marketplace.desks.words import staff_word
from marketplace.kernel.errors import NotAllowed
from marketplace.look.words import exact
from marketplace.needs.lifecycle import NEED
from marketplace.needs.permissions import may_triage
from marketplace.needs.queries import TO_JUDGE, nearest_clock
from marketplace.workdays.queries import calendar


@people.judging
def triage(request: HttpRequest, number: str) -> HttpResponse:
    need = people.get_need(request.user, number)
    if not may_triage(request.user, need):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this community."))
    sent = request.method == "POST"
    if not sent and need.state not in TO_JUDGE:
        messages.info(request, _("This need is judged already. Here is where it stands."))
        return redirect("staff:need", number=number)
    form = JudgeForm(request.POST if sent else None, need=need, user=request.user)
    if sent and form.is_valid() and attempt(form, lambda: form.carry_out(now())):
        messages.success(request, form.done())
        return redirect("staff:need", number=number)
    person = people.shown_to(request.user, need.resident)
    word, tone = staff_word(NEED, need.state)
    clock = nearest_clock(need, calendar())
    context = {
        "form": form,
        "need": need,
        "breadcrumbs": people.crumbs(need),
        "name": words.name_of(need),
        "state": word,
        "tone": tone,
        "clock": clock,
        "person": person,
        "describe": words.describe(person),
        "groups": list(need.resident.groups.all()),
        "facts": [
            (_("Community"), f"{need.community.subdistrict} · {need.community}"),
            (_("Came in by"), need.get_channel_display()),
            (_("Posted by"), need.posted_by or _("the resident")),
            (_("First told"), exact(need.reported_at)),
        ],
    }
    return render(request, "desks/staff/triage.html", context, status=status_of(form))
