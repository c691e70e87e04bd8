"""What people type behind a command, read strictly. argparse says which argument it was."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date

# No key of the database is larger, nor longer.
LARGEST_KEY = 2**63 - 1
LONGEST = len(str(LARGEST_KEY))


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number from `least` to `most`."""

    def read(text: str) -> int:
        is_short = text.isascii() and text.isdecimal() and len(text) <= LONGEST
        if is_short and least <= int(text) <= most:
            return int(text)
        raise ArgumentTypeError(f"{text[:LONGEST]!r} is no whole number from {least} to {most}")

    return read


def day(text: str) -> date:
    """Reads a day written as 2026-11-22."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text[:LONGEST]!r} is no day; write it as 2026-11-22") from None
