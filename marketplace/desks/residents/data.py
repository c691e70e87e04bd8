"""What was agreed to, and asking to have it taken back or everything erased, with nothing but the code.

Whoever holds a code may not have the last word about a person's data: what is asked here waits for
whoever owns the request, who knows the person and does it.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.desks.residents.following import need_by
from marketplace.households.choices import Purpose
from marketplace.households.queries import consents_in_force
from marketplace.look.forms import RadioCards
from marketplace.needs.models import Need
from marketplace.satisfaction.actions import ask_about_data
from marketplace.satisfaction.choices import About
from marketplace.satisfaction.models import Complaint

LEADS_TO = {
    About.SERVICE: gettext_lazy("Nothing more is arranged for you, and open requests end."),
    About.HEALTH: gettext_lazy("What we know about your health is erased. Help goes on."),
    About.FOLLOW_UP: gettext_lazy("Nobody asks you any more how the help was."),
    About.ERASURE: gettext_lazy(
        "First open requests end. Then nobody can tell any more who you were."
    ),
}


class DataForm(forms.Form):
    about = forms.ChoiceField(
        label=gettext_lazy("What do you want?"),
        widget=RadioCards,
        error_messages={"required": gettext_lazy("Please choose one.")},
    )
    text = CleanCharField(
        label=gettext_lazy("Anything you want to say"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: object, need: Need, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        given = {one.purpose for one in consents_in_force(need.resident)}
        open_to = [one for one in LEADS_TO if one in given or one == About.ERASURE]
        self.fields["about"].choices = [(one.value, one.label) for one in open_to]
        self.fields["about"].widget.hints = {one.value: LEADS_TO[one] for one in open_to}


@never_cache
def data(request: HttpRequest, code: str) -> HttpResponse:
    need = need_by(request, code)
    form = DataForm(request.POST if request.method == "POST" else None, need=need)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _asked(need, form)):
        messages.success(
            request,
            _("We have received it. %(owner)s answers for it, and you read the answer here.")
            % {"owner": need.owner},
        )
        return redirect("residents:request", code=need.follow_code)
    given = consents_in_force(need.resident).order_by("given_at")
    context = {
        "form": form,
        "need": need,
        "given": [(Purpose(one.purpose).label, one.given_at) for one in given],
    }
    return render(request, "desks/residents/data.html", context, status=status_of(form))


def _asked(need: Need, form: DataForm) -> Complaint:
    return ask_about_data(need, **form.cleaned_data, by=None, at=now())
