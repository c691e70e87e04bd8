"""Scenes that the tests of a module share: made once, in a transaction around them all.

Each test works in a savepoint of its own, on a copy of the objects. Nobody can tell it from a scene of
their own, because one is shared only where every test of the module that asks the database wants it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import TypeVar

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.items import asks_the_database, commits, fixtures_of

T = TypeVar("T")


class Stage:
    """Where the scenes of one module stand."""

    def __init__(self, items: Iterable[pytest.Item], blocker: DjangoDbBlocker) -> None:
        self.items = [item for item in items if asks_the_database(item)]
        self.blocker = blocker
        self.standing = ExitStack()

    def keep(self, fixture: str, make: Callable[[], T]) -> Callable[[], T]:
        """How each test gets what the fixture of that name gives: a copy, or one of its own."""
        if any(commits(item) or fixture not in fixtures_of(item) for item in self.items):
            return make
        with self.blocker.unblock():
            self.standing.enter_context(rolled_back())
            made = make()
        return lambda: deepcopy(made)

    def clear(self) -> None:
        with self.blocker.unblock():
            self.standing.close()


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
