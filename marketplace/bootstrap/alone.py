"""Work that must not be done twice at once: one process does it, the others wait for it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from marketplace.bootstrap.telling import say


@contextmanager
def alone(lock: Path, *, others: str) -> Iterator[None]:
    """Hold the file `lock`. The system lets go of it even when we are killed.

    `others` says what they do that we have to wait for.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        if not _hold(file, wait=False):
            say(f"{others}; waiting for it …")
            _hold(file, wait=True)
        yield


if sys.platform == "win32":
    import msvcrt
    import time

    def _hold(file: IO[str], *, wait: bool) -> bool:
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(1)
            else:
                return True

else:
    import fcntl

    def _hold(file: IO[str], *, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
