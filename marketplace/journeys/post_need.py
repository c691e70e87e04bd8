from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.households import actions as households
from marketplace.households.choices import Basis, LowIncomeStatus, Purpose, Sex
from marketplace.households.models import Consent, Resident
from marketplace.households.queries import consents_in_force
from marketplace.needs import actions as needs
from marketplace.needs.actions import NO_WISHES, NeedDraft, Wishes
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.places.models import Community
from marketplace.workorders.refusals import waiting_their_turn


@dataclass(frozen=True, slots=True)
class ResidentRef:
    """Somebody who is registered already."""

    resident: Resident


@dataclass(frozen=True, slots=True)
class NewResident:
    """Somebody who is registered with this need, in a household of their own.

    `told_apart` as in `households.actions.register_resident`.
    """

    name: str
    phone: str = ""
    address: str = ""
    id_number: str = ""
    sex: str = Sex.UNKNOWN
    birth_on: date | None = None
    groups: Sequence[TargetGroup] = ()
    health_note: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""
    low_income_status: str = LowIncomeStatus.NONE
    told_apart: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class NeedItem:
    """One of the needs told at once. `reported_at`: when it was first told, if before now.

    `despite_open`, `follow_code` and `phone_confirmed_at` as in `needs.actions.NeedDraft`.
    """

    description: str = ""
    need_type: NeedType | None = None
    at_risk: bool | None = None
    pick: Service | None = None
    reported_at: datetime | None = None
    wishes: Wishes = NO_WISHES
    despite_open: Collection[int] | None = ()
    follow_code: str = ""
    phone_confirmed_at: datetime | None = None


@waiting_their_turn()
@transaction.atomic
def post_need(
    *,
    who: ResidentRef | NewResident,
    items: Sequence[NeedItem],
    community: Community,
    channel: str,
    consent_given: bool,
    basis: str = Basis.CONSENT,
    by: User | None,
    at: datetime,
) -> list[Need]:
    """Register the resident if new, record the consent, and post each need. `by=None`: the public form."""
    resident = _register(who, community, by=by, at=at)
    consent = _consent(resident, basis, by=by, at=at) if consent_given else None
    posted: list[Need] = []
    for item in items:
        draft = _draft(item, resident, community, channel, at, beside=posted)
        posted.append(needs.post_need(draft, consent=consent, by=by, at=at))
    return posted


def _register(
    who: ResidentRef | NewResident, community: Community, *, by: User | None, at: datetime
) -> Resident:
    if isinstance(who, ResidentRef):
        return who.resident
    household = households.register_household(
        community=community,
        address=who.address,
        low_income_status=who.low_income_status,
        by=by,
        at=at,
    )
    return households.register_resident(
        household,
        name=who.name,
        phone=who.phone,
        id_number=who.id_number,
        sex=who.sex,
        birth_on=who.birth_on,
        groups=who.groups,
        health_note=who.health_note,
        guardian_name=who.guardian_name,
        guardian_phone=who.guardian_phone,
        told_apart=who.told_apart,
        by=by,
        at=at,
    )


def _consent(resident: Resident, basis: str, *, by: User | None, at: datetime) -> Consent:
    """What somebody with a say agreed to stands; an emergency only stood in for it."""
    in_force = consents_in_force(resident).filter(purpose=Purpose.SERVICE).first()
    if in_force is not None and in_force.basis != Basis.EMERGENCY:
        return in_force
    return households.record_consent(resident, purpose=Purpose.SERVICE, basis=basis, by=by, at=at)


def _draft(
    item: NeedItem,
    resident: Resident,
    community: Community,
    channel: str,
    at: datetime,
    *,
    beside: list[Need],
) -> NeedDraft:
    """`beside`: what was told in the same breath before it."""
    seen = item.despite_open
    return NeedDraft(
        resident=resident,
        community=community,
        need_type=item.need_type,
        description=item.description,
        channel=channel,
        at_risk=item.at_risk,
        pick=item.pick,
        reported_at=item.reported_at or at,
        wishes=item.wishes,
        despite_open=seen if seen is None else {*seen, *(need.pk for need in beside)},
        follow_code=item.follow_code,
        phone_confirmed_at=item.phone_confirmed_at,
    )
