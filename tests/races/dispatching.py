"""`manage.py dispatch` in processes of its own, each killed with -9 at a moment of our choice.

Django takes seconds to start. So one process starts it once, and forks a child for every run that it is asked
for: one request a line, one answer a line. A child that has come to the moment stops there, and is killed.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from mmap import mmap
from pathlib import Path
from threading import Timer
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL
SECONDS_AT_MOST = 60


class Dispatching:
    """Our side: `with Dispatching() as dispatching`. The runs work on the database that is ours by then."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.races.dispatching"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Dispatching":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self) -> int:
        """A run to its end; its exit code."""
        ended, _ = self._asked()
        return ended

    def kill_at(self, what: str, number: int = 1, *, one_transaction: bool = True) -> int:
        """A run that is killed before its `number`-th `statement` or `commit`, or right after that commit
        (`committed`); how many statements it had got to."""
        ended, statements = self._asked(moment=[what, number], one_transaction=one_transaction)
        assert ended == KILLED, f"{what} {number} never came: {ended}"
        return statements

    def kill_after(self, seconds: float) -> bool:
        """A run that is killed in full flight; False if it came to its end before."""
        ended, _ = self._asked(seconds=seconds)
        return ended == KILLED

    def _asked(self, **request: Any) -> tuple[int, int]:
        request["database"] = connection.settings_dict["NAME"]
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        ended, statements = json.loads(self._process.stdout.readline())
        return ended, statements


# -- the other side: the process that forks, and its children ---------------------------------------


def serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        seconds = request.pop("seconds", SECONDS_AT_MOST)
        counted = mmap(-1, 8)
        child = os.fork()
        if not child:
            dispatch(counted, **request)
        print(json.dumps([fate_of(child, seconds), int.from_bytes(counted[:])]), flush=True)


def fate_of(child: int, seconds: float) -> int:
    """Its exit code; it is killed where it stops by itself, or wherever it is after so long."""
    clock = Timer(seconds, os.kill, (child, signal.SIGKILL))
    clock.start()
    _, status = os.waitpid(child, os.WUNTRACED)
    clock.cancel()
    clock.join()
    if os.WIFSTOPPED(status):
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def dispatch(
    counted: mmap,
    *,
    database: str,
    moment: tuple[str, int] = ("", 0),
    one_transaction: bool = True,
) -> None:
    """In a child, and never back: the command, which stops itself when the moment has come."""
    from django.core.management import execute_from_command_line

    from marketplace.clockwork.management.commands import dispatch as command
    from marketplace.journeys import dispatch_at_once as at_once
    from tests.databases import point

    point(connection, database)
    passed: Counter[str] = Counter()

    def passes(what: str) -> None:
        passed[what] += 1
        counted[:] = passed["statement"].to_bytes(8)
        if (what, passed[what]) == tuple(moment):
            os.kill(os.getpid(), signal.SIGSTOP)

    def executing(execute: Callable[..., Any], *args: Any) -> Any:
        passes("statement")
        return execute(*args)

    def committing() -> None:
        passes("commit")
        commit()
        passes("committed")

    commit, connection.commit = connection.commit, committing
    connection.execute_wrappers.append(executing)
    if not one_transaction:
        at_once.dispatch_round = at_once.dispatch_round.__wrapped__
        command.dispatch_at_once = at_once.dispatch_at_once.__wrapped__
    ended = 0
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            execute_from_command_line(["manage.py", "dispatch"])
    except SystemExit as leaving:
        ended = leaving.code
    finally:
        os._exit(ended)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")
    import django
    from django.core.management import call_command

    django.setup()
    # Every command begins with it; so what it loads is loaded once.
    call_command("check", stdout=StringIO())
    serve()


if __name__ == "__main__":
    main()
