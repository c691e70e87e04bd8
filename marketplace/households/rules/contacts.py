"""Phones and addresses as people write them."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text

LONGEST_ADDRESS = 200

_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_GAPS = re.compile(r"[\s\-‐-―().·/]+")
_EXTENSION = re.compile(r"-?(?:转|分机|ext|x|#)-?(?=[0-9]{1,5}$)")
_COUNTRY = re.compile("(?:\\+?0{0,2}86)-?(?=1[3-9]|0?(?:10|2[0-9]|[3-9][0-9]{2}))")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_BIG_CITY = re.compile("(0(?:10|2[0-9]))-?([0-9]{4})-?([0-9]{4})(?:-([0-9]{1,5}))?")
_OTHER_PLACE = re.compile("(0[3-9][0-9]{2})-?([0-9]{3,4})-?([0-9]{4})(?:-([0-9]{1,5}))?")
_LOCAL = re.compile("[2-8][0-9]{6,7}")

# No operator has been given the numbers that begin with 154, so nobody's telephone rings.
FICTIONAL_MOBILE = "154"


def clean_phone(value: str, *, field: str = "phone", required: bool = False) -> str:
    """`13812345678`, `025-85551234` or `025-85551234-801`; "" for an empty input."""
    text = _ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", value)).lower()
    dashed = _EXTENSION.sub("-", _GAPS.sub("-", text).strip("-"))
    if not dashed:
        if required:
            raise Malformed("missing", _("Please fill this in."), field=field)
        return ""
    abroad = _COUNTRY.match(dashed)
    home = dashed[abroad.end() :] if abroad else dashed
    digits = home.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    if abroad and not home.startswith("0"):
        home = f"0{home}"
    line = _BIG_CITY.fullmatch(home) or _OTHER_PLACE.fullmatch(home)
    if line:
        area, front, back, extension = line.groups()
        return "-".join(filter(None, (area, front + back, extension)))
    if _LOCAL.fullmatch(digits):
        raise Malformed(
            "phone_area_code", _("Please add the area code, such as 025-85551234."), field=field
        )
    raise Malformed(
        "phone_form",
        _(
            "This is no telephone number: a mobile has 11 digits, a landline begins with its area code."
        ),
        field=field,
    )


def phone_digits(phone: str) -> str:
    """The digits that make two spellings of one number equal, without the extension."""
    return "".join(phone.split("-")[:2])


def make_fictional_phone(serial: int) -> str:
    """A mobile number that passes every check and rings nowhere; `serial` below 100,000,000."""
    if not 0 <= serial < 10**8:
        raise ValueError(f"serial {serial} is out of range")
    return f"{FICTIONAL_MOBILE}{serial:08d}"


def clean_address(value: str, *, field: str = "address") -> str:
    """One line of at most 200 characters; may be empty, for who has no home."""
    return re.sub(r"\s+", " ", clean_text(value, field=field, longest=LONGEST_ADDRESS))
