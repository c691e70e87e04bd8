"""How an organization comes onto the list, onto the shelf, and off it again. The bureau does all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of, lock
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_code, clean_text
from marketplace.organizations import rules
from marketplace.organizations.actions.leave import ask_leave
from marketplace.organizations.choices import OrganizationKind
from marketplace.organizations.lifecycle import ORGANIZATION
from marketplace.organizations.models import Organization
from marketplace.organizations.permissions import may_register, may_vet
from marketplace.places.models import Community
from marketplace.workdays.rules import SHANGHAI

REASON = 300


@dataclass(frozen=True, slots=True)
class Applicant:
    """An organization as somebody tells of it; `community` is its seat."""

    uscc: str
    name_zh: str
    kind: str
    legal_representative: str
    phone: str
    community: Community
    name_en: str = ""
    address: str = ""
    bank_account: str = ""
    introduction_zh: str = ""
    introduction_en: str = ""


@transaction.atomic
def register_organization(applicant: Applicant, *, by: User, at: datetime) -> Organization:
    """The bureau enters an organization that asks to be listed."""
    if not may_register(by, applicant.community):
        raise NotAllowed(
            "not_your_place",
            _("You have no post that covers %(place)s.") % {"place": applicant.community.name},
        )
    organization = entered(applicant, at=at)
    told = codes_of(organization, "uscc", "kind", "community", "state")
    record("register_organization", organization, by=by, at=at, changes=told)
    return organization


def entered(applicant: Applicant, *, at: datetime) -> Organization:
    """A new row, after all that was told has been looked at; whether somebody may is asked before."""
    kind = choice_of(applicant.kind, OrganizationKind, field="kind")
    organization = Organization(
        uscc=clean_uscc(applicant.uscc, kind),
        name_zh=clean_text(applicant.name_zh, field="name_zh", longest=100, required=True),
        name_en=clean_text(applicant.name_en, field="name_en", longest=160),
        kind=kind,
        legal_representative=clean_text(
            applicant.legal_representative, field="legal_representative", longest=60, required=True
        ),
        phone=rules.clean_office_phone(applicant.phone, required=True),
        community=applicant.community,
        address=clean_text(applicant.address, field="address", longest=200),
        bank_account=rules.clean_account(applicant.bank_account),
        introduction_zh=clean_text(applicant.introduction_zh, field="introduction_zh"),
        introduction_en=clean_text(applicant.introduction_en, field="introduction_en"),
        registered_at=at,
    )
    _ensure_new(organization)
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError:
        _ensure_new(organization)
        raise
    return organization


def list_organization(organization: Organization, *, by: User, at: datetime) -> Organization:
    """Checked and able: it is on the list of providers, until it is looked at again in a year."""
    return _take(organization, "list", by=by, at=at, vetted_on=at.astimezone(SHANGHAI).date())


def admit_organization(organization: Organization, *, by: User, at: datetime) -> Organization:
    """It moves in (入驻): what it offers may stand on the shelf. The agreement is signed on paper or handed in."""
    return _take(organization, "admit", by=by, at=at)


def suspend_organization(
    organization: Organization, *, reason: str, by: User, at: datetime
) -> Organization:
    """It gets nothing new until it is resumed; what it has accepted goes on."""
    reason = clean_text(reason, field="reason", longest=REASON, required=True)
    return _take(organization, "suspend", by=by, at=at, reason=reason, suspended_for=reason)


def resume_organization(organization: Organization, *, by: User, at: datetime) -> Organization:
    return _take(organization, "resume", by=by, at=at, suspended_for="")


def remove_organization(
    organization: Organization, *, reason: str, by: User, at: datetime
) -> Organization:
    """It leaves for good. Its people can no longer sign in for it."""
    reason = clean_text(reason, field="reason", longest=REASON, required=True)
    return _take(organization, "remove", by=by, at=at, reason=reason)


@transaction.atomic
def label_quality(
    organization: Organization, *, is_quality: bool, by: User, at: datetime
) -> Organization:
    """Give or take away the quality label (优质)."""
    ask_leave(may_vet, organization, by)
    lock(organization)
    if organization.is_quality != is_quality:
        change(organization, "label_quality", by=by, at=at, is_quality=is_quality)
    return organization


@transaction.atomic
def _take(
    organization: Organization,
    step: str,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> Organization:
    ask_leave(may_vet, organization, by)
    lock(organization)
    state = ORGANIZATION.target(organization.state, step)
    verb = f"{step}_organization"
    change(organization, verb, by=by, at=at, reason=reason, state=state, **facts)
    return organization


def clean_uscc(text: str, kind: str) -> str:
    """The code as it is stored, however it was typed; Malformed says what is wrong with it."""
    uscc = clean_code(clean_text(text, field="uscc", longest=60, required=True))
    if not rules.valid_uscc(uscc):
        raise Malformed(
            "uscc_wrong",
            _(
                "This is no unified social credit code: it has 18 characters, the last one is a check."
            ),
            field="uscc",
        )
    if not rules.kind_agrees(uscc, kind):
        raise Malformed(
            "uscc_of_another_kind",
            _(
                "The first two characters of the code, %(front)s, belong to another kind of organization."
            )
            % {"front": uscc[:2]},
            field="uscc",
        )
    return uscc


def _ensure_new(organization: Organization) -> None:
    same = Organization.objects.filter(
        Q(uscc=organization.uscc) | Q(name_zh=organization.name_zh)
    ).first()
    if same is not None:
        raise RuleBroken(
            "already_registered",
            _("An organization with this code or this name is already registered."),
            field="uscc" if same.uscc == organization.uscc else "name_zh",
        )
