"""Rules that the database holds itself, written once for SQLite and PostgreSQL.

A room lists its `TRIGGERS` in `triggers.py`. They are hung after every migrate, because SQLite
drops a table's triggers whenever a migration rebuilds the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from marketplace.kernel.clock import hang_clock, in_dialect
from marketplace.kernel.lifecycle import Lifecycle


@dataclass(frozen=True, slots=True)
class Refuse:
    """Before `event` on `table`: refuse with `message` if the SQL condition `when` holds.

    `when` speaks of NEW and OLD, may hold subqueries, and asks the database's clock as `kernel.clock`
    writes it. `lock` is an optional query that PostgreSQL runs first, to queue writers that count the
    same rows; SQLite has one writer at a time anyway. `at_commit`: PostgreSQL asks once more when the
    transaction commits, which may be long after the row was written; on SQLite nobody can come between.
    """

    name: str
    table: str
    event: str
    when: str
    message: str
    lock: str = ""
    at_commit: bool = False

    def statements(self, vendor: str) -> list[str]:
        return self._sqlite() if vendor == "sqlite" else self._postgresql()

    def _sqlite(self) -> list[str]:
        return [
            f"DROP TRIGGER IF EXISTS {self.name}",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
            f"WHEN ({in_dialect('sqlite', self.when)}) "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END",
        ]

    def _postgresql(self) -> list[str]:
        lock = f"PERFORM 1 FROM ({self.lock}) AS locked;" if self.lock else ""
        result = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{lock} IF ({in_dialect('postgresql', self.when)}) THEN "
            f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {result}; END $$",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
            *self._again_at_commit(),
        ]

    def _again_at_commit(self) -> list[str]:
        again = f"{self.name}_at_commit"
        taken_down = f"DROP TRIGGER IF EXISTS {again} ON {self.table}"
        if not self.at_commit:
            return [taken_down]
        return [
            taken_down,
            f"CREATE CONSTRAINT TRIGGER {again} AFTER {self.event} ON {self.table} DEFERRABLE "
            f"INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


def unknown_step(lifecycle: Lifecycle) -> str:
    """The SQL condition that NEW.state is not where any step leads from OLD.state."""
    known = []
    for state in lifecycle.states:
        targets = sorted({s.target for s in lifecycle.steps if state in s.sources})
        if targets:
            quoted = ", ".join(f"'{target}'" for target in targets)
            known.append(f"(OLD.state = '{state}' AND NEW.state IN ({quoted}))")
    return f"OLD.state <> NEW.state AND NOT ({' OR '.join(known)})"


def declared() -> Iterator[Refuse]:
    """Every trigger of every installed room, in the order of the rooms."""
    for config in apps.get_app_configs():
        module = f"{config.name}.triggers"
        if config.name.startswith("marketplace.") and find_spec(module):
            yield from import_module(module).TRIGGERS


def hang(connection: BaseDatabaseWrapper) -> list[str]:
    """Create the clock and every declared trigger whose table exists; return the triggers' names."""
    hung = []
    hang_clock(connection)
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for trigger in declared():
            if trigger.table in tables:
                for statement in trigger.statements(connection.vendor):
                    cursor.execute(statement)
                hung.append(trigger.name)
    return hung


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Before a migrate on SQLite, which refuses to rebuild a table that another table's trigger reads.

    PostgreSQL does not mind, so there they go on holding while tables change.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for trigger in declared():
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
