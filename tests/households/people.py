"""A woman and a child whose every value is a canary: no other text of the suite has any of them."""

from datetime import date

from marketplace.households.choices import Basis, Purpose, Sex
from marketplace.households.rules.identity import make_fictional_id
from marketplace.households.rules.masks import mask_id_number, mask_name, mask_phone

HER_ID = make_fictional_id(birth_on=date(1947, 8, 19), sex=Sex.FEMALE, serial=77)
ADDRESS = "金丝雀路 88 号 60609 室"
HER = {
    "name": "上官金雀",
    "phone": "15400007788",
    "id_number": HER_ID,
    "health_note": "金丝雀热，每日服药",
    "guardian_name": "诸葛金翅",
    "guardian_phone": "025-40009911",
}
CONSENTS = {Purpose.SERVICE: Basis.CONSENT, Purpose.HEALTH: Basis.CONSENT}
CHILD = {"name": "金小雀", "birth_on": date(2019, 5, 5)}
GUARDIAN = {"guardian_name": "金大雀", "guardian_phone": "15400003344"}

PLAIN = {**HER, "address": ADDRESS, "birth_on": "1947-08-19"}
MASKS = {
    "name": mask_name(HER["name"]),
    "phone": mask_phone(HER["phone"]),
    "id_number": mask_id_number(HER_ID),
}
# What must not be found where she is masked. Parts too: whoever sees half an address goes there.
CANARIES = (
    *PLAIN.values(),
    "金雀",
    "诸葛",
    "0000778",
    "40009911",
    "19470819",
    "金丝雀",
    "88 号",
    "60609",
    "服药",
)


def leaks(text: str) -> set[str]:
    """The canaries that sing in `text`, also where it is JSON of ASCII letters only."""
    return {
        canary
        for canary in CANARIES
        if canary in text or canary.encode("unicode_escape").decode() in text
    }
