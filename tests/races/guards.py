"""Taking guards away, so that a race can show what each of them is for.

The database of a test that really commits is thrown away afterwards, so nothing has to be put back.
"""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, local
from typing import Any

from django.db import connection

from marketplace.kernel.errors import Refusal
from marketplace.kernel.triggers import declared
from marketplace.workorders.actions import locks

SECONDS_TO_MEET = 20


def told(results: list[Any]) -> Counter[str]:
    """How often each code of refusal came back; "done" for what succeeded. Anything else is raised."""
    counted: Counter[str] = Counter()
    for result in results:
        if isinstance(result, Refusal):
            counted[result.code] += 1
        elif isinstance(result, BaseException):
            raise result
        else:
            counted["done"] += 1
    return counted


def drop_index(name: str) -> None:
    execute(f"DROP INDEX {name}")


def drop_trigger(name: str) -> None:
    (trigger,) = (each for each in declared() if each.name == name)
    execute(
        f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {trigger.table}")
    )


def unlock_trigger(name: str) -> None:
    """Hang a trigger again that judges but does not queue."""
    (trigger,) = (each for each in declared() if each.name == name)
    assert trigger.lock
    for statement in type(trigger)(
        trigger.name, trigger.table, trigger.event, trigger.when, trigger.message
    ).statements(connection.vendor):
        execute(statement)


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def read_without_locks(monkeypatch) -> None:
    """Orders are read as they stand, and nobody waits for anybody."""
    monkeypatch.setattr(locks, "_locked", lambda orders: orders)


def meet_before(monkeypatch, module: Any, name: str, runners: int) -> None:
    """Everybody waits for everybody, once, before the first call of `module.name`: the worst moment."""
    genuine, line, passed = getattr(module, name), Barrier(runners), local()

    def after_meeting(*args: Any, **kwargs: Any) -> Any:
        if not getattr(passed, "yes", False):
            passed.yes = True
            try:
                line.wait(SECONDS_TO_MEET)
            except BrokenBarrierError:
                raise AssertionError("somebody never came: a guard still stands") from None
        return genuine(*args, **kwargs)

    monkeypatch.setattr(module, name, after_meeting)


def patiently(runner: Callable[[], Any]) -> Callable[[], Any]:
    """As a person would: who is told that somebody else is at it tries again in a moment."""

    def run() -> Any:
        for _ in range(20):
            try:
                return runner()
            except Refusal as refusal:
                if refusal.code != "busy":
                    raise
        raise AssertionError("busy for a minute")

    return run


def fifty(runner: Callable[[int], Any]) -> list[Callable[[], Any]]:
    return [patiently(lambda number=number: runner(number)) for number in range(50)]
