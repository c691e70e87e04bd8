"""Who signs in for us: managers let people in, give them another role, a new password, or an end."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.actions import made_password
from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.field.desk import Desk
from marketplace.desks.letting_in import ColleagueForm, letting_in, shown_once
from marketplace.desks.now import now
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.journeys.renew_password import may_renew, renew_password
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.organizations.actions import add_membership, end_membership
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.models import Membership
from marketplace.organizations.permissions import is_manager
from marketplace.organizations.queries import organizations_of


def new(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    organization = _one(organizations_of(request.user).filter(pk=pk))
    if not is_manager(request.user, organization):
        raise NotAllowed("managers_only", _("Only its managers let somebody in."))
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = made_password()
        member = attempt(form, lambda: letting_in(organization, form, password, request.user))
        if member:
            return shown_once(request, member, password, desk.url("shelf"))
    context = {
        "breadcrumbs": [(_("Our shelf"), desk.url("shelf")), (_("Let somebody in"), "")],
        "title": _("Let somebody in"),
        "lead": organization.name,
        "form": form,
    }
    return render(request, "desks/let_in.html", context, status=status_of(form))


def colleague(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One of us. Their own entry is nobody's to change but another manager's."""
    ours = Membership.objects.filter(organization__in=organizations_of(request.user))
    member = _one(ours.select_related("user", "organization__community").filter(pk=pk))
    manages = is_manager(request.user, member.organization)
    may = manages and may_renew(request.user, member.user)
    if request.method == "POST" and "renew" in request.POST:
        password = made_password()
        renew_password(member.user, password=password, by=request.user, at=now())
        return shown_once(request, member, password, desk.url("shelf"))
    steps = list(_steps(member, request.user)) if manages else []
    if request.method == "POST" and taken(request, steps):
        return redirect(desk.url("shelf"))
    context = {
        "desk": desk,
        "breadcrumbs": [(_("Our shelf"), desk.url("shelf")), (member.user.display_name, "")],
        "member": member,
        "may_renew": may,
        "steps": steps,
    }
    status = status_of_steps(steps)
    return render(request, "desks/organizations/colleague.html", context, status=status)


def _steps(member: Membership, by: User) -> Iterator[Step]:
    act = {"by": by, "at": now()}
    if member.role == MembershipRole.MANAGER:
        other, label = MembershipRole.WORKER, _("They manage it no longer")
    else:
        other, label = MembershipRole.MANAGER, _("Let them manage it, too")
    yield Step(
        "role",
        _("What they may do"),
        label,
        lambda data: add_membership(member.organization, user=member.user, role=other, **act),
        _("Saved."),
        told=_("Managers answer offers, bid, and let people in. Workers plan and make visits."),
        kind="plain",
    )
    yield Step(
        "end",
        _("They sign in for us no longer"),
        _("End it"),
        lambda data: end_membership(member, **act),
        _("Ended. They see nothing of ours any more."),
        kind="danger",
    )


def _one(things: Any) -> Any:
    found = things.first()
    if found is None:
        raise Hidden("no_such_colleague", _("There is no such organization or person of yours."))
    return found
