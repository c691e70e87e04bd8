"""Resident identity numbers (GB 11643): cleaned, checked, read, and made up for the demo."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from marketplace.households.choices import Sex
from marketplace.households.rules.ages import OLDEST, age_on
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_code

# The first two digits: GB/T 2260 provinces, 81-83 for residents from Hong Kong, Macao and Taiwan.
# Foreigners with permanent residence have a 9 before the province. The county is not looked up: codes
# come and go, people keep the one they were born under, and no list has them all (stdnum's own
# `validate` breaks on a county that it does not know, hence only its arithmetic is used).
_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_REGION = re.compile(f"{_PROVINCE}[0-9]{{4}}|9{_PROVINCE}[0-9]{{3}}")
NUMBER = re.compile("[0-9]{17}[0-9X]")
_OLD_NUMBER = re.compile("[0-9]{15}")
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+")

# No person can have this region: 3201 is Nanjing, whose counties all became districts (01 to 20), and
# 81 to 99 are for county-level cities, counted upwards, of which Nanjing has none.
FICTIONAL_REGION = "320199"
FICTIONAL_PER_DAY = 500

_FAULTS = {
    "id_number_old": _(
        "This is an old number of 15 digits. Please enter the 18 characters of the present card."
    ),
    "id_number_rounded": _(
        "A spreadsheet has rounded this number. Please enter all 18 characters again."
    ),
    "id_number_form": _("An identity number has 17 digits, then a digit or X."),
    "id_number_region": _("No identity number begins like this. Please check the first digits."),
    "id_number_date": _("The 7th to 14th digits are not a date of birth. Please check them."),
    "id_number_future": _("This identity number has a date of birth in the future."),
    "id_number_age": _("By this identity number the person would be over %(oldest)s years old.")
    % {"oldest": OLDEST},
    "id_number_check_digit": _(
        "The last character does not fit the others: one of them is mistyped."
    ),
}


def clean_id_number(value: str, *, on: date, field: str = "id_number") -> str:
    """The 18 characters that identify somebody living on the day `on`, or "" for an empty input."""
    number = clean_code(value).lstrip("'‘’`")
    fault = _fault_in(number, on) if number else ""
    if fault:
        raise Malformed(fault, _FAULTS[fault], field=field)
    return number


def _fault_in(number: str, on: date) -> str:
    if _OLD_NUMBER.fullmatch(number):
        return "id_number_old"
    if _ROUNDED.fullmatch(number):
        return "id_number_rounded"
    if not NUMBER.fullmatch(number):
        return "id_number_form"
    if not _REGION.fullmatch(number[:6]):
        return "id_number_region"
    return _fault_in_birth(number, on) or _fault_in_check_digit(number)


def _fault_in_birth(number: str, on: date) -> str:
    try:
        born = birth_of(number)
    except InvalidComponent:
        return "id_number_date"
    if born > on:
        return "id_number_future"
    return "id_number_age" if age_on(born, on) > OLDEST else ""


def _fault_in_check_digit(number: str) -> str:
    return "" if ric.calc_check_digit(number) == number[-1] else "id_number_check_digit"


def birth_of(id_number: str) -> date:
    """The day of birth that a well-formed number carries."""
    return ric.get_birth_date(id_number)


def sex_of(id_number: str) -> Sex:
    """The last digit of the order code is odd for men."""
    return Sex.MALE if int(id_number[16]) % 2 else Sex.FEMALE


def make_fictional_id(*, birth_on: date, sex: Sex, serial: int = 0) -> str:
    """A number that passes every check and can be nobody's (see FICTIONAL_REGION).

    `serial` (0 to 499) tells people of one day and sex apart; whoever is not male counts as female.
    """
    if not 0 <= serial < FICTIONAL_PER_DAY:
        raise ValueError(f"serial {serial} is not between 0 and {FICTIONAL_PER_DAY - 1}")
    order = 2 * serial + (sex == Sex.MALE)
    number = f"{FICTIONAL_REGION}{birth_on:%Y%m%d}{order:03d}"
    return number + ric.calc_check_digit(number + "0")
