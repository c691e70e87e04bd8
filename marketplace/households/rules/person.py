"""All of a person's data together: cleaned, complete, in agreement. Every fault is told at once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from marketplace.households.choices import Sex
from marketplace.households.rules.ages import clean_birth_on, needs_guardian
from marketplace.households.rules.contacts import clean_phone
from marketplace.households.rules.identity import birth_of, clean_id_number, sex_of
from marketplace.households.rules.names import clean_name, name_key
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Named as the fields of Resident. Tells nothing in a log line or a traceback."""

    name: str
    phone: str
    id_number: str
    sex: str
    birth_on: date | None
    health_note: str
    guardian_name: str
    guardian_phone: str
    needs_guardian: bool


class Faults:
    """Gathers what is wrong field by field, to be raised as one refusal."""

    def __init__(self) -> None:
        self._found: list[Malformed] = []

    def of(self, clean: Callable[..., T], *args: Any, otherwise: T, **options: Any) -> T:
        """`clean(...)`, or `otherwise` when that is refused."""
        try:
            return clean(*args, **options)
        except Malformed as no:
            self._found.append(no)
            return otherwise

    def add(self, code: str, field: str, message: Any) -> None:
        self._found.append(Malformed(code, message, field=field))

    def raise_if_any(self) -> None:
        if len(self._found) == 1:
            raise self._found[0]
        if self._found:
            fields = {
                name: text for no in reversed(self._found) for name, text in no.fields.items()
            }
            raise Malformed("check_fields", _("Please check the marked fields."), fields=fields)


def clean_person(
    *,
    name: str,
    phone: str = "",
    id_number: str = "",
    sex: str = "",
    birth_on: date | str | None = None,
    health_note: str = "",
    guardian_name: str = "",
    guardian_phone: str = "",
    groups: Collection[str],
    on: date,
) -> Person:
    """`groups` are letters of target groups, `on` the day of registration."""
    faults = Faults()
    name = faults.of(clean_name, name, otherwise="")
    phone = faults.of(clean_phone, phone, otherwise="")
    id_number = faults.of(clean_id_number, id_number, on=on, otherwise="")
    sex = faults.of(_clean_sex, sex, otherwise=str(Sex.UNKNOWN))
    birth_on = faults.of(clean_birth_on, birth_on, on=on, otherwise=None)
    health_note = faults.of(clean_text, health_note, field="health_note", otherwise="")
    guardian_name = faults.of(
        clean_name, guardian_name, field="guardian_name", required=False, otherwise=""
    )
    guardian_phone = faults.of(clean_phone, guardian_phone, field="guardian_phone", otherwise="")
    if id_number:
        birth_on = _agreed_birth(id_number, birth_on, faults)
        sex = _agreed_sex(id_number, sex, faults)
    faults.raise_if_any()

    guarded = needs_guardian(birth_on, groups=groups, on=on)
    _check_guardian(guarded, name, guardian_name, guardian_phone, faults)
    faults.raise_if_any()
    return Person(
        name, phone, id_number, sex, birth_on, health_note, guardian_name, guardian_phone, guarded
    )


def _clean_sex(value: str) -> str:
    if value and value not in Sex.values:
        message = _("Please choose one of the list.")
        raise Malformed("sex_unknown", message, field="sex")
    return value or Sex.UNKNOWN


def _agreed_birth(id_number: str, birth_on: date | None, faults: Faults) -> date:
    born = birth_of(id_number)
    if birth_on and birth_on != born:
        faults.add(
            "birth_disagrees", "birth_on", _("The date of birth differs from the identity number.")
        )
    return born


def _agreed_sex(id_number: str, sex: str, faults: Faults) -> str:
    told = sex_of(id_number)
    if sex not in (Sex.UNKNOWN, told):
        faults.add("sex_disagrees", "sex", _("The sex differs from the identity number."))
    return told


def _check_guardian(guarded: bool, name: str, guardian: str, phone: str, faults: Faults) -> None:
    if guarded and not guardian:
        faults.add("guardian_missing", "guardian_name", _("Under 14: please name the guardian."))
    if guarded and not phone:
        faults.add(
            "guardian_missing",
            "guardian_phone",
            _("Under 14: please give the guardian's telephone."),
        )
    if guardian and name_key(guardian) == name_key(name):
        faults.add("guardian_is_self", "guardian_name", _("The guardian is another person."))
