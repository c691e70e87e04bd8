"""What a unified social credit code says, and whether it fits who carries it. Pure.

A code (GB 32100-2015) reads: registering authority, kind, six characters of division, nine of
organization code (GB 11714-1997), one check character. Civil affairs register 51 associations,
52 social service institutions, 53 foundations, 59 others.
"""

import re
import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as standard

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_code, clean_text
from marketplace.organizations.choices import OrganizationKind, OrganizationState, PaperKind

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

# stdnum wants eight digits in front, but rural collectives (N1 to N3) and the authorities A and Y
# carry a letter, so the shape is ours and only the check character is stdnum's.
_SHAPE = re.compile(f"[1-9ANY][1-9][0-9]{{6}}[{ALPHABET}]{{10}}")

FIRST_TWO = {
    OrganizationKind.ASSOCIATION: ("51",),
    OrganizationKind.SERVICE_INSTITUTION: ("52",),
    OrganizationKind.FOUNDATION: ("53",),
    # A team may belong to a hospital, an institution, a firm or a village.
    OrganizationKind.PROFESSIONAL_TEAM: ("12", "51", "52", "59", "91", "93", "N1", "N2", "N3"),
    OrganizationKind.ENTERPRISE: ("91", "92", "93", "N1", "N2", "N3"),
}

_ACCOUNT = re.compile(r"[0-9]{8,30}")
_PHONE = re.compile(r"\+?[0-9][0-9\- ]{3,17}[0-9](?:转[0-9]{1,5})?")


def valid_uscc(code: str) -> bool:
    """Whether the shape and the check character are right; the code as it is stored, see `clean_code`.

    The inner check character of the organization code is not asked: the outer one already finds
    every single slip and every swap of neighbours, and older registers hold codes without it.
    """
    return bool(_SHAPE.fullmatch(code)) and standard.calc_check_digit(code[:17]) == code[17]


def kind_agrees(code: str, kind: str) -> bool:
    """Whether the first two characters belong to this kind of organization."""
    return code[:2] in FIRST_TWO[OrganizationKind(kind)]


def make_uscc(position: int, *, kind: str, division: str = "320113") -> str:
    """The valid code of the demo's organization number `position` (0 to 9999).

    Visibly fictional: its organization code begins with DEMX, which no register has given out.
    """
    body = f"DEMX{position:04d}"
    front = f"{FIRST_TWO[OrganizationKind(kind)][0]}{division}{body}{_organization_check(body)}"
    return front + standard.calc_check_digit(front)


def _organization_check(body: str) -> str:
    """The check character of an organization code (GB 11714-1997)."""
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return "0123456789X"[-total % 11]


def clean_office_phone(text: str, *, required: bool = False) -> str:
    """A number at work, as it is dialled: digits, spaces and hyphens, perhaps an extension."""
    text = unicodedata.normalize("NFKC", clean_text(text, field="phone", required=required))
    if text and (len(text) > 20 or not _PHONE.fullmatch(text)):
        raise Malformed(
            "phone_wrong", _("This is no telephone number, such as 025-12345678."), field="phone"
        )
    return text


def clean_account(text: str) -> str:
    """The number of a bank account as it is stored, however it was typed; empty if there is none."""
    account = clean_code(clean_text(text, field="bank_account", longest=60))
    if account and not _ACCOUNT.fullmatch(account):
        raise Malformed(
            "account_wrong",
            _("This is no number of a bank account: it has 8 to 30 digits."),
            field="bank_account",
        )
    return account


def papers_asked(state: str) -> tuple[PaperKind, ...]:
    """What an organization in this state has to show for its next step: to be listed, then to move in."""
    listed = (PaperKind.REGISTRATION, PaperKind.CHARTER, PaperKind.INSPECTION)
    if state in (OrganizationState.REGISTERED, OrganizationState.APPLIED):
        return listed
    return (PaperKind.AGREEMENT,) if state == OrganizationState.LISTED else ()


REMINDED_BEFORE = timedelta(days=30)


def vetting_due_on(vetted_on: date) -> date:
    """When it is looked at again: the same day a year later, after the annual inspection."""
    leap_day = (vetted_on.month, vetted_on.day) == (2, 29)
    return vetted_on.replace(year=vetted_on.year + 1, day=28 if leap_day else vetted_on.day)


def vetted_before(today: date) -> date:
    """Whoever was looked at on this day or before it is due by `today`."""
    leap_day = (today.month, today.day) == (2, 29)
    a_year_ago = today.replace(year=today.year - 1, day=28 if leap_day else today.day)
    day_after = a_year_ago + timedelta(days=1)
    return day_after if vetting_due_on(day_after) <= today else a_year_ago


def phone_key(phone: str) -> str:
    """What two spellings of one number have in common, extensions left out."""
    number = unicodedata.normalize("NFKC", phone).partition("转")[0]
    return "".join(sign for sign in number if sign.isdigit())


def written_key(text: str) -> str:
    """What two spellings of one name or address have in common: letters and digits alone."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum()
    )
