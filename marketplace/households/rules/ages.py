"""Days of birth, ages, and when the law wants a guardian."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from marketplace.households.choices import AgeBand
from marketplace.kernel.errors import Malformed

OLDEST = 130
# Personal Information Protection Law, Art. 28 and 31: below this age the guardian consents.
GUARDED_BELOW = 14
MINORS = "M"

_BANDS = (
    (6, AgeBand.INFANT),
    (14, AgeBand.CHILD),
    (18, AgeBand.YOUTH),
    (35, AgeBand.YOUNG_ADULT),
    (60, AgeBand.MIDDLE),
    (70, AgeBand.OLDER),
    (80, AgeBand.OLD),
)
_DAY = re.compile("([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def age_on(birth_on: date, on: date) -> int:
    """Whole years. Who was born on 29 February grows older on 1 March of other years."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def age_band(birth_on: date | None, on: date) -> AgeBand:
    if birth_on is None:
        return AgeBand.UNKNOWN
    age = age_on(birth_on, on)
    return next((band for below, band in _BANDS if age < below), AgeBand.VERY_OLD)


def needs_guardian(birth_on: date | None, *, groups: Collection[str], on: date) -> bool:
    """Whether only the guardian can consent. A minor whose age nobody knows counts as a small child.

    `groups` are the letters of the target groups.
    """
    if birth_on is None:
        return MINORS in groups
    return age_on(birth_on, on) < GUARDED_BELOW


def clean_birth_on(value: date | str | None, *, on: date, field: str = "birth_on") -> date | None:
    """A day on which somebody living on `on` can have been born; None for an empty input."""
    born = _day(value, field) if isinstance(value, str) else value
    if born is None:
        return None
    if born > on:
        raise Malformed("birth_in_future", _("The date of birth lies in the future."), field=field)
    if age_on(born, on) > OLDEST:
        raise Malformed(
            "birth_too_long_ago",
            _("By this date the person would be over %(oldest)s years old.") % {"oldest": OLDEST},
            field=field,
        )
    return born


def _day(text: str, field: str) -> date | None:
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    parts = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in parts.groups())) if parts else date.fromisoformat(text)
    except ValueError:
        raise Malformed(
            "birth_no_date", _("This is not a date. Please write it like 1950-01-31."), field=field
        ) from None
