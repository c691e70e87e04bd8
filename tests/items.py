"""What can be told of a test before it runs."""

import pytest

from tests.databases import ROOT

PAGES = ROOT / "tests" / "desks"
CRAWL = PAGES / "test_access.py"
COMMITTING = {"transactional_db", "live_server"}
WITH_DATABASE = {*COMMITTING, "db", "django_db_setup", "client", "admin_client"}


def asks_the_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or fixtures_of(item) & WITH_DATABASE)


def commits(item: pytest.Item) -> bool:
    """Whether what it writes is really committed, and not rolled back after it."""
    marked = item.get_closest_marker("django_db")
    return bool((marked and marked.kwargs.get("transaction")) or fixtures_of(item) & COMMITTING)


def is_of_a_page(item: pytest.Item) -> bool:
    """Pages show what rooms were asked, and rooms are asked on each database. That every page opens is
    shown there too, by the crawl. A test that commits is about more than its page."""
    return PAGES in item.path.parents and item.path != CRAWL and not commits(item)


def is_in_browser(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("browser")) or "browser" in item.path.parts


def fixtures_of(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))
