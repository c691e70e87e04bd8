"""What an organization offers: drafted by itself, put on the shelf by the bureau, limited by its places."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.choices import HelperSex, Language, Window
from marketplace.journal.actions import record
from marketplace.journal.changing import change, code_of, codes_of, lock
from marketplace.kernel.checks import choices_of, whole_number
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.actions.leave import ask_leave
from marketplace.organizations.actions.offer import (
    FACTS,
    LISTS,
    MOST_PLACES,
    MOST_VISITS,
    WORDS,
    ServiceOffer,
    drafted,
    judge,
)
from marketplace.organizations.actions.revising import take_back_revision, waiting_of
from marketplace.organizations.choices import OrganizationState, ServiceState
from marketplace.organizations.lifecycle import SERVICE
from marketplace.organizations.models import Organization, Service
from marketplace.organizations.permissions import may_manage, may_vet
from marketplace.workdays.rules import SHANGHAI

AMENDABLE = (ServiceState.DRAFT, ServiceState.OFF_SHELF)


@transaction.atomic
def offer_service(
    organization: Organization, offer: ServiceOffer, *, by: User, at: datetime
) -> Service:
    """Draft an entry for the shelf; the bureau checks it before anybody can pick it."""
    service = drafted(organization, offer)
    judge(organization, offer)
    ask_leave(may_manage, organization, by)
    lock(organization)
    if organization.state == OrganizationState.REMOVED:
        raise RuleBroken("organization_removed", _("This organization is no longer here."))
    service.save(force_insert=True)
    service.need_types.set(offer.need_types)
    service.groups.set(offer.groups)
    service.subdistricts.set(offer.subdistricts)
    changes = codes_of(
        service, "state", "subcategory", "radius", "places", "helpers", "price_cents"
    )
    for name in LISTS:
        changes[name] = code_of(list(getattr(offer, name)))
    record("offer_service", service, by=by, at=at, changes=changes)
    return service


@transaction.atomic
def amend_service(service: Service, offer: ServiceOffer, *, by: User, at: datetime) -> Service:
    """Tell anew what is offered. Not while it is being checked, because officers rely on what they look at; what
    stands on the shelf is changed by a revision."""
    told = drafted(service.organization, offer)
    judge(service.organization, offer)
    ask_leave(may_manage, service.organization, by)
    lock(service, "organization__community")
    if service.state not in AMENDABLE:
        raise RuleBroken(
            "take_it_back_first", _("Take it back before you change it, or propose a change.")
        )
    facts = {name: getattr(told, name) for name in FACTS}
    sets = {name: code_of(list(getattr(offer, name))) for name in LISTS}
    change(service, "amend_service", by=by, at=at, unsaid=WORDS, also=sets, **facts)
    for name in LISTS:
        getattr(service, name).set(getattr(offer, name))
    return service


@transaction.atomic
def submit_service(service: Service, *, by: User, at: datetime) -> Service:
    """Ask the bureau to check it and put it on the shelf."""
    ask_leave(may_manage, service.organization, by)
    lock(service, "organization__community")
    state = SERVICE.target(service.state, "submit")
    if service.organization.state != OrganizationState.RESIDENT:
        raise RuleBroken(
            "not_resident",
            _("Only an organization that has moved in can have services on the shelf."),
        )
    change(service, "submit_service", by=by, at=at, state=state, returned_for="")
    return service


@transaction.atomic
def return_service(service: Service, *, reason: str = "", by: User, at: datetime) -> Service:
    """Back to its draft: the bureau says what to change, or the organization takes it back itself."""
    vets = may_vet(by, service.organization)
    reason = clean_text(reason, field="reason", longest=1000, required=vets)
    ask_leave(may_manage, service.organization, by)
    lock(service, "organization__community")
    state = SERVICE.target(service.state, "return")
    change(service, "return_service", by=by, at=at, reason=reason, state=state, returned_for=reason)
    return service


@transaction.atomic
def put_on_shelf(service: Service, *, by: User, at: datetime) -> Service:
    """Checked by the bureau: it may be picked and matched from now on."""
    ask_leave(may_vet, service.organization, by)
    lock(service, "organization")
    state = SERVICE.target(service.state, "put_on_shelf")
    if service.organization.state != OrganizationState.RESIDENT:
        raise RuleBroken(
            "not_resident",
            _("Only an organization that has moved in can have services on the shelf."),
        )
    checked_on = at.astimezone(SHANGHAI).date()
    change(service, "put_on_shelf", by=by, at=at, state=state, checked_on=checked_on, checked_by=by)
    return service


@transaction.atomic
def take_off_shelf(service: Service, *, reason: str = "", by: User, at: datetime) -> Service:
    """Nothing new; what was accepted goes on. The organization may do this itself."""
    reason = clean_text(reason, field="reason", longest=300)
    ask_leave(may_manage, service.organization, by)
    lock(service, "organization")
    state = SERVICE.target(service.state, "take_off_shelf")
    if waits := waiting_of(service):
        take_back_revision(waits, by=by, at=at)
    change(service, "take_off_shelf", by=by, at=at, reason=reason, state=state)
    return service


@transaction.atomic
def set_places(service: Service, *, places: int, by: User, at: datetime) -> Service:
    """How many people it serves at one time; 0 takes nobody new. Fewer than it serves now is no harm."""
    places = whole_number(places, 0, MOST_PLACES, field="places")
    ask_leave(may_manage, service.organization, by)
    lock(service, "organization")
    if service.places != places:
        change(service, "set_places", by=by, at=at, places=places)
    return service


@transaction.atomic
def set_availability(
    service: Service,
    *,
    visits_a_week: int | None,
    windows: Iterable[str],
    languages: Iterable[str],
    sexes: Iterable[str],
    by: User,
    at: datetime,
) -> Service:
    """When it can come, how often a week in all (None: no limit), and whom it can send."""
    if visits_a_week is not None:
        visits_a_week = whole_number(visits_a_week, 0, MOST_VISITS, field="visits_a_week")
    available: dict[str, Any] = {
        "visits_a_week": visits_a_week,
        "windows": choices_of(windows, Window, field="windows"),
        "languages": choices_of(languages, Language, field="languages"),
        "sexes": choices_of(sexes, HelperSex, field="sexes"),
    }
    if not available["sexes"]:
        raise Malformed("nobody_to_send", _("Say whom you can send."), field="sexes")
    ask_leave(may_manage, service.organization, by)
    lock(service, "organization")
    changed = {name: told for name, told in available.items() if told != getattr(service, name)}
    if changed:
        change(service, "set_availability", by=by, at=at, **changed)
    return service
