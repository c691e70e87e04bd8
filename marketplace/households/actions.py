"""What is done to people's data. Every change is journaled by the names of fields, never their contents.

`by=None` is somebody without an account who asks for themself through the public form.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.households import permissions as may
from marketplace.households import rows
from marketplace.households.choices import (
    Basis,
    LowIncomeStatus,
    PersonalField,
    Purpose,
    Sex,
    ToldBy,
    ToldHow,
)
from marketplace.households.digests import FINDABLE
from marketplace.households.models import Consent, Household, Lookup, Resident, Reveal
from marketplace.households.queries import consents_in_force, same_person
from marketplace.households.rules.consents import (
    judge_basis,
    judge_person,
    judge_withdrawal,
)
from marketplace.households.rules.contacts import clean_address
from marketplace.households.rules.person import Person, clean_person
from marketplace.households.rules.reasons import DAILY_REVEALS, clean_reason
from marketplace.households.showing import known_of, value_of
from marketplace.journal.actions import record
from marketplace.kernel.codes import spoken_code
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.places.models import Community
from marketplace.workdays.rules import SHANGHAI

ERASED_FIELDS = tuple(name for name in rows.TOLD if name != "sex")


@transaction.atomic
def register_household(
    *,
    community: Community,
    address: str,
    low_income_status: str = LowIncomeStatus.NONE,
    by: User | None,
    at: datetime,
) -> Household:
    _allow(by is None or may.may_register(by, community))
    household = rows.household_row(
        number=f"H{spoken_code(9)}",
        community_id=community.pk,
        address=clean_address(address),
        low_income_status=_clean_status(low_income_status),
        at=at,
    )
    household.save(force_insert=True)
    record("register_household", household, by=by, at=at, changes={"community": community.pk})
    return household


@transaction.atomic
def amend_household(
    household: Household, *, changes: Mapping[str, Any], by: User, at: datetime
) -> Household:
    """`changes` may hold address, low_income_status and community (they moved; leave wanted at both)."""
    _know(changes, {"address", "low_income_status", "community"})
    household = Household.objects.select_for_update().get(pk=household.pk)
    community = changes.get("community", household.community)
    _allow(may.may_amend_household(by, household.community))
    _allow(may.may_amend_household(by, community))
    told = {
        "address": clean_address(changes.get("address", household.address)),
        "low_income_status": _clean_status(
            changes.get("low_income_status", household.low_income_status)
        ),
        "community": community,
    }
    changed = _set(household, told)
    if changed:
        household.save(update_fields=changed)
        record("amend_household", household, by=by, at=at, changes={"fields": changed})
    return household


@transaction.atomic
def register_resident(
    household: Household,
    *,
    name: str,
    phone: str = "",
    id_number: str = "",
    sex: str = "",
    birth_on: date | None = None,
    groups: Collection[TargetGroup],
    health_note: str = "",
    guardian_name: str = "",
    guardian_phone: str = "",
    consents: Mapping[Purpose, Basis] | None = None,
    told_apart: Collection[int] = (),
    by: User | None,
    at: datetime,
) -> Resident:
    """A new person of the household. A health note is kept only with a consent to Purpose.HEALTH.

    `told_apart`: the residents, by pk, that whoever registers has seen, and says are somebody else.
    """
    _allow(by is None or may.may_register(by, household.community))
    person = clean_person(
        name=name,
        phone=phone,
        id_number=id_number,
        sex=sex,
        birth_on=birth_on,
        health_note=health_note,
        guardian_name=guardian_name,
        guardian_phone=guardian_phone,
        groups=_letters(groups),
        on=_day(at),
    )
    consents = dict(consents or {})
    judge_person(person, consents)
    if by is not None:
        _ensure_new(person, household.community, told_apart, at)
    resident = rows.resident_row(household, person, at=at)
    resident.save(force_insert=True)
    resident.groups.set(groups)
    _renew_lookups(resident)
    changes = {"household": household.pk, "fields": rows.filled(resident)}
    record("register_resident", resident, by=by, at=at, changes=changes)
    for purpose, basis in consents.items():
        record_consent(resident, purpose=purpose, basis=basis, by=by, at=at)
    return resident


@transaction.atomic
def amend_resident(
    resident: Resident, *, changes: Mapping[str, Any], by: User, at: datetime
) -> Resident:
    """`changes` holds only what was changed, named as in `register_resident`.

    A new identity number brings its own date of birth and sex.
    """
    _know(changes, {*rows.TOLD, "groups"})
    resident = _locked(resident, by)
    _allow(may.may_amend(by, resident))
    told = {name: getattr(resident, name) for name in rows.TOLD}
    if changes.get("id_number"):
        told |= {"birth_on": "", "sex": ""}
    groups = list(changes.get("groups", resident.groups.all()))
    told |= {name: value for name, value in changes.items() if name != "groups"}
    person = clean_person(**told, groups=_letters(groups), on=_day(at))
    given = {Purpose(c.purpose): Basis(c.basis) for c in consents_in_force(resident)}
    judge_person(person, given)
    changed = _set(resident, rows.values_of(person))
    resident.save(update_fields=changed)
    if {*changed} & FINDABLE:
        _renew_lookups(resident)
    if {*groups} != {*resident.groups.all()}:
        resident.groups.set(groups)
        changed.append("groups")
    if changed:
        record("amend_resident", resident, by=by, at=at, changes={"fields": changed})
    return resident


@transaction.atomic
def record_consent(
    resident: Resident, *, purpose: Purpose, basis: Basis, by: User | None, at: datetime
) -> Consent:
    """The consent in force: the one that stands, or a new one where the basis has changed."""
    resident = _locked(resident, by)
    _allow(by is None or may.may_record_consent(by, resident))
    purpose, basis = _choice(Purpose, purpose, "purpose"), _choice(Basis, basis, "basis")
    known = known_of(resident, on=_day(at))
    judge_basis(basis, guarded=known.guarded, has_guardian=known.guardian)
    standing = consents_in_force(resident).filter(purpose=purpose).first()
    if standing and standing.basis == basis:
        return standing
    if standing:
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
    consent = rows.consent_row(resident, purpose=purpose, basis=basis, by=by, at=at)
    consent.save(force_insert=True)
    record("record_consent", resident, by=by, at=at, changes=rows.told_of_consent(consent))
    return consent


@transaction.atomic
def withdraw_consent(
    consent: Consent, *, told_by: ToldBy, told_how: ToldHow, by: User, at: datetime
) -> Consent:
    """Ends one consent on the word of the person or the guardian. Who no longer agrees to the use of
    health information has none stored."""
    resident = _locked(consent.resident, by)
    _allow(may.may_withdraw_consent(by, resident))
    told_by, told_how = _choice(ToldBy, told_by, "told_by"), _choice(ToldHow, told_how, "told_how")
    known = known_of(resident, on=_day(at))
    judge_withdrawal(told_by, guarded=known.guarded, has_guardian=known.guardian)
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_at:
        raise RuleBroken("already_withdrawn", _("This consent was withdrawn already."))
    consent.withdrawn_at, consent.withdrawn_by = at, by
    consent.withdrawn_told_by, consent.withdrawn_told_how = told_by, told_how
    consent.save()
    if consent.purpose == Purpose.HEALTH:
        resident.health_note = ""
        resident.save(update_fields=["health_note"])
    changes = {**rows.told_of_consent(consent), "told_by": told_by, "told_how": told_how}
    record("withdraw_consent", resident, by=by, at=at, changes=changes)
    return consent


@transaction.atomic
def reveal(
    resident: Resident, *, fields: Collection[str], reason: str, by: User, at: datetime
) -> dict[str, str]:
    """The plain values of `fields`, once; who looked, at what and why stays on record."""
    wanted = [field for field in PersonalField if field in fields]
    if not wanted or len(wanted) != len(set(fields)):
        raise Malformed("fields_unknown", _("Please choose what to reveal."), field="fields")
    resident = _locked(resident, by)
    _allow(may.may_reveal(by, resident, wanted))
    reason = clean_reason(reason, about=_personal_values(resident))
    _judge_quota(by, at)
    names = [field.value for field in wanted]
    row = Reveal.objects.create(resident=resident, by=by, at=at, fields=names, reason=reason)
    changes = {"reveal": row.pk, "fields": names}
    record("reveal_resident", resident, by=by, at=at, changes=changes, reason=reason)
    return {field.value: value_of(resident, field) for field in wanted}


@transaction.atomic
def erase_resident(resident: Resident, *, reason: str, by: User, at: datetime) -> Resident:
    """Nothing is left here but a number that tells nobody who it was.

    Only for the journey of this name, which sees to what the rooms above hold.
    """
    resident = _locked(resident, by)
    _allow(may.may_erase(by, resident))
    reason = clean_reason(reason, about=_personal_values(resident))
    _set(resident, {**dict.fromkeys(ERASED_FIELDS, ""), "sex": Sex.UNKNOWN, "erased_at": at})
    resident.save(update_fields=[*ERASED_FIELDS, "sex", "erased_at"])
    resident.groups.clear()
    resident.lookups.all().delete()
    consents_in_force(resident).update(withdrawn_at=at)
    _leave_household(resident, at)
    record("erase_resident", resident, by=by, at=at, reason=reason)
    return resident


def _leave_household(resident: Resident, at: datetime) -> None:
    """Whoever is erased is not found through those they lived with."""
    household = resident.household
    if not household.residents.filter(erased_at__isnull=True).exists():
        _set(household, {"address": "", "low_income_status": LowIncomeStatus.NONE})
        household.save(update_fields=["address", "low_income_status"])
        return
    resident.household = rows.household_row(
        number=f"H{spoken_code(9)}",
        community_id=household.community_id,
        address="",
        low_income_status=LowIncomeStatus.NONE,
        at=at,
    )
    resident.household.save(force_insert=True)
    resident.save(update_fields=["household"])


def _allow(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("not_allowed", _("You may not do this for residents of this community."))


def _locked(resident: Resident, by: User | None) -> Resident:
    """The row as it is now, kept until the transaction ends; hidden from who may not know of it."""
    resident = (
        Resident.objects.select_for_update(of=("self",))
        .select_related("household__community__subdistrict")
        .get(pk=resident.pk)
    )
    if resident.erased_at or (by is not None and not may.may_see(by, resident)):
        raise Hidden("no_such_resident", _("There is no such resident."))
    return resident


def _clean_status(status: str) -> LowIncomeStatus:
    return _choice(LowIncomeStatus, status, "low_income_status")


def _choice(choices: Any, value: str, field: str) -> Any:
    if value not in choices.values:
        raise Malformed("not_on_the_list", _("Please choose one of the list."), field=field)
    return choices(value)


def _know(changes: Mapping[str, Any], names: set[str]) -> None:
    if not names.issuperset(changes):
        raise TypeError(f"only {', '.join(sorted(names))} can be amended")


def _set(thing: Any, values: Mapping[str, Any]) -> list[str]:
    """Set what differs and return the names of it."""
    changed = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, values[name])
    return changed


def _letters(groups: Collection[TargetGroup]) -> set[str]:
    return {group.code for group in groups}


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _renew_lookups(resident: Resident) -> None:
    resident.lookups.all().delete()
    try:
        with transaction.atomic():
            Lookup.objects.bulk_create(rows.lookup_rows(resident))
    except IntegrityError:
        raise RuleBroken(
            "already_registered",
            _("Somebody is registered under this identity number already. Please search first."),
            field="id_number",
        ) from None


def _ensure_new(
    person: Person, community: Community, told_apart: Collection[int], at: datetime
) -> None:
    """Not for the public form: what it answers must not show whether somebody is registered.

    Two of one identity number the database refuses by itself.
    """
    _register_in_turn(community)
    known = same_person(
        name=person.name, phone=person.phone, id_number="", community=community, on=_day(at)
    )
    if known is not None and known.pk not in told_apart:
        raise RuleBroken(
            "already_registered",
            _("Somebody of this name and phone is registered here already. Please look again."),
            field="name",
        )


def _register_in_turn(community: Community) -> None:
    """Who registers somebody here waits for the one before, and sees whom that one registered."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)


def _personal_values(resident: Resident) -> list[str]:
    return [value_of(resident, field) for field in PersonalField]


def _take_turns(by: User) -> None:
    """Two reveals by one person count each other."""
    User.objects.select_for_update().get(pk=by.pk)


def _judge_quota(by: User, at: datetime) -> None:
    _take_turns(by)
    midnight = datetime.combine(_day(at), time.min, tzinfo=SHANGHAI)
    today = Reveal.objects.filter(by=by, at__gte=midnight, at__lt=midnight + timedelta(days=1))
    if today.count() >= DAILY_REVEALS:
        raise RuleBroken(
            "reveal_quota",
            _("You have revealed %(most)s residents' data today. Please go on tomorrow.")
            % {"most": DAILY_REVEALS},
        )
