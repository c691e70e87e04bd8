"""`manage.py test`: the whole suite, on SQLite and on PostgreSQL.

What this does not know goes on to pytest: `manage.py test tests/needs -k clock`.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import KEPT, ROOT, template_name
from tests.postgresql import CannotStart, Server, binaries

COUNTED = ("passed", "failed", "error", "skipped", "xfailed")
STOPPED_BY_HAND = 2
NOTHING_TO_RUN = 5
# What a second database need not be asked, and what is told of it.
ONCE = {
    "pure": "what asks no database",
    "pages": "the desks' pages, each of which was opened here too,",
}
NOT_FOUND = (
    "no PostgreSQL was found here: install it (Debian, Ubuntu: apt install postgresql), "
    "or name a server in DATABASE_URL"
)


@dataclass(frozen=True)
class Database:
    name: str
    url: str


@dataclass(frozen=True)
class Outcome:
    """How the suite went on one database; `exit_code` is pytest's, `once` are words of ONCE."""

    database: Database
    exit_code: int
    seconds: float
    counts: dict[str, int]
    once: Sequence[str] = ()

    def __str__(self) -> str:
        counts = [f"{self.counts[word]} {word}" for word in COUNTED if self.counts.get(word)]
        told = f"{self.database.name}: {', '.join(counts) or 'no test ran'} in {self.seconds:.0f} s"
        once = " and ".join(ONCE[word] for word in self.once)
        return f"{told} ({once} ran once)" if once else told


def main(arguments: Sequence[str]) -> int:
    options, for_pytest = parser().parse_known_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    outcomes: list[Outcome] = []
    try:
        with databases(options.only, os.environ.get("DATABASE_URL", "")) as (chosen, left_out):
            if left_out and (options.require_postgresql or options.only == "postgresql"):
                sys.exit(f"manage.py test: {left_out}.")
            outcomes.extend(run_each(chosen, for_pytest))
    except KeyboardInterrupt:
        return STOPPED_BY_HAND
    print("\n" + "\n".join(str(outcome) for outcome in outcomes))
    if left_out:
        print(f"PostgreSQL: NOT RUN, {left_out}.")
    return next((outcome.exit_code for outcome in outcomes if outcome.exit_code), 0)


def parser() -> argparse.ArgumentParser:
    told = argparse.ArgumentParser(
        prog="manage.py test",
        description="Run the tests on SQLite, and on PostgreSQL where its programs are installed "
        "or DATABASE_URL names a server (on which databases called test_marketplace_… are made).",
        epilog="Everything else goes on to pytest: manage.py test tests/needs -k clock",
        allow_abbrev=False,
    )
    told.add_argument("--only", choices=["sqlite", "postgresql"], help="run on this database alone")
    told.add_argument(
        "--require-postgresql", action="store_true", help="fail where there is no PostgreSQL"
    )
    return told


@contextmanager
def databases(only: str | None, url: str) -> Iterator[tuple[list[Database], str]]:
    """The databases to run on, ready to be used, and why PostgreSQL is not among them (if so)."""
    chosen = [] if only == "postgresql" else [Database("SQLite", "")]
    if only == "sqlite" or url.startswith("sqlite"):
        yield chosen, ""
    elif url:
        yield [*chosen, Database("PostgreSQL (of DATABASE_URL)", url)], ""
    else:
        try:
            server = started()
        except CannotStart as why:
            yield chosen, str(why)
        else:
            with server, template_kept(server):
                yield [*chosen, Database(f"PostgreSQL {server.version}", server.url)], ""


def started() -> Server:
    found = binaries()
    if not found:
        raise CannotStart(NOT_FOUND)
    return Server(found).start()


@contextmanager
def template_kept(server: Server) -> Iterator[None]:
    """The server is thrown away, but what was migrated on it is not: the next one starts from there."""
    name = template_name()
    dump = KEPT / f"{name}-{server.version}.dump"
    if dump.exists():
        server.load(dump, name)
    yield
    if not dump.exists() and server.has(name):
        server.dump(name, dump)


def run_each(chosen: Sequence[Database], for_pytest: Sequence[str]) -> Iterator[Outcome]:
    """One after the other. Whoever names tests gets them on each; the whole suite runs its pages once."""
    spread = spread_over_cores(for_pytest)
    if spread:
        migrate(chosen)
    once: Sequence[str] = ()
    for database in chosen:
        yield (outcome := run(database, [*spread, *for_pytest], once=once))
        if outcome.exit_code == STOPPED_BY_HAND:
            return
        once = ("pure", "pages") if spread else ("pure",)


def migrate(chosen: Sequence[Database]) -> None:
    """All templates at once: of the processes of a run, one would migrate and the others wait for it."""
    migrating = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.databases"], cwd=ROOT, env=environment(database)
        )
        for database in chosen
    ]
    for process in migrating:
        awaited(process)


def run(database: Database, for_pytest: Sequence[str], *, once: Sequence[str]) -> Outcome:
    """`once`: what has just run on another database and need not run here."""
    print(f"\n=== The tests on {database.name} ===", flush=True)
    started_at = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally.json"
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *for_pytest],
            cwd=ROOT,
            env=environment(database)
            | {"MARKETPLACE_TALLY": str(tally), "MARKETPLACE_ONCE": " ".join(once)},
        )
        exit_code = awaited(process)
        if once and exit_code == NOTHING_TO_RUN:
            exit_code = 0
        counts = json.loads(tally.read_text()) if tally.exists() else {}
    return Outcome(database, exit_code, time.monotonic() - started_at, counts, once)


def environment(database: Database) -> dict[str, str]:
    """For each process on this database. Compiled code is kept, which many images of Python forbid: else
    every process would compile all of it anew, for eight seconds."""
    told = os.environ | {
        "DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.test",
    }
    if told.pop("PYTHONDONTWRITEBYTECODE", ""):
        told["PYTHONPYCACHEPREFIX"] = str(KEPT / "compiled")
    return told


def awaited(process: "subprocess.Popen[bytes]") -> int:
    """Ctrl-C reaches pytest as well, which ends in its own time and says how far it came."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def spread_over_cores(for_pytest: Sequence[str]) -> list[str]:
    """The whole suite is worth the seconds that further processes need to start; a part is not."""
    chosen = ("-k", "-m", "-n", "-p", "--pdb", "--lf", "--ff", "--sw", "--co")
    if any(not argument.startswith("-") or argument.startswith(chosen) for argument in for_pytest):
        return []
    return ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "worksteal"]
