"""Files that people send, known by what is in them and not by their name."""

import re

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text

MOST_BYTES = 10 * 1024 * 1024
_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\n\t]+')


def clean_pdf(content: bytes, *, field: str, most: int = MOST_BYTES) -> bytes:
    """`content` if it is a PDF of at most `most` bytes; Malformed names `field` otherwise."""
    if len(content) > most:
        raise Malformed(
            "file_too_large",
            _("This file is larger than %(most)s MB.") % {"most": most // 1024 // 1024},
            field=field,
        )
    # ISO 32000: the header stands at the beginning, the mark of the end in the last kilobyte.
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise Malformed("not_a_pdf", _("This file is not a PDF."), field=field)
    return content


def clean_file_name(name: str, *, field: str) -> str:
    """A name to show and to save under: no path, no sign that a file system minds."""
    name = clean_text(name, field=field, longest=1000, required=True)
    return _NOT_IN_A_NAME.sub(" ", name.replace("\\", "/").rpartition("/")[2]).strip()[-120:]
