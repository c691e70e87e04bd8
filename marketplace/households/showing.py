"""The one door through which a resident's data leave this room, masked by who looks, why, and how far
the help has come. Two tables say it all: what each role sees at each stage, and what each sight shows.

Nothing else may read the fields of Resident for a person's eyes. Identity numbers are never shown in
full: for that there is `actions.reveal`, which wants a reason and is journaled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.households.choices import AgeBand, PersonalField, Sex
from marketplace.households.models import Resident
from marketplace.households.rules.ages import age_band, needs_guardian
from marketplace.households.rules.masks import mask_id_number, mask_name, mask_phone
from marketplace.households.rules.reasons import redact, tells
from marketplace.places.models import Community
from marketplace.places.queries import covers


class Sight(StrEnum):
    """How much somebody sees of a resident, from little to much."""

    MASKED = "masked"
    CONTACT = "contact"
    RECORD = "record"


class Stage(StrEnum):
    """How somebody is bound to a resident right now."""

    ELSEWHERE = "elsewhere"  # not at all
    POSTED = "posted"  # at a place that holds the resident's community
    ASKED = "asked"  # an offer waits for an answer
    SERVING = "serving"  # from acceptance until 30 days after the end
    OVER = "over"  # later, or after the offer was declined, recalled or lapsed


class Manner(StrEnum):
    HIDE = "hide"
    MASK = "mask"
    PLAIN = "plain"


MASKED, CONTACT, RECORD = Sight
HIDE, MASK, PLAIN = Manner

# fmt: off
SIGHTS: dict[Role, tuple[Sight, Sight, Sight, Sight, Sight]] = {
    #                          elsewhere  posted   asked   serving  over
    Role.STEWARD:             (MASKED,    CONTACT, MASKED, MASKED,  MASKED),
    Role.COMMUNITY_STAFF:     (MASKED,    CONTACT, MASKED, MASKED,  MASKED),
    Role.SUBDISTRICT_OFFICER: (MASKED,    CONTACT, MASKED, MASKED,  MASKED),
    Role.HOTLINE_OPERATOR:    (MASKED,    MASKED,  MASKED, MASKED,  MASKED),
    Role.DISPATCHER:          (MASKED,    MASKED,  MASKED, MASKED,  MASKED),
    Role.BUREAU_OFFICER:      (MASKED,    MASKED,  MASKED, MASKED,  MASKED),
    Role.EVALUATOR:           (MASKED,    MASKED,  MASKED, MASKED,  MASKED),
    Role.ORGANIZATION:        (MASKED,    MASKED,  MASKED, CONTACT, MASKED),
    Role.VOLUNTEER:           (MASKED,    MASKED,  MASKED, CONTACT, MASKED),
}

MANNERS: dict[PersonalField, tuple[Manner, Manner, Manner]] = {
    #                              masked contact record
    PersonalField.NAME:           (MASK,  PLAIN,  PLAIN),
    PersonalField.PHONE:          (MASK,  PLAIN,  PLAIN),
    PersonalField.ADDRESS:        (HIDE,  PLAIN,  PLAIN),
    PersonalField.GUARDIAN_NAME:  (HIDE,  PLAIN,  PLAIN),
    PersonalField.GUARDIAN_PHONE: (HIDE,  PLAIN,  PLAIN),
    PersonalField.ID_NUMBER:      (HIDE,  MASK,   MASK),
    PersonalField.BIRTH_ON:       (HIDE,  HIDE,   PLAIN),
    PersonalField.HEALTH_NOTE:    (HIDE,  HIDE,   PLAIN),
}
# fmt: on

# What each role may have revealed, for a reason, of a resident of its place.
_CONTACT_FIELDS = frozenset(
    {
        PersonalField.NAME,
        PersonalField.PHONE,
        PersonalField.ADDRESS,
        PersonalField.GUARDIAN_NAME,
        PersonalField.GUARDIAN_PHONE,
    }
)
REVEALABLE: dict[Role, frozenset[PersonalField]] = {
    Role.STEWARD: frozenset(PersonalField),
    Role.COMMUNITY_STAFF: frozenset(PersonalField),
    Role.SUBDISTRICT_OFFICER: frozenset(PersonalField),
    Role.HOTLINE_OPERATOR: _CONTACT_FIELDS,
    Role.DISPATCHER: _CONTACT_FIELDS,
    Role.BUREAU_OFFICER: frozenset(PersonalField),
}

_MASKS = {
    PersonalField.NAME: mask_name,
    PersonalField.PHONE: mask_phone,
    PersonalField.ID_NUMBER: mask_id_number,
}


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A resident as somebody may see them: "" where nothing is shown. Its own text tells no name."""

    resident_id: int
    sight: Sight
    community: Community
    age_band: AgeBand
    sex: Sex
    name: str
    phone: str
    address: str
    id_number: str
    birth_on: str
    health_note: str
    guardian_name: str
    guardian_phone: str

    def __str__(self) -> str:
        return f"resident {self.resident_id}, {self.sight}"

    __repr__ = __str__


