"""Open tenders, the bid in writing, its sending, and what was sent."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.bans.queries import banned_until, told_to
from marketplace.bids.actions import (
    content_of,
    discard_draft,
    save_draft,
    submit_bid,
    withdraw_bid,
)
from marketplace.bids.choices import BidState
from marketplace.bids.models import BidDraft
from marketplace.bids.queries import agreements_of, managed_by, own_bids
from marketplace.desks.attempts import attempt, step
from marketplace.desks.bans import told_of_ban
from marketplace.desks.doors import of_an_organization
from marketplace.desks.money import yuan
from marketplace.desks.now import now
from marketplace.desks.organizations.bids.finding import get_bid, get_tender
from marketplace.desks.organizations.bids.forms import AttachmentForm, Writing
from marketplace.desks.organizations.bids.shown import Tender, checklist, not_agreed, receipts_of
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project
from marketplace.projects.queries import for_lists, open_to_bids
from marketplace.projects.rules import Stage, stage
from marketplace.workdays.rules import SHANGHAI

RECEIPTS = 20


@of_an_organization
def bids(request: HttpRequest) -> HttpResponse:
    """What is open, and for each of one's organizations how far its bid is."""
    at = now()
    projects = list(for_lists(open_to_bids(at)))
    ours = [_ours(organization, projects, at) for organization in managed_by(request.user)]
    # Where there is one organization, nothing stands between the page's heading and the panels'.
    context = {"ours": ours, "level": 3 if len(ours) > 1 else 2}
    return render(request, "desks/organizations/bids/bids.html", context)


@of_an_organization
def bid(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """Write it. Whatever is sent to this page is kept; the list says what is missing."""
    tender = get_tender(request.user, pk, number)
    wanted = list(tender.project.qualifications.all())
    content = content_of(tender.draft)
    writing = Writing(request, content, wanted)
    status = 200
    if request.method == "POST":
        if writing.is_valid() and (draft := _save(request, tender, writing)):
            content = content_of(draft)
            if "_add" not in request.POST and not request.htmx:
                return _go_on(request, tender)
        else:
            status = getattr(getattr(writing.texts, "refusal", None), "status", 422)
        tender = get_tender(request.user, pk, number)
    missing = [*checklist(content, tender.project, wanted), *not_agreed(content, tender)]
    context = _page(tender, writing=writing, missing=missing)
    context["agreements"] = list(agreements_of(tender.organization, tender.project))
    return render(request, "desks/organizations/bids/bid.html", context, status=status)


@of_an_organization
def send(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """Look at it once more, and seal it."""
    tender = get_tender(request.user, pk, number)
    if tender.draft is None:
        return redirect("organizations:bid", pk, number)
    if request.method == "POST":
        sent = step(
            request,
            lambda: submit_bid(tender.draft, by=request.user),
            _("Your bid was received and sealed. Keep the receipt."),
        )
        if sent is not None:
            return redirect("organizations:receipt", sent.receipt)
        return redirect("organizations:bid", pk, number)
    content = content_of(tender.draft)
    wanted = tender.project.qualifications.all()
    missing = [*checklist(content, tender.project, wanted), *not_agreed(content, tender)]
    context = _page(tender, content=content, total=yuan(content.total), missing=missing)
    context["lines"] = [(line.label, yuan(line.amount)) for line in content.lines]
    return render(request, "desks/organizations/bids/send.html", context)


@of_an_organization
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What proves that it was sent: digest and the database's moment."""
    found = get_bid(request.user, code)
    (told,) = receipts_of([found])
    context = {
        "breadcrumbs": [_way(), (_("Receipt"), "")],
        "told": told,
        "bid": found,
        "may_withdraw": found.state == BidState.SEALED and _is_open(found.project),
    }
    return render(request, "desks/organizations/bids/receipt.html", context)


@of_an_organization
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    found = get_bid(request.user, code)
    step(
        request,
        lambda: withdraw_bid(found, by=request.user),
        _("Taken back. What was sealed is erased."),
    )
    return redirect("organizations:receipt", code)


@of_an_organization
@require_POST
def discard(request: HttpRequest, pk: str, number: str) -> HttpResponse:
    """Throw the draft away."""
    tender = get_tender(request.user, pk, number)
    if tender.draft is not None:
        discard_draft(tender.draft, by=request.user, at=now())
        messages.success(request, _("The draft was thrown away."))
    return redirect("organizations:bids")


def _save(request: HttpRequest, tender: Tender, writing: Writing) -> BidDraft | None:
    return attempt(
        writing.texts,
        lambda: save_draft(
            tender.project, tender.organization, writing.content(), by=request.user, at=now()
        ),
    )


def _go_on(request: HttpRequest, tender: Tender) -> HttpResponse:
    goal = "organizations:send_bid" if "_send" in request.POST else "organizations:bid"
    if "_send" not in request.POST:
        messages.success(request, _("Saved."))
    return redirect(goal, tender.organization.pk, tender.project.number)


def _page(tender: Tender, **more: Any) -> dict[str, Any]:
    return {
        "breadcrumbs": [_way(), (tender.project.number, "")],
        "tender": tender,
        "project": tender.project,
        "organization": tender.organization,
        "budget": yuan(tender.project.budget),
        "is_open": _is_open(tender.project),
        "attachments": list(tender.draft.attachments.all()) if tender.draft else [],
        "attachment_form": AttachmentForm(),
        **more,
    }


def _is_open(project: Project) -> bool:
    return stage(project.state, project.bids_until, now()) is Stage.BIDDING


def _ours(organization: Organization, projects: list[Project], at: datetime) -> dict[str, Any]:
    """One organization's tenders in a fixed number of queries."""
    sent = list(own_bids(organization)[:RECEIPTS])
    standing = {bid.project_id: bid for bid in sent if not bid.ended_at}
    drafts = {
        draft.project_id: draft
        for draft in BidDraft.objects.filter(organization=organization).defer("content")
    }
    return {
        "organization": organization,
        "banned_until": banned_until(organization, at.astimezone(SHANGHAI).date()),
        "bans": [told_of_ban(ban, at) for ban in told_to(organization)],
        "tenders": [
            Tender(project, organization, drafts.get(project.pk), standing.get(project.pk))
            for project in projects
        ],
        "receipts": receipts_of(sent),
    }


def _way() -> tuple[str, str]:
    return _("Bids"), reverse("organizations:bids")
