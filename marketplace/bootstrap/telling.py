"""Telling the person at the terminal what goes on. To stderr: stdout belongs to the command itself."""

import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from marketplace.bootstrap.trouble import trouble_in

NEWS = ("Collecting ", "Downloading ", "Downloaded ", "Building ", "Prepared ", "Installing ")
SECONDS_BETWEEN_NEWS = 2.0


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def run(command: Sequence[object], *, environ: Mapping[str, str], log: Path) -> str:
    """Run an installer to its end and return what it said, passing on some of it as it comes.

    Trouble if it fails. `log` keeps all it said.
    """
    said: deque[str] = deque(maxlen=400)
    told_at = time.monotonic()
    with (
        log.open("a", encoding="utf-8") as kept,
        subprocess.Popen(
            [str(part) for part in command],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        for line in process.stdout or ():
            kept.write(line)
            said.append(line)
            news = line.strip()
            if news.startswith(NEWS) and time.monotonic() - told_at > SECONDS_BETWEEN_NEWS:
                told_at = time.monotonic()
                say(f"  {news.partition(' (from ')[0][:90]}")
    if process.returncode:
        raise trouble_in("".join(said), log)
    return "".join(said)
