"""Saying how it was, and complaining, with nothing but the code."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.now import now
from marketplace.desks.residents.following import need_by
from marketplace.desks.residents.forms import ComplaintForm, RateForm
from marketplace.desks.residents.progress import progress_of
from marketplace.journeys.hear_resident import hear_resident
from marketplace.satisfaction.actions import complain
from marketplace.satisfaction.choices import VerdictChannel


@never_cache
def rate(request: HttpRequest, code: str) -> HttpResponse:
    need = need_by(request, code)
    progress = progress_of(need)
    if not progress.may_rate:
        messages.info(request, _("There is nothing to say about yet, or you have told us already."))
        return redirect("residents:request", code=need.follow_code)
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        verdict = attempt(
            form,
            lambda: hear_resident(
                progress.order,
                score=told["score"],
                comment=told["comment"],
                channel=VerdictChannel.LINK,
                what_next=told["what_next"],
                by=None,
                at=now(),
            ),
        )
        if verdict:
            messages.success(request, _("Thank you. It helps us to send the right people."))
            return redirect("residents:request", code=need.follow_code)
    context = {"form": form, "need": need, "progress": progress}
    return render(request, "desks/residents/rate.html", context, status=status_of(form))


@never_cache
def complaint(request: HttpRequest, code: str) -> HttpResponse:
    need = need_by(request, code)
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order = progress_of(need).order
        text = form.cleaned_data["text"]
        if attempt(form, lambda: complain(need, text=text, work_order=order, by=None, at=now())):
            messages.success(
                request, _("We have received your complaint. Somebody will answer you.")
            )
            return redirect("residents:request", code=need.follow_code)
    context = {"form": form, "need": need}
    return render(request, "desks/residents/complain.html", context, status=status_of(form))
