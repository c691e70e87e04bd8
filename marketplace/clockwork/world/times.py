"""When people can come, and what residents ask of whoever comes."""

from random import Random
from typing import Any

from marketplace.catalogue.choices import HelperSex, Language, Window
from marketplace.needs.actions import Wishes

WORKING_DAYS = [
    one.value for one in Window if one[:3] not in ("sat", "sun") and "evening" not in one
]
WEEKENDS = [one.value for one in Window if one[:3] in ("sat", "sun")]
MORNINGS = [one.value for one in Window if one.endswith("morning")]
EVENINGS = [one.value for one in Window if one.endswith("evening")]


def of_service(dice: Random, *, places: int) -> dict[str, Any]:
    """Most come on working days; one in eight counts its visits, and so has weeks that are full."""
    return {
        "windows": dice.choice(([], [], WORKING_DAYS, [*WORKING_DAYS, *WEEKENDS])),
        "languages": _some(dice, 0.5),
        "sexes": dice.choice((["female", "male"], ["female", "male"], ["female"])),
        "visits_a_week": 4 * places if dice.random() < 1 / 8 else None,
    }


def of_volunteer(dice: Random, *, female: bool) -> dict[str, Any]:
    """Students come in the evening and at weekends."""
    return {
        "windows": dice.choice(([], [], WEEKENDS, EVENINGS, [*EVENINGS, *WEEKENDS])),
        "languages": _some(dice, 0.3),
        "sex": HelperSex.FEMALE if female else HelperSex.MALE,
    }


def wishes(dice: Random) -> Wishes:
    """One resident in three asks for something, now and then for what hardly anybody can do."""
    if dice.random() > 1 / 3:
        return Wishes()
    return Wishes(
        windows=dice.choice(([], MORNINGS, MORNINGS, EVENINGS)),
        language=dice.choice(["", "", "", "", "", "", Language.NANJING, Language.SIGN]),
        helper_sex=dice.choice(["", HelperSex.FEMALE, HelperSex.FEMALE, HelperSex.MALE]),
    )


def _some(dice: Random, share: float) -> list[str]:
    known = (Language.NANJING, Language.NANJING, Language.SIGN, Language.ENGLISH)
    return [dice.choice(known).value] if dice.random() < share else []
