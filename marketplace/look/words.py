"""The few sentences the components say themselves: spans of time, shares, initials."""

import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

MINUTE = timedelta(minutes=1)
RELATIVE_WITHIN = timedelta(days=7)

# look.js goes on speaking with the same words; %(name)s is filled in there.
SCRIPT_WORDS: dict[str, Any] = {
    "d": gettext_lazy("%(n)s d"),
    "h": gettext_lazy("%(n)s h"),
    "min": gettext_lazy("%(n)s min"),
    "left": gettext_lazy("%(time)s left"),
    "over": gettext_lazy("%(time)s overdue"),
    "ago": gettext_lazy("%(time)s ago"),
    "in": gettext_lazy("in %(time)s"),
    "now": gettext_lazy("just now"),
    "copied": gettext_lazy("Copied"),
    "copy_failed": gettext_lazy("Copying is not possible here. Please select the text instead."),
    "draft_restored": gettext_lazy("We put back what you typed %(time)s."),
    "draft_found": gettext_lazy("There is something unfinished that you typed %(time)s."),
    "draft_restore": gettext_lazy("Put it back"),
    "draft_discard": gettext_lazy("Throw it away"),
}


def span(length: timedelta) -> str:
    """A length of time in its two largest units: “2 d 3 h”, “3 h 20 min”, “45 min”."""
    minutes = int(abs(length) / MINUTE)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        parts = [("d", days), ("h", hours)]
    elif hours:
        parts = [("h", hours), ("min", rest)]
    else:
        parts = [("min", rest)]
    return " ".join(
        str(SCRIPT_WORDS[unit]) % {"n": n} for i, (unit, n) in enumerate(parts) if n or not i
    )


def time_left(due: datetime, now: datetime) -> str:
    """“3 h 20 min left” or “20 min overdue”."""
    word = "left" if due >= now else "over"
    return str(SCRIPT_WORDS[word]) % {"time": span(due - now)}


def relative(moment: datetime, now: datetime) -> str:
    """“3 h ago”, “in 20 min”, “just now”; further away than a week the moment itself."""
    away = moment - now
    if abs(away) < MINUTE:
        return str(SCRIPT_WORDS["now"])
    if abs(away) >= RELATIVE_WITHIN:
        return exact(moment)
    return str(SCRIPT_WORDS["in" if away > timedelta(0) else "ago"]) % {"time": span(away)}


def exact(moment: datetime) -> str:
    """The moment as people write it here, in local time."""
    # Translators: Django's date format for a moment: 2026年3月5日 14:20
    return date_format(timezone.localtime(moment), pgettext("date format", "j M Y, H:i"))


def percent(share: float, digits: int = 0) -> str:
    """A share of one as “95%”; never rounded up to a hundred or across a half."""
    shown = round(share * 100, digits)
    crosses = (shown >= 100 > share * 100) or (shown >= 50 > share * 100)
    if crosses and digits < 2:
        return percent(share, digits + 1)
    return f"{shown:.{digits}f}%"


def number(value: Any) -> str:
    """A count with its thousands parted; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def yuan(fen: int) -> str:
    """1234567 is “12,345.67”.

    >>> yuan(1234567)
    '12,345.67'
    """
    return f"{fen // 100:,}.{fen % 100:02d}"


def in_yuan(fen: int) -> str:
    """“12,345.67 yuan”."""
    return _("%(amount)s yuan") % {"amount": yuan(fen)}


def initials(name: str, longest: int = 2) -> str:
    """What stands in a person's round: the last characters of a Chinese name, first letters of another."""
    name = name.strip()
    if not name:
        return "?"
    if any(unicodedata.name(char, "").startswith("CJK") for char in name):
        han = [char for char in name if unicodedata.name(char, "").startswith("CJK")]
        return "".join(han[-longest:])
    parts = name.split()
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else ""))[:longest].upper()


def of_total(used: Any, total: Any) -> str:
    return _("%(used)s of %(total)s") % {"used": number(used), "total": number(total)}
