"""Erasing a resident: what goes, what stays and why, what stands in the way; asked once."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.households.permissions import may_erase
from marketplace.journeys.erase_resident import erase_resident, in_the_way
from marketplace.kernel.errors import NotAllowed

GOES = (
    gettext_lazy("Name, identity number, date of birth, sex, groups, phone, and the guardian's."),
    gettext_lazy("The address, unless others of the household are registered there."),
    gettext_lazy("The health note."),
    gettext_lazy("What was written about needs, visits and incidents, and every photo."),
    gettext_lazy("What they said about the help, complaints, and the answers to them."),
    gettext_lazy("The code by which they followed their requests."),
)
# What, and why it has to.
STAYS = (
    (
        gettext_lazy("That there was a need, of which kind, in which community, and how it ended"),
        gettext_lazy("shows how public money was used"),
    ),
    (
        gettext_lazy("Who came and when, and how many points were given, without a word"),
        gettext_lazy("shows that the work was done"),
    ),
    (
        gettext_lazy("What was agreed to and when it was withdrawn; who looked at more"),
        gettext_lazy("proves that the data were used lawfully"),
    ),
    (
        gettext_lazy("The journal: who did what and when, without names"),
        gettext_lazy("nobody can change it afterwards"),
    ),
)


class ErasureForm(forms.Form):
    reason = CleanCharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "Who asked for it and how, without names or numbers. It stays on record."
        ),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )


@people.reading
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    found = people.get_resident(request.user, pk)
    if not may_erase(request.user, found):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this community."))
    sent = request.method == "POST"
    form = ErasureForm(request.POST if sent else None)
    reason = form.cleaned_data["reason"] if sent and form.is_valid() else ""
    if reason and attempt(
        form, lambda: erase_resident(found, reason=reason, by=request.user, at=now())
    ):
        messages.success(request, _("Everything about this person is erased."))
        return redirect("staff:needs")
    context = {
        "form": form,
        "resident": found,
        "person": people.shown_to(request.user, found),
        "breadcrumbs": people.crumbs_of(found, _("Erase this person")),
        "describe": words.describe(people.shown_to(request.user, found)),
        "goes": GOES,
        "stays": STAYS,
        "obstacles": [
            (one.said, [(n.number, reverse("staff:need", args=[n.number])) for n in one.needs])
            for one in in_the_way(found)
        ],
    }
    return render(request, "desks/staff/erase.html", context, status=status_of(form))
