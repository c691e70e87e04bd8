"""Light or dark, elder mode or not: two cookies, so that they hold before sign-in and need no database."""

from django.http import HttpRequest
from django.utils.translation import get_language

THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest | None) -> str:
    """light, dark, or nothing: as the system has it."""
    asked = request.COOKIES.get("theme", "") if request else ""
    return asked if asked in THEMES else ""


def is_elder(request: HttpRequest | None) -> bool:
    return request is not None and request.COOKIES.get("elder") == "1"


def language_tag() -> str:
    """The active language as the lang attribute wants it: zh-Hans, en."""
    primary, _, rest = (get_language() or "zh-hans").partition("-")
    return f"{primary}-{rest.capitalize()}" if len(rest) == 4 else primary
