"""How an organization asks to be listed, is sent back for what is missing, and is looked at again each year."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of, lock
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.actions.leave import ask_leave
from marketplace.organizations.actions.vetting import Applicant, entered
from marketplace.organizations.choices import MembershipRole, OrganizationState, PaperState
from marketplace.organizations.lifecycle import ORGANIZATION
from marketplace.organizations.models import Membership, Organization
from marketplace.organizations.permissions import may_manage, may_vet
from marketplace.organizations.queries import papers_missing
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def enter_applicant(applicant: Applicant, *, by: User, at: datetime) -> Organization:
    """Somebody enters their own organization and manages it from now on; nothing is offered to it, and nothing
    of it is shown, before the bureau has looked at its papers."""
    organization = entered(applicant, at=at)
    Membership.objects.create(user=by, organization=organization, role=MembershipRole.MANAGER)
    told = codes_of(organization, "uscc", "kind", "community", "state")
    record("enter_applicant", organization, by=by, at=at, changes=told)
    return organization


@transaction.atomic
def apply_to_be_listed(organization: Organization, *, by: User, at: datetime) -> Organization:
    """All papers are there: the bureau is asked to look at them."""
    ask_leave(may_manage, organization, by)
    lock(organization, "community")
    state = ORGANIZATION.target(organization.state, "apply")
    missing = papers_missing(organization)
    if missing:
        raise RuleBroken(
            "papers_missing",
            ngettext(
                "This paper is missing: %(papers)s.",
                "These papers are missing: %(papers)s.",
                len(missing),
            )
            % {"papers": _(", ").join(str(kind.label) for kind in missing)},
        )
    change(
        organization,
        "apply_organization",
        by=by,
        at=at,
        state=state,
        applied_at=at,
        returned_for="",
    )
    return organization


@transaction.atomic
def return_application(
    organization: Organization, *, reason: str, by: User, at: datetime
) -> Organization:
    """What is missing or wrong, told once and whole; the organization mends it and asks again."""
    reason = clean_text(reason, field="reason", longest=1000, required=True)
    ask_leave(may_vet, organization, by)
    lock(organization, "community")
    state = ORGANIZATION.target(organization.state, "return")
    change(
        organization,
        "return_organization",
        by=by,
        at=at,
        reason=reason,
        state=state,
        returned_for=reason,
    )
    return organization


@transaction.atomic
def vet_again(organization: Organization, *, by: User, at: datetime) -> Organization:
    """Once a year, after the annual inspection: still able. No paper may wait to be judged."""
    ask_leave(may_vet, organization, by)
    lock(organization, "community")
    if organization.state not in (OrganizationState.LISTED, OrganizationState.RESIDENT):
        raise RuleBroken("not_listed", _("Only who is on the list is looked at again each year."))
    if organization.papers.filter(state=PaperState.HANDED_IN).exists():
        raise RuleBroken("papers_wait", _("First judge the papers that were handed in."))
    vetted_on = at.astimezone(SHANGHAI).date()
    change(organization, "vet_again", by=by, at=at, vetted_on=vetted_on)
    return organization


@transaction.atomic
def note_reminder(organization: Organization, *, at: datetime) -> Organization:
    """Time has told it that the yearly look is near. Part of that journey."""
    lock(organization, "community")
    reminded_on = at.astimezone(SHANGHAI).date()
    change(organization, "remind_of_vetting", by=None, at=at, reminded_on=reminded_on)
    return organization
