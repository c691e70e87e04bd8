"""What every test finds: its own copy of the database, a moment to live in, and no way out to the network."""

import json
import os
import socket
import tempfile
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase, override_settings

from tests import databases
from tests.items import asks_the_database, is_in_browser, is_of_a_page
from tests.journeys.scene import Scene
from tests.sharing import Stage

hypothesis.settings.register_profile("quick", deadline=None, max_examples=25)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture
def at() -> datetime:
    """A plain working Wednesday, mid-morning in Shanghai, with no holiday near."""
    return datetime(2026, 10, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session", autouse=True)
def photos_of_this_run_only(tmp_path_factory) -> Iterator[None]:
    """What tests upload goes to a folder of their own."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session")
def photographs() -> Path:
    """Where a browser's story keeps its pictures: outside of the checkout, and kept after the run."""
    kept = os.environ.get("CI_ARTIFACTS") or Path(tempfile.gettempdir()) / "marketplace-photographs"
    folder = Path(kept)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    """Of another test's district, nor of what somebody tried there."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


# -- databases ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker) -> Iterator[None]:
    """In place of pytest-django's own: a copy of a template. `--create-db` migrates it anew."""
    with django_db_blocker.unblock():
        copies = databases.copies(rebuilt=request.config.getoption("create_db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: copies.renew())
        yield
    with django_db_blocker.unblock():
        copies.drop()


@pytest.fixture(scope="module")
def stage(request, django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """`stage.keep("scene", Scene)`: what each test finds made is made once for the module, where it can."""
    stage = Stage(
        (item for item in request.session.items if item.path == request.path), django_db_blocker
    )
    yield stage
    stage.clear()


@pytest.fixture(scope="module")
def kept_scene(stage) -> Callable[[], Scene]:
    return stage.keep("scene", Scene)


@pytest.fixture
def scene(db, kept_scene) -> Scene:
    """A small district with its people. A desk that wants another one says so in its own `kept_scene`."""
    return kept_scene()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"for {other} only"))
        elif connection.vendor != "sqlite" and is_in_browser(item):
            item.add_marker(pytest.mark.skip(reason="a browser sees the same pages on SQLite"))
    once = os.environ.get("MARKETPLACE_ONCE", "").split()
    config.hook.pytest_deselected(items=[item for item in items if ran_before(item, once)])
    items[:] = [item for item in items if not ran_before(item, once)]


def ran_before(item: pytest.Item, once: Collection[str]) -> bool:
    """Whether `manage.py test` ran it on another database, where it said all that it could say here."""
    is_pure = "pure" in once and not asks_the_database(item)
    return is_pure or ("pages" in once and is_of_a_page(item))


# -- the network ----------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """No test speaks to another machine: what it proves must not hang on the network."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        yield


def guarded(connect):
    def connect_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
            raise RuntimeError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    return connect_here


def is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# -- what `manage.py test` tells at the end -------------------------------------------------------


def pytest_terminal_summary(terminalreporter) -> None:
    """Leave the counts for `manage.py test`, which adds up the databases."""
    tally = os.environ.get("MARKETPLACE_TALLY")
    if tally:
        stats = terminalreporter.stats
        counts = {word: len(found) for word, found in stats.items() if word and word != "warnings"}
        Path(tally).write_text(json.dumps(counts))
