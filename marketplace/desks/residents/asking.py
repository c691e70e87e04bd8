"""Asking for help without an account: what, which, who, and a code to the phone. What is typed travels in the form itself."""

from datetime import datetime

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.confirming import Confirming, confirm
from marketplace.desks.now import now
from marketplace.desks.residents.forms import WhatForm, WhichForm, WhoForm
from marketplace.desks.sending import FIELD as SENDING
from marketplace.desks.sending import codes_of, new_sending, sent_before
from marketplace.households.choices import Basis
from marketplace.journeys.ask_for_help import ask_for_help
from marketplace.journeys.post_need import NeedItem, NewResident
from marketplace.kernel import limits
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_on_shelf

MOST_AN_HOUR = 12


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Each page shows the fields of the pages before it, hidden; nothing is stored until the last."""
    told = request.POST if request.method == "POST" else None
    wanted = wanted_of(told or request.GET)
    what = WhatForm(told, initial={"service": wanted.pk if wanted else ""})
    if told is None or "back" in told or not what.is_valid():
        if told is not None and "back" in told:
            what = WhatForm(initial={name: told.get(name, "") for name in what.fields})
        context = {"form": what, "wanted": wanted}
        return render(request, "desks/residents/what.html", context, status=status_of(what))
    passed = "which" in told
    text = what.cleaned_data["description"]
    which = WhichForm(told if passed else None, text=text, wanted=wanted)
    if not passed or not which.is_valid():
        context = {"form": which, "before": [what], "wanted": wanted}
        return render(request, "desks/residents/which.html", context, status=status_of(which))
    who, proof = WhoForm(told if "who" in told else None), told.get("proof", "")
    if who.is_bound and who.is_valid() and "rewrite" not in told:
        (code,) = codes_of(request, 1)
        phone = None if sent_before([code]) else confirm(request, who.cleaned_data["phone"])
        # Of two that were sent at once, the second finds the code used: the request is there.
        if phone is not None and phone.form is not None and not sent_before([code]):
            return _confirm(request, [what, which, who], phone)
        needs = sent_before([code]) or (
            attempt(who, lambda: _post(request, what, which, who, code, phone.at))
            or sent_before([code])
        )
        if needs:
            return redirect("residents:request", code=needs[0].follow_code)
        proof = phone.proof
    context = {
        "form": who,
        "before": [what, which],
        "sending": new_sending(),
        "proof": proof,
    }
    return render(request, "desks/residents/who.html", context, status=status_of(who))


def _confirm(request: HttpRequest, before: list[Form], phone: Confirming) -> HttpResponse:
    context = {
        "form": phone.form,
        "before": before,
        "phone": phone,
        "sending": request.POST.get(SENDING) or new_sending(),
    }
    return render(request, "desks/residents/confirm.html", context, status=status_of(phone.form))


def wanted_of(told: QueryDict) -> Service | None:
    """The service that somebody pressed “I need this” at, if it is still on the shelf."""
    asked = told.get("service", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        return None
    found = services_on_shelf().select_related("organization", "subcategory")
    return found.filter(pk=int(asked)).first()


def _post(
    request: HttpRequest,
    what: WhatForm,
    which: WhichForm,
    who: WhoForm,
    code: str,
    phone_confirmed_at: datetime | None,
) -> list[Need]:
    limits.count("ask", request.META["REMOTE_ADDR"], most=MOST_AN_HOUR, within=3600)
    told = who.cleaned_data
    guarded = bool(told["guardian_name"])
    return ask_for_help(
        who=NewResident(
            name=told["name"],
            phone=told["phone"],
            address=told["address"],
            guardian_name=told["guardian_name"],
            guardian_phone=told["guardian_phone"],
        ),
        item=NeedItem(
            description=what.cleaned_data["description"],
            need_type=which.chosen(),
            pick=which.pick(),
            at_risk=True if what.cleaned_data["at_risk"] == "yes" else None,
            wishes=who.wishes(),
            follow_code=code,
            phone_confirmed_at=phone_confirmed_at,
        ),
        community=told["community"],
        consent_given=told["consent"],
        basis=Basis.GUARDIAN if guarded else Basis.CONSENT,
        follow_at=request.build_absolute_uri(reverse("residents:follow")),
        at=now(),
    )
