"""Every ban with what must happen next; and one of them, with its grounds, its history and its steps."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.bans.choices import BanState
from marketplace.bans.lifecycle import PENDING, STANDING
from marketplace.bans.models import Ban
from marketplace.bans.queries import visible_to
from marketplace.desks.affiliations import affiliations_of
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bans import told_of_ban
from marketplace.desks.bureau.bans.forms import StepForm, seen_of
from marketplace.desks.bureau.bans.steps import STEPS, offered_to
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.now import now
from marketplace.desks.threads import told_of
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 20
SHELVES = {
    "open": gettext_lazy("Something to do"),
    "force": gettext_lazy("In force"),
    "ended": gettext_lazy("Ended"),
}


@overseeing
def bans(request: HttpRequest) -> HttpResponse:
    """By what is left to do."""
    at = now()
    shelf = request.GET.get("shelf", "open")
    shelf = shelf if shelf in SHELVES else "open"
    on = {name: _seen(request).filter(_of(name)) for name in SHELVES}
    page = Paginator(on[shelf], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [told_of_ban(ban, at) for ban in page.object_list],
        "page": page,
        "tabs": [
            (label, f"?shelf={name}", name == shelf, on[name].count())
            for name, label in SHELVES.items()
        ],
    }
    return render(request, "desks/bureau/bans/bans.html", context)


@overseeing
def ban(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_ban(request, pk))


@require_POST
@overseeing
def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step, if the ban still stands as it stood on the page that sent it."""
    found, wanted = get_ban(request, pk), STEPS.get(step)
    if wanted is None:
        raise Hidden("no_such_step", _("There is no such step."))
    form = wanted.form(request.POST)
    if form.data.get("seen", "") != seen_of(found):
        messages.error(request, _("Something has happened meanwhile: please read it first."))
        return redirect("bureau:ban", pk)
    if form.is_valid() and attempt(
        form, lambda: wanted.take(found, form.words(), by=request.user, at=now())
    ):
        messages.success(request, wanted.done)
        return redirect("bureau:ban", pk)
    return _page(request, get_ban(request, pk), **{step: form})


def _page(request: HttpRequest, found: Ban, **typed: StepForm) -> HttpResponse:
    at = now()
    context = {
        "breadcrumbs": [(_("Bans"), reverse("bureau:bans")), (found.organization.name, "")],
        "told": told_of_ban(found, at),
        "ban": found,
        "steps": offered_to(request.user, found, at, typed),
        "affiliations": affiliations_of([found.organization], at.astimezone(SHANGHAI).date()),
        "history": told_of(thread_of(found), nobody=_("by the evaluation, or time itself")),
    }
    status = max((status_of(form) for form in typed.values()), default=200)
    return render(request, "desks/bureau/bans/ban.html", context, status=status)


def _seen(request: HttpRequest) -> QuerySet[Ban]:
    return visible_to(request.user).select_related(
        "organization__community", "project__batch", "policy", "noticed_by", "decided_by"
    )


def _of(shelf: str) -> Q:
    """To do: not decided, appealed, or asked to be taken back. In force: by its days."""
    today = now().astimezone(SHANGHAI).date()
    holds = Q(state__in=STANDING, until_on__gt=today)
    if shelf == "force":
        return holds
    if shelf == "ended":
        ended = Q(state__in=(BanState.DROPPED, BanState.REVOKED))
        return ended | Q(state__in=STANDING, until_on__lte=today)
    asked = holds & (Q(state=BanState.APPEALED) | Q(lifting_asked_at__isnull=False))
    return Q(state__in=PENDING) | asked


def get_ban(request: HttpRequest, pk: int) -> Ban:
    found = _seen(request).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden("no_such_ban", _("There is no such ban, or it is not yours to see."))
    return found
