"""The return call: how was it? Asked by somebody who did not do the work, in the resident's words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.desks.staff.situations import Situation
from marketplace.desks.verdicts import VerdictForm
from marketplace.households.permissions import may_reveal
from marketplace.journeys.hear_resident import WhatNext, hear_resident
from marketplace.look.forms import RadioCards, SwitchInput
from marketplace.satisfaction.choices import VerdictChannel

POINTS = [
    (5, gettext_lazy("5 · very good")),
    (4, gettext_lazy("4 · good")),
    (3, gettext_lazy("3 · neither good nor bad")),
    (2, gettext_lazy("2 · not good")),
    (1, gettext_lazy("1 · bad")),
]


class HearForm(VerdictForm):
    score = forms.TypedChoiceField(
        label=gettext_lazy("How was the help, on five points?"),
        choices=POINTS,
        coerce=int,
        widget=RadioCards,
        error_messages={"required": gettext_lazy("Please choose one to five points.")},
    )
    comment = CleanCharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("In their own words."),
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did you ask?"),
        choices=[
            (one.value, one.label) for one in (VerdictChannel.PHONE, VerdictChannel.HOME_VISIT)
        ],
        widget=RadioCards,
        initial=VerdictChannel.PHONE,
    )
    by_proxy = forms.BooleanField(
        label=gettext_lazy("Somebody else answered for the resident"),
        required=False,
        widget=SwitchInput,
    )
    what_next = forms.ChoiceField(
        label=gettext_lazy("If it was not good (1 or 2 points): what do they want?"),
        choices=[
            (WhatNext.NOTHING.value, gettext_lazy("Nothing more")),
            (WhatNext.REOPEN.value, gettext_lazy("The same help again, from somebody else")),
            (WhatNext.COMPLAIN.value, gettext_lazy("An answer to a complaint")),
        ],
        required=False,
        widget=RadioCards(
            hints={
                WhatNext.REOPEN: gettext_lazy("The next provider is looked for at once"),
                WhatNext.COMPLAIN: gettext_lazy("What they said above becomes the complaint"),
            }
        ),
    )


@people.reading
def hear(request: HttpRequest, number: str) -> HttpResponse:
    need = people.get_need(request.user, number)
    situation = Situation.of(need)
    sent = request.method == "POST"
    if not sent and situation.verdict is not None:
        messages.info(request, _("The resident was asked already."))
        return redirect("staff:need", number=number)
    form = HearForm(request.POST if sent else None)
    if sent and form.is_valid() and attempt(form, lambda: _heard(form, situation, request.user)):
        messages.success(request, _("Thank you for asking. It is written down."))
        return redirect("staff:need", number=number)
    person = people.shown_to(request.user, need.resident)
    context: dict[str, Any] = {
        "form": form,
        "need": need,
        "breadcrumbs": people.crumbs(need),
        "name": words.name_of(need),
        "person": person,
        "may_reveal": may_reveal(request.user, need.resident),
    }
    return render(request, "desks/staff/hear.html", context, status=status_of(form))


def _heard(form: HearForm, situation: Situation, user: Any) -> object:
    return hear_resident(situation.the_order(), **form.cleaned_data, by=user, at=now())
