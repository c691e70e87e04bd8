"""Text as people really type it, made storable: one place where it is cleaned and refused."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed

SHORT = 120
LONG = 2000

# Bidirectional overrides and invisible characters make a text read differently from what it is.
# ZWJ and ZWNJ stay: emoji families and some scripts need them.
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(value: str, *, field: str, longest: int = LONG, required: bool = False) -> str:
    """`value` without invisible characters and outer space; Malformed names `field` otherwise."""
    if _CONTROL.search(value) or _SURROGATE.search(value):
        raise Malformed(
            "unreadable_text",
            _("This text contains characters that cannot be stored."),
            fields={field: _("This text contains characters that cannot be stored.")},
        )
    value = _INVISIBLE.sub("", value).replace("\r\n", "\n").strip()
    if required and not value:
        raise Malformed(
            "missing", _("Please fill this in."), fields={field: _("Please fill this in.")}
        )
    if len(value) > longest:
        message = _("Please shorten this to %(longest)s characters (now %(length)s).") % {
            "longest": longest,
            "length": len(value),
        }
        raise Malformed("too_long", message, fields={field: message})
    return value


def clean_code(value: str) -> str:
    """Codes and numbers as one canonical form: full-width to ASCII, no spaces or hyphens, upper case."""
    value = unicodedata.normalize("NFKC", value)
    return re.sub(r"[\s\-\u2010-\u2015\u200b-\u200d\ufeff]", "", value).upper()
