"""How a long command says how far it is: one line that moves on a terminal, few lines in a log."""

import time
from typing import TextIO


class Teller:
    """Lines with the seconds since the start; a bar that is drawn over itself on a terminal."""

    WIDTH = 24

    def __init__(self, out: TextIO, *, quiet: bool = False) -> None:
        self._out = out
        self._quiet = quiet
        self._begun = time.monotonic()
        self._lively = bool(getattr(out, "isatty", lambda: False)())
        self._told_tenth: dict[str, int] = {}

    def tell(self, line: str) -> None:
        if not self._quiet:
            clear = "\r\033[K" if self._lively else ""
            self._out.write(f"{clear}{self._elapsed()}  {line}\n")
            self._out.flush()

    def move(self, what: str, done: int, whole: int) -> None:
        """On a terminal every step, in a log every tenth."""
        tenth = 10 * done // max(whole, 1)
        if self._quiet or (not self._lively and self._told_tenth.get(what, -1) >= tenth):
            return
        self._told_tenth[what] = tenth
        filled = self.WIDTH * done // max(whole, 1)
        bar = "█" * filled + "░" * (self.WIDTH - filled)
        start, end = ("\r\033[K", "") if self._lively else ("", "\n")
        self._out.write(f"{start}{self._elapsed()}  {bar} {what} {done:,}/{whole:,}{end}")
        self._out.flush()

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self._begun:6.1f} s"
