"""What lies beside a bid in writing: PDFs, and the copy that one keeps, because after sealing nobody can
read it any more."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.bids.actions import (
    attach,
    content_of,
    detach,
    files_of,
    restore_draft,
    save_draft,
)
from marketplace.bids.models import BidDraft
from marketplace.bids.rules import Content, pack, unpack
from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.doors import of_an_organization
from marketplace.desks.now import now
from marketplace.desks.organizations.bids.finding import get_tender
from marketplace.desks.organizations.bids.forms import AttachmentForm, QuestionForm, RestoreForm
from marketplace.desks.organizations.bids.shown import Tender
from marketplace.kernel.errors import Hidden, Malformed
from marketplace.projects.actions import ask_question

MOST_BYTES = 60 * 1024 * 1024


@of_an_organization
@require_POST
def add(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """Put a PDF beside the draft."""
    tender = get_tender(request.user, pk, number)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, lambda: _attach(request, tender, form)):
        messages.success(request, _("The file was added."))
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect("organizations:bid", pk, number)


@of_an_organization
@require_POST
def remove(request: HttpRequest, pk: str, number: str, file: str) -> HttpResponse:
    tender = get_tender(request.user, pk, number)
    found = tender.draft and tender.draft.attachments.filter(pk=file).first()
    if found:
        step(
            request,
            lambda: detach(found, by=request.user, at=now()),
            _("The file was taken away."),
        )
    return redirect("organizations:bid", pk, number)


@of_an_organization
def copy(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """The draft with its files, as one file to keep."""
    tender = get_tender(request.user, pk, number)
    if tender.draft is None:
        raise Hidden("no_draft", _("There is no draft."))
    packed = pack(content_of(tender.draft), files_of(tender.draft))
    answer = HttpResponse(packed, content_type="application/json")
    answer["Content-Disposition"] = content_disposition_header(True, f"{number}.json")
    return answer


@of_an_organization
def restore(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """Go on from the copy: the draft becomes what it says."""
    tender = get_tender(request.user, pk, number)
    form = RestoreForm(request.POST or None, request.FILES or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _restore(request, tender, form.cleaned_data["file"]))
    ):
        messages.success(request, _("Your copy is the draft now."))
        return redirect("organizations:bid", pk, number)
    context = {"form": form, "tender": tender}
    return render(request, "desks/organizations/bids/restore.html", context, status=status_of(form))


@of_an_organization
def ask(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """Ask what the tender means."""
    tender = get_tender(request.user, pk, number)
    form = QuestionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: ask_question(
                tender.project,
                tender.organization,
                question=form.cleaned_data["question"],
                by=request.user,
                at=now(),
            ),
        )
    ):
        messages.success(request, _("Your question was sent. The answer goes to everybody."))
        return redirect("tenders:tender", number)
    context = {"form": form, "tender": tender}
    return render(request, "desks/organizations/bids/ask.html", context, status=status_of(form))


def _attach(request: HttpRequest, tender: Tender, form: AttachmentForm) -> object:
    sent = form.cleaned_data["file"]
    draft = tender.draft or save_draft(
        tender.project, tender.organization, Content(), by=request.user, at=now()
    )
    return attach(draft, name=sent.name, content=sent.read(), by=request.user, at=now())


def _restore(request: HttpRequest, tender: Tender, copy: UploadedFile) -> BidDraft:
    try:
        content, files = unpack(copy.read(MOST_BYTES))
    except ValueError:
        raise Malformed(
            "no_copy", _("This file is not a copy that was saved here."), field="file"
        ) from None
    return restore_draft(
        tender.project, tender.organization, content, files, by=request.user, at=now()
    )
