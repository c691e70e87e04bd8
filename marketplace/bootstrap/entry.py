"""From the Python a person happened to type into one that has the packages."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NoReturn

from marketplace.bootstrap.alone import alone
from marketplace.bootstrap.environment import Environment, writable
from marketplace.bootstrap.installing import fill
from marketplace.bootstrap.machine import Machine
from marketplace.bootstrap.telling import say
from marketplace.bootstrap.trouble import Trouble
from marketplace.bootstrap.wants import Want, want_of


def enter(argv: Sequence[str]) -> None:
    """Return where the command in `argv` finds its packages; elsewhere, go there and run it again.

    Any environment that has the packages will do, and is left alone. Otherwise the command moves into
    the checkout's `.venv`, which is made and filled first where it has to be.
    """
    try:
        machine = Machine.here()
        if prepared(machine, want_of(argv[1] if len(argv) > 1 else "", machine.root)):
            return
        move(Environment(machine), argv)
    except (Trouble, OSError) as trouble:
        sys.exit(f"manage.py: {trouble}")
    except KeyboardInterrupt:
        sys.exit("manage.py: stopped while setting up; the next start goes on from here.")


def prepared(machine: Machine, want: Want) -> bool:
    """True where this very Python has what is wanted; False once `.venv` can be moved into."""
    home = Environment(machine)
    if not home.is_where_we_are and not want.missing():
        return True
    if home.has(want):
        return home.is_where_we_are
    set_up(home, want)
    return False


def set_up(home: Environment, want: Want) -> None:
    started = time.monotonic()
    writable(home.machine.root)
    lock = home.machine.root / "var" / "setting-up.lock"
    with alone(lock, others="Another command is setting up here"):
        if not home.has(want):
            fill(home, want.lock)
    if not home.has(want):
        raise Trouble(
            f"{home.folder} is damaged: delete that folder, then run the same command again."
        )
    say(f"The environment is ready ({time.monotonic() - started:.0f} s).")


def move(home: Environment, argv: Sequence[str]) -> NoReturn:
    """Go on as the same command under the Python of `home`."""
    command = [str(home.python), *argv]
    sys.stdout.flush()
    if not home.machine.windows:
        os.execv(command[0], command)
    # Windows would hand the terminal back at once and let the command run on behind it.
    process = subprocess.Popen(command)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            continue
