"""The databases that tests run on: migrated once, then copied.

To migrate takes twenty seconds, so what comes of it is kept as a template, named by a digest of all
that it depends on; `python -m tests.databases` does only that. Every process of a run works on a copy of its own. A test that really commits is
followed by a fresh copy and not by Django's flush: that would be refused by the journal's triggers,
and would lose what migrations have put there (Wagtail's root page, the calendar).
"""

import hashlib
import os
import shutil
import tempfile
import time
from importlib.metadata import distributions
from pathlib import Path
from typing import Protocol

import django
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ProgrammingError

from marketplace.bootstrap.alone import alone

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test"
A_DAY = 24 * 3600
MIGRATED_FROM = (
    "*/migrations/*.py",
    "marketplace/*/migrations/*.py",
    "marketplace/*/triggers.py",
    "marketplace/kernel/clock.py",
    "marketplace/*/lifecycle.py",
    "marketplace/*/choices.py",
    "marketplace/*/data/**/*",
    "marketplace/clockwork/apps.py",
)


def digest() -> str:
    """Changes whenever migrating from nothing would give another database."""
    told = hashlib.sha256()
    for file in sorted({file for pattern in MIGRATED_FROM for file in ROOT.glob(pattern)}):
        if file.is_dir():
            continue
        told.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    packages = sorted(f"{package.name} {package.version}" for package in distributions())
    told.update("\n".join(packages).encode())
    return told.hexdigest()[:16]


def template_name() -> str:
    return f"test_marketplace_{digest()}"


class Copies(Protocol):
    def renew(self) -> None:
        """Point the connection at a fresh copy of the template."""

    def drop(self) -> None:
        """Leave nothing behind but the template."""


def copies(*, rebuilt: bool = False) -> Copies:
    """From here on the connection works on a copy of the template, until `drop`."""
    connection = connections[DEFAULT_DB_ALIAS]
    kind = SqliteCopies if connection.vendor == "sqlite" else PostgresqlCopies
    its = kind(connection, rebuilt=rebuilt)
    its.renew()
    return its


def migrate(connection: BaseDatabaseWrapper, name: str) -> None:
    point(connection, name)
    call_command("migrate", database=connection.alias, interactive=False, verbosity=0)
    connection.close()


def point(connection: BaseDatabaseWrapper, name: str) -> None:
    """Every thread's next connection goes to the database `name`: they share these settings."""
    connection.close()
    connection.settings_dict["NAME"] = name


class SqliteCopies:
    def __init__(self, connection: BaseDatabaseWrapper, *, rebuilt: bool) -> None:
        self.connection = connection
        self.folder = Path(tempfile.mkdtemp(prefix="marketplace-test-"))
        self.template = KEPT / f"{template_name()}.sqlite3"
        self.made = 0
        with alone(self.template.with_name("building.lock"), others="Another run is migrating"):
            if rebuilt or not self.template.exists():
                self.build()

    def build(self) -> None:
        for old in self.template.parent.glob("*.sqlite3"):
            if time.time() - old.stat().st_mtime > A_DAY:
                old.unlink()
        building = self.template.with_suffix(".building")
        building.unlink(missing_ok=True)
        migrate(self.connection, str(building))
        building.replace(self.template)

    def renew(self) -> None:
        # A new name each time: a thread that still holds the old file can do no harm to the new one.
        self.made += 1
        old, new = self.folder / f"{self.made - 1}.sqlite3", self.folder / f"{self.made}.sqlite3"
        shutil.copyfile(self.template, new)
        point(self.connection, str(new))
        for file in self.folder.glob(f"{old.name}*"):
            file.unlink()

    def drop(self) -> None:
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresqlCopies:
    def __init__(self, connection: BaseDatabaseWrapper, *, rebuilt: bool) -> None:
        self.connection = connection
        self.template = template_name()
        self.name = ""
        self.made = 0
        if rebuilt:
            self.execute(f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)')
        if not self.template_exists():
            self.build()

    def execute(self, statement: str) -> None:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def template_exists(self) -> bool:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template])
            return cursor.fetchone() is not None

    def build(self) -> None:
        building = f"{self.template}_building_{os.getpid()}"
        self.execute(f'CREATE DATABASE "{building}"')
        try:
            migrate(self.connection, building)
            self.execute(f'ALTER DATABASE "{building}" RENAME TO "{self.template}"')
        except ProgrammingError:
            # Another process was quicker.
            if not self.template_exists():
                raise
        finally:
            self.execute(f'DROP DATABASE IF EXISTS "{building}"')

    def renew(self) -> None:
        old, self.made = self.name, self.made + 1
        self.name = f"{self.template}_{os.getpid()}_{self.made}"
        self.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
        point(self.connection, self.name)
        self.forget(old)

    def forget(self, name: str) -> None:
        if name:
            self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def drop(self) -> None:
        self.connection.close()
        self.forget(self.name)


if __name__ == "__main__":
    django.setup()
    copies().drop()
