"""Following a request by its code: how far it is, what is missing, taking it back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.now import now
from marketplace.desks.residents.forms import AnswerForm, CodeForm
from marketplace.desks.residents.progress import WITHDRAWABLE, progress_of, steps_of
from marketplace.desks.words import resident_word
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.kernel import limits
from marketplace.kernel.errors import Hidden
from marketplace.needs.actions import answer_return
from marketplace.needs.choices import MissingItem, NeedState
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.needs.queries import by_follow_code
from marketplace.satisfaction.lifecycle import COMPLAINT

MOST_TRIES, WITHIN = 30, 600


def need_by(request: HttpRequest, code: str) -> Need:
    """The need of this code. Guessing is slow: wrong codes are counted for each address."""
    try:
        return by_follow_code(code)
    except Hidden:
        limits.count("follow", request.META["REMOTE_ADDR"], most=MOST_TRIES, within=WITHIN)
        raise


@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        try:
            need = need_by(request, form.cleaned_data["code"])
        except Hidden as refusal:
            form.add_error("code", str(refusal.message))
        else:
            return redirect("residents:request", code=need.follow_code)
    return render(request, "desks/residents/follow.html", {"form": form}, status=status_of(form))


@never_cache
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    need = need_by(request, code)
    word, tone = resident_word(NEED, need.state)
    context = {
        "need": need,
        "word": word,
        "tone": tone,
        "steps": steps_of(need),
        "progress": progress_of(need),
        "asked": [(one, *resident_word(COMPLAINT, one.state)) for one in need.complaints.all()],
        "missing": [MissingItem(item).label for item in need.missing],
        "is_returned": need.state == NeedState.RETURNED,
        "may_withdraw": need.state in WITHDRAWABLE,
        "what": need.need_type.name if need.need_type else _("Another kind of help"),
    }
    return render(request, "desks/residents/request.html", context)


@never_cache
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """For people without a phone: paper with the code, and a QR for whoever helps them."""
    need = need_by(request, code)
    url = request.build_absolute_uri(reverse("residents:request", args=[need.follow_code]))
    rows = [
        (_("Asked on"), need.reported_at.astimezone().strftime("%Y-%m-%d")),
        (_("Community"), need.community.name),
    ]
    return render(request, "desks/residents/slip.html", {"need": need, "url": url, "rows": rows})


@never_cache
def answer(request: HttpRequest, code: str) -> HttpResponse:
    need = need_by(request, code)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["description"]
        if attempt(form, lambda: answer_return(need, description=text, by=None, at=now())):
            messages.success(request, _("Thank you. We go on with it."))
            return redirect("residents:request", code=need.follow_code)
    context = {
        "form": form,
        "need": need,
        "missing": [MissingItem(item).label for item in need.missing],
    }
    return render(request, "desks/residents/answer.html", context, status=status_of(form))


@never_cache
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    need = need_by(request, code)
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        form = forms.Form(request.POST)
        reason = _("The resident took it back")
        if attempt(form, lambda: withdraw_need(need, reason=str(reason), by=None, at=now())):
            messages.success(
                request, _("Your request is withdrawn. You can ask again at any time.")
            )
            return redirect("residents:request", code=need.follow_code)
    context = {"form": form, "need": need}
    return render(request, "desks/residents/withdraw.html", context, status=status_of(form))
