"""An officer's share of the opening key: explained, shown once, typed again.

It goes from the answer of one request onto paper, and is in no address, session, message or log.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from marketplace.bids import actions
from marketplace.bids.actions.keys import SHARES
from marketplace.bids.queries import keys_of
from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.now import now
from marketplace.kernel.sealing import Share
from marketplace.projects.models import ProjectBatch


class Unrepeated(forms.TextInput):
    """What was typed is never sent back."""

    def format_value(self, value: Any) -> None:
        return None


class ShareForm(forms.Form):
    share = forms.CharField(
        label=gettext_lazy("Your share, off your paper"),
        help_text=gettext_lazy("Spaces, hyphens and small letters make no difference."),
        max_length=200,
        widget=Unrepeated({"autocomplete": "off", "spellcheck": "false", "data-no-draft": ""}),
    )


@sensitive_post_parameters("share")
@overseeing
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """What a share is and who holds one; makes one, makes a lost one anew, or checks what was typed."""
    batch = finding.get_batch(request.user, pk)
    if request.method != "POST":
        return _page(request, batch, ShareForm())
    if "share" in request.POST:
        return _proving(request, batch)
    return _making(request, batch)


@sensitive_variables("made")
def _making(request: HttpRequest, batch: ProjectBatch) -> HttpResponse:
    make = actions.renew_share if "renew" in request.POST else actions.make_share
    made = step(
        request,
        lambda: make(batch, by=request.user, at=now()),
        _("Here is your share. This page shows it once."),
    )
    if made is None:
        return redirect("bureau:share", batch.pk)
    return _page(request, batch, ShareForm(), made)


@sensitive_variables("form")
def _proving(request: HttpRequest, batch: ProjectBatch) -> HttpResponse:
    form = ShareForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _proved(request, batch, form)):
        messages.success(request, _("It is right. Keep the paper under lock until the opening."))
        return redirect("bureau:batch", batch.pk)
    return _page(request, batch, form)


@sensitive_variables("form")
def _proved(request: HttpRequest, batch: ProjectBatch, form: ShareForm) -> object:
    typed = form.cleaned_data["share"]
    return actions.prove_share(batch, share=typed, by=request.user, at=now())


@sensitive_variables("made", "form")
def _page(
    request: HttpRequest, batch: ProjectBatch, form: ShareForm, made: Share | None = None
) -> HttpResponse:
    keys = keys_of(batch)
    mine = next((key for key in keys if key.holder_id == request.user.pk), None)
    is_early = batch.released_at is None
    context = {
        "batch": batch,
        "name": words.name_of(batch),
        "keys": keys,
        "mine": mine,
        "made": made,
        "form": form,
        "may_make": is_early and mine is None and len(keys) < SHARES,
        "may_prove": is_early and mine is not None and mine.proved_at is None,
        "may_renew": is_early and mine is not None and made is None,
    }
    return render(request, "desks/bureau/projects/share.html", context, status=status_of(form))