@dataclass(frozen=True, slots=True)
class Known:
    """What there is about a resident, without telling it."""

    phone: bool
    address: bool
    guarded: bool
    guardian: bool


def sight_of(role: Role, stage: Stage) -> Sight:
    """What the table says."""
    return SIGHTS[role][list(Stage).index(stage)]


def manner_of(field: PersonalField, sight: Sight) -> Manner:
    """How `sight` shows `field`."""
    return MANNERS[field][list(Sight).index(sight)]


def sight_of_staff(user: User, resident: Resident) -> Sight:
    """The most that the postings of `user` give; providers' sight is told by `workorders`."""
    community = resident.household.community
    for sight in (Sight.RECORD, Sight.CONTACT):
        roles = [role for role in SIGHTS if sight_of(role, Stage.POSTED) == sight]
        if roles and covers(user, roles, community):
            return sight
    return Sight.MASKED


def show(resident: Resident, sight: Sight, *, on: date | None = None) -> Shown:
    """`resident` at `sight`, as old as on the day `on` (today, where a page just shows somebody)."""
    return Shown(
        resident_id=resident.pk,
        sight=sight,
        community=resident.household.community,
        age_band=age_band(_birth_of(resident), on or timezone.localdate()),
        sex=Sex(resident.sex),
        **{field.value: _shown(resident, field, sight) for field in PersonalField},
    )


def show_many(residents: Iterable[Resident], *, to: User, on: date | None = None) -> list[Shown]:
    """Each resident at the sight of the staff member `to`; no query beyond theirs if the residents
    were read through `queries`, which fetches household and community along."""
    return [show(resident, sight_of_staff(to, resident), on=on) for resident in residents]


def known_of(resident: Resident, *, on: date) -> Known:
    """`phone`: theirs or the guardian's; `guarded`: only the guardian can consent on that day;
    `guardian`: name and phone are on record."""
    groups = {group.pk for group in resident.groups.all()}
    return Known(
        phone=bool(resident.phone or resident.guardian_phone),
        address=bool(resident.household.address),
        guarded=needs_guardian(_birth_of(resident), groups=groups, on=on),
        guardian=bool(resident.guardian_name and resident.guardian_phone),
    )


def editable(resident: Resident, sight: Sight) -> dict[str, str]:
    """The fields that `sight` shows plainly, for the form that amends them.

    Masked ones are left out: a mask that comes back from a form would replace what it hides.
    """
    return {
        field.value: value_of(resident, field)
        for field in PersonalField
        if manner_of(field, sight) is Manner.PLAIN
    }


def unnamed(text: str, resident: Resident) -> str:
    """`text` as the journal may keep it for good: without what is on record about `resident`."""
    if not text:
        return ""
    return redact(text, about=[value_of(resident, field) for field in PersonalField])


def tells_of(text: str, resident: Resident) -> bool:
    """Whether `text` says anything that is on record about `resident`."""
    return tells(text, about=[value_of(resident, field) for field in PersonalField])


def value_of(resident: Resident, field: PersonalField) -> str:
    """The value itself, unmasked: for this module and for `actions.reveal` only."""
    thing = resident.household if field is PersonalField.ADDRESS else resident
    return getattr(thing, field.value)


def _shown(resident: Resident, field: PersonalField, sight: Sight) -> str:
    if field is PersonalField.NAME and resident.erased_at:
        return _("(erased)")
    manner = manner_of(field, sight)
    if manner is Manner.HIDE:
        return ""
    value = value_of(resident, field)
    return _MASKS[field](value) if manner is Manner.MASK else value


def _birth_of(resident: Resident) -> date | None:
    return date.fromisoformat(resident.birth_on) if resident.birth_on else None


def is_named_in(text: str, resident: Resident) -> bool:
    """Whether words that everybody will read tell the name of the person, or of who decides for them."""
    return any(name and name in text for name in (resident.name, resident.guardian_name))
