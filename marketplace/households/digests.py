"""How a resident is found without reading anybody's data: keyed digests of a few exact values.

How they are keyed, `kernel.digests` says.

There are digests of whole names only. Digests of surnames or beginnings would let anyone with a copy
of the database count them, and the commonest digest would be 王. Of the two last fours, ten thousand
values that are about equally common, there is nothing to count.

To change the key: stop the site, set the new BLIND_INDEX_KEY, run `manage.py rebuild_lookups`, start
again. The digests are made anew from the encrypted values, so the old key is not needed; but old and
new digests do not meet, so nobody may register in between.
"""

from typing import Protocol

from marketplace.households.choices import LookupKind
from marketplace.households.rules.contacts import phone_digits
from marketplace.households.rules.names import name_key
from marketplace.kernel.digests import keyed_digest

TAIL = 4
FINDABLE = frozenset({"name", "phone", "id_number", "guardian_phone"})


class Findable(Protocol):
    """A Person or a Resident: whoever has the values of FINDABLE, already clean."""

    name: str
    phone: str
    id_number: str
    guardian_phone: str


def digest_of(kind: LookupKind, value: str) -> str:
    """64 hex digits. `value` is what `told_by` says of a clean value."""
    return keyed_digest(f"households.lookup.{kind}", value)


def digests_of(person: Findable) -> dict[LookupKind, str]:
    """Everything that `person` can be found by."""
    phone = phone_digits(person.phone)
    told = {
        LookupKind.NAME: name_key(person.name),
        LookupKind.PHONE: phone,
        LookupKind.PHONE_TAIL: phone[-TAIL:],
        LookupKind.GUARDIAN_PHONE: phone_digits(person.guardian_phone),
        LookupKind.ID_NUMBER: person.id_number,
        LookupKind.ID_TAIL: person.id_number[-TAIL:],
    }
    return {kind: digest_of(kind, value) for kind, value in told.items() if value}
