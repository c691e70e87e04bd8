"""Changing what stands on the shelf, while it stands there: sent by the organization, in force once checked."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.journal.changing import change, code_of, lock
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.actions.leave import ask_leave
from marketplace.organizations.actions.offer import (
    FACTS,
    LISTS,
    WORDS,
    ServiceOffer,
    drafted,
    judge,
)
from marketplace.organizations.choices import OrganizationState, RevisionState, ServiceState
from marketplace.organizations.models import Revision, Service
from marketplace.organizations.permissions import may_manage, may_vet
from marketplace.workdays.rules import SHANGHAI

Told = dict[str, list[Any]]


@transaction.atomic
def propose_revision(service: Service, offer: ServiceOffer, *, by: User, at: datetime) -> Revision:
    """What is different waits for the bureau; the service stays on the shelf as it is."""
    told = drafted(service.organization, offer)
    judge(service.organization, offer)
    ask_leave(may_manage, service.organization, by)
    lock(service, "organization__community")
    if service.state != ServiceState.ON_SHELF:
        raise RuleBroken("not_on_shelf", _("It is not on the shelf: change it there and then."))
    if waiting_of(service):
        raise RuleBroken(
            "revision_waits", _("A change waits to be checked already. Take it back first.")
        )
    different = _different(service, told, offer)
    if not different:
        raise RuleBroken("nothing_changed", _("Nothing differs from what stands on the shelf."))
    revision = Revision.objects.create(service=service, told=different, sent_at=at, sent_by=by)
    record("propose_revision", service, by=by, at=at, changes=_for_the_journal(revision))
    return revision


@transaction.atomic
def accept_revision(revision: Revision, *, by: User, at: datetime) -> Service:
    """Checked by the bureau: from now on this is what people read and what is matched."""
    service = _enter(revision, may_vet, by)
    if service.state != ServiceState.ON_SHELF:
        raise RuleBroken("not_on_shelf", _("It is not on the shelf any more."))
    if service.organization.state != OrganizationState.RESIDENT:
        raise RuleBroken(
            "not_resident",
            _("Only an organization that has moved in can have services on the shelf."),
        )
    facts = {name: after for name, (_before, after) in revision.told.items() if name in FACTS}
    also = {name: told for name, told in _for_the_journal(revision).items() if name not in facts}
    facts |= {"checked_on": at.astimezone(SHANGHAI).date(), "checked_by": by}
    change(service, "accept_revision", by=by, at=at, unsaid=WORDS, also=also, **facts)
    for name in LISTS:
        if name in revision.told:
            getattr(service, name).set(revision.told[name][1])
    _judge(revision, RevisionState.ACCEPTED, by, at)
    return service


@transaction.atomic
def return_revision(revision: Revision, *, reason: str, by: User, at: datetime) -> Revision:
    """Not like this: the organization reads what to mend, and sends it anew."""
    reason = clean_text(reason, field="reason", longest=1000, required=True)
    service = _enter(revision, may_vet, by)
    record("return_revision", service, by=by, at=at, reason=reason, changes={"id": revision.pk})
    _judge(revision, RevisionState.RETURNED, by, at, returned_for=reason)
    return revision


@transaction.atomic
def take_back_revision(revision: Revision, *, by: User, at: datetime) -> Revision:
    """The organization thought of something better."""
    service = _enter(revision, may_manage, by)
    record("take_back_revision", service, by=by, at=at, changes={"id": revision.pk})
    _judge(revision, RevisionState.TAKEN_BACK, by, at)
    return revision


def waiting_of(service: Service) -> Revision | None:
    return service.revisions.filter(state=RevisionState.WAITING).first()


def _enter(revision: Revision, may: Any, by: User) -> Service:
    """Locks the service and then the revision, as whoever proposes one does."""
    service = revision.service
    ask_leave(may, service.organization, by)
    lock(service, "organization__community")
    lock(revision)
    revision.service = service
    if revision.state != RevisionState.WAITING:
        raise RuleBroken("revision_judged", _("This change does not wait any more."))
    return service


def _judge(
    revision: Revision, state: RevisionState, by: User, at: datetime, **further: Any
) -> None:
    facts = {"state": state, "judged_at": at, "judged_by": by, **further}
    for name, value in facts.items():
        setattr(revision, name, value)
    revision.save(update_fields=list(facts))


def _different(service: Service, told: Service, offer: ServiceOffer) -> Told:
    pairs = {
        **{name: (getattr(service, name), getattr(told, name)) for name in FACTS},
        **{name: (getattr(service, name).all(), getattr(offer, name)) for name in LISTS},
    }
    coded = {
        name: [_coded(before), _coded(after)]
        for name, (before, after) in pairs.items()
        if name != "subcategory"
    }
    return {name: each for name, each in coded.items() if each[0] != each[1]}


def _coded(value: Any) -> Any:
    """Lists without an order, as codes."""
    if isinstance(value, str | int | None):
        return value
    return sorted(code_of(list(value)))


def _for_the_journal(revision: Revision) -> dict[str, Any]:
    """Everything but the words."""
    told = {name: each for name, each in revision.told.items() if name not in WORDS}
    return {"id": revision.pk, **told}
