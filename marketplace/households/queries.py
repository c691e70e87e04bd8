"""Reads. Residents come with their household, community and subdistrict, as `showing` wants them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from marketplace.accounts.models import User
from marketplace.households.choices import LookupKind, Purpose
from marketplace.households.digests import TAIL, digest_of
from marketplace.households.models import Consent, Household, Lookup, Resident
from marketplace.households.permissions import SEES_PEOPLE
from marketplace.households.rules.contacts import clean_phone, phone_digits
from marketplace.households.rules.identity import NUMBER, clean_id_number
from marketplace.households.rules.names import clean_name, name_key
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import SHORT, clean_code, clean_text
from marketplace.places.models import Community
from marketplace.places.queries import communities_of


def visible_to(user: User) -> QuerySet[Resident]:
    """The residents of the places where `user` is posted, but for those who were erased."""
    return _living().filter(household__community__in=communities_of(user, *SEES_PEOPLE))


def households_visible_to(user: User) -> QuerySet[Household]:
    return Household.objects.filter(
        community__in=communities_of(user, *SEES_PEOPLE)
    ).select_related("community__subdistrict")


def find_residents(text: str, *, by: User, limit: int = 10) -> list[Resident]:
    """Who is meant by `text`: a full name, a phone (their own or the guardian's), an identity number,
    the last four of phone or number, or a name and a last four ("王秀兰 1234").

    At most `limit`, newest first, and only residents that `by` may see.
    """
    wanted = _meant(text)
    if not wanted:
        return []
    found = visible_to(by)
    for alternatives in wanted:
        found = found.filter(pk__in=_having(alternatives))
    return list(found.order_by("-registered_at", "-pk")[:limit])


def is_identity_search(text: str) -> bool:
    """Whether `text` asks for an identity number or its tail: faces count those, so that nobody tries
    out numbers by the hundred."""
    return any(
        kind in (LookupKind.ID_NUMBER, LookupKind.ID_TAIL)
        for alternatives in _meant(text)
        for kind in alternatives
    )


def same_person(
    *, name: str, phone: str, id_number: str, community: Community, on: date
) -> Resident | None:
    """The resident that this is, if it is certain: the number and the name agree, or the phone and the
    name within the community. Whether there is one must never show in an answer to the public.
    """
    hers = {LookupKind.NAME: name_key(clean_name(name))}
    number = clean_id_number(id_number, on=on)
    if number:
        return _only(_living(), hers, {LookupKind.ID_NUMBER: number})
    digits = phone_digits(clean_phone(phone))
    if digits:
        there = _living().filter(household__community=community)
        return _only(there, hers, {LookupKind.PHONE: digits, LookupKind.GUARDIAN_PHONE: digits})
    return None


def consents_in_force(resident: Resident) -> QuerySet[Consent]:
    """At most one per purpose."""
    return resident.consents.filter(withdrawn_at__isnull=True)


def has_withdrawn(resident: Resident, purpose: Purpose) -> bool:
    """Somebody said that they no longer agree to `purpose`, and has not agreed anew since."""
    told = resident.consents.filter(purpose=purpose)
    in_force = told.filter(withdrawn_at__isnull=True)
    return told.exclude(withdrawn_told_by="").exists() and not in_force.exists()


def _living() -> QuerySet[Resident]:
    return Resident.objects.filter(erased_at__isnull=True).select_related(
        "household__community__subdistrict"
    )


def _only(residents: QuerySet[Resident], *wanted: Mapping[LookupKind, str]) -> Resident | None:
    for alternatives in wanted:
        residents = residents.filter(pk__in=_having(alternatives))
    found = list(residents[:2])
    return found[0] if len(found) == 1 else None


def _having(alternatives: Mapping[LookupKind, str]) -> QuerySet[Lookup, Any]:
    either = Q()
    for kind, value in alternatives.items():
        either |= Q(kind=kind, digest=digest_of(kind, value))
    return Lookup.objects.filter(either).values("resident")


def _meant(text: str) -> list[dict[LookupKind, str]]:
    """What must all be so; each is a set of alternatives, one of which must be so."""
    text = clean_text(text, field="q", longest=SHORT)
    whole = _as_number(text)
    if whole:
        return [whole]
    words = text.split()
    tails = [tail for word in words if (tail := _as_tail(word))]
    name = name_key(" ".join(word for word in words if not _as_tail(word)))
    return ([{LookupKind.NAME: name}] if name else []) + tails


def _as_number(text: str) -> dict[LookupKind, str]:
    code = clean_code(text)
    if NUMBER.fullmatch(code):
        return {LookupKind.ID_NUMBER: code}
    try:
        digits = phone_digits(clean_phone(text))
    except Malformed:
        return {}
    return {LookupKind.PHONE: digits, LookupKind.GUARDIAN_PHONE: digits} if digits else {}


def _as_tail(word: str) -> dict[LookupKind, str]:
    code = clean_code(word)
    if len(code) != TAIL or not (code[:-1].isascii() and code[:-1].isdigit()):
        return {}
    if code[-1] == "X":
        return {LookupKind.ID_TAIL: code}
    if code[-1] in "0123456789":
        return {LookupKind.PHONE_TAIL: code, LookupKind.ID_TAIL: code}
    return {}
