"""What is written to a log is read by people who may see no resident, and kept where nothing is erased.

Our own lines name rows, never people. This formatter is the second line of defence: what an exception
or another package lets slip is covered before it is written.
"""

import logging
import re

COVERED = "***"
_GAP = r"[ .\-]?"
_MOBILE = rf"1[3-9](?:{_GAP}[0-9]){{9}}"
_LANDLINE = r"0[1-9][0-9]{1,2}-?[2-9][0-9]{6,7}"
_IDENTITY = r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]"
_NUMBERS = re.compile(rf"(?<![0-9])(?:{_IDENTITY}|{_MOBILE}|{_LANDLINE})(?![0-9])")
# Whoever has the code of a request may speak as the resident.
_CODES = re.compile(r"(?<=/r/)[0-9A-Za-z-]{8,24}|(?<=/requests/)[0-9A-Za-z-]{8,24}")
# What PostgreSQL adds to an error repeats the whole row, or the value that was in the way.
_ROWS = re.compile(r"^DETAIL: .*$", re.MULTILINE)
_QUERY = re.compile(r"\?[^\s\"']+")


def cover(text: str) -> str:
    """`text` without telephone and identity numbers, follow codes, query strings and rows of tables."""
    for pattern in (_ROWS, _QUERY, _CODES, _NUMBERS):
        text = pattern.sub(COVERED, text)
    return text


class Discreet(logging.Formatter):
    """A line, its exception included, with everything covered that could tell of somebody."""

    def format(self, record: logging.LogRecord) -> str:
        return cover(super().format(record))
