"""Many people at once: the same moment, a connection to the database for each."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

SECONDS_TO_GATHER = 30


def race(runners: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all `runners` at once; what each returned, or the exception that it raised, in order.

    For tests with `@pytest.mark.django_db(transaction=True)`: what a test has not committed, others do
    not see.
    """
    line = Barrier(len(runners))

    def run(runner: Callable[[], Any]) -> Any:
        try:
            for connection in connections.all():
                connection.ensure_connection()
            line.wait(SECONDS_TO_GATHER)
            return runner()
        except Exception as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(runners)) as lanes:
        return list(lanes.map(run, runners))
