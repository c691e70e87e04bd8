"""Who signs in for an organization, who visits for it, and what it can show."""

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import Qualification
from marketplace.journal.actions import record
from marketplace.journal.changing import change, code_of, codes_of, lock
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_code, clean_text
from marketplace.organizations import rules
from marketplace.organizations.actions.leave import ask_leave
from marketplace.organizations.choices import MembershipRole, OrganizationState
from marketplace.organizations.models import Licence, Membership, Organization, Worker
from marketplace.organizations.permissions import is_member, may_let_in, may_manage, may_vet


@transaction.atomic
def add_membership(
    organization: Organization, *, user: User, role: str, by: User, at: datetime
) -> Membership:
    """Let somebody sign in for the organization, or give them another role in it."""
    role = choice_of(role, MembershipRole, field="role")
    enter(may_let_in, organization, by)
    if user.pk == by.pk and not is_member(by, organization):
        raise NotAllowed("not_yourself", _("Nobody lets themselves in."))
    membership = Membership.objects.filter(organization=organization, user=user).first()
    if membership is None:
        membership = Membership.objects.create(organization=organization, user=user, role=role)
    elif membership.role != role:
        _ensure_a_manager_stays(membership, role)
        membership.role = role
        membership.save(update_fields=["role"])
    changes = codes_of(membership, "user", "role")
    record("add_membership", organization, by=by, at=at, changes=changes)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, at: datetime) -> None:
    enter(may_let_in, membership.organization, by)
    lock(membership, "organization")
    _ensure_a_manager_stays(membership, "")
    changes = codes_of(membership, "user", "role")
    record("end_membership", membership.organization, by=by, at=at, changes=changes)
    membership.delete()


@transaction.atomic
def add_worker(
    organization: Organization,
    *,
    name: str,
    phone: str = "",
    qualifications: Collection[Qualification] = (),
    by: User,
    at: datetime,
) -> Worker:
    """Somebody who visits residents, with the papers they hold."""
    name = clean_text(name, field="name", longest=60, required=True)
    phone = rules.clean_office_phone(phone)
    enter(may_manage, organization, by)
    worker = Worker.objects.create(organization=organization, name=name, phone=phone)
    worker.qualifications.set(qualifications)
    changes = {"worker": worker.pk, "qualifications": code_of(list(qualifications))}
    record("add_worker", organization, by=by, at=at, changes=changes)
    return worker


@transaction.atomic
def end_worker(worker: Worker, *, on: date, by: User, at: datetime) -> Worker:
    """`on` is the first day they no longer work for it."""
    enter(may_manage, worker.organization, by)
    lock(worker, "organization")
    if worker.left_on is not None:
        raise RuleBroken("left_already", _("This person has already left."))
    change(worker, "end_worker", by=by, at=at, left_on=on)
    return worker


@transaction.atomic
def add_licence(
    organization: Organization,
    *,
    qualification: Qualification,
    number: str,
    from_on: date,
    until_on: date | None = None,
    by: User,
    at: datetime,
) -> Licence:
    """A qualification that the bureau has seen; `until_on` is the first day it no longer holds."""
    number = clean_code(clean_text(number, field="number", longest=60, required=True))
    if until_on is not None and until_on <= from_on:
        raise Malformed("ends_before", _("It ends before it begins."), field="until_on")
    if qualification.expires and until_on is None:
        raise Malformed(
            "last_day_missing",
            _("This qualification expires: enter its last day."),
            field="until_on",
        )
    enter(may_vet, organization, by)
    try:
        with transaction.atomic():
            licence = Licence.objects.create(
                organization=organization,
                qualification=qualification,
                number=number,
                from_on=from_on,
                until_on=until_on,
            )
    except IntegrityError:
        raise RuleBroken(
            "licence_known", _("This licence is already entered."), field="number"
        ) from None
    changes = codes_of(licence, "id", "qualification", "from_on", "until_on")
    record("add_licence", organization, by=by, at=at, changes=changes)
    return licence


@transaction.atomic
def end_licence(licence: Licence, *, on: date, reason: str, by: User, at: datetime) -> Licence:
    """It holds no longer, from the day `on`: revoked or given back."""
    reason = clean_text(reason, field="reason", longest=300, required=True)
    enter(may_vet, licence.organization, by)
    lock(licence, "organization")
    if licence.until_on is not None and licence.until_on <= on:
        raise RuleBroken("licence_over", _("This licence ends before that day anyway."))
    change(licence, "end_licence", by=by, at=at, reason=reason, until_on=max(on, licence.from_on))
    return licence


def enter(may: Callable[[User, Organization], bool], organization: Organization, by: User) -> None:
    ask_leave(may, organization, by)
    lock(organization)
    if organization.state == OrganizationState.REMOVED:
        raise RuleBroken("organization_removed", _("This organization is no longer here."))


def _ensure_a_manager_stays(membership: Membership, role: str) -> None:
    others = Membership.objects.filter(
        organization=membership.organization_id, role=MembershipRole.MANAGER
    ).exclude(pk=membership.pk)
    if (
        membership.role == MembershipRole.MANAGER
        and role != MembershipRole.MANAGER
        and not others.exists()
    ):
        raise RuleBroken(
            "last_manager", _("An organization keeps at least one manager. Name another one first.")
        )
