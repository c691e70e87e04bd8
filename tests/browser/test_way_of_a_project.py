"""The way of a project in real browsers, from its plan to the ban: the same story, with scripts and a mouse."""

from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from tests import makers
from tests.browser.photograph import CHROMIUM, chromium
from tests.browser.reader import Reader
from tests.depth import long_story
from tests.stopping import stop_the_clock
from tests.stories.test_way_of_a_project import (
    from_a_plan_to_a_contract,
    from_what_people_say_to_a_ban,
)
from tests.stories.town import Town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
]


@pytest.fixture
def clock(monkeypatch):
    # Playwright's loop runs in this thread, where Django would rather not be asked.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    return stop_the_clock(monkeypatch, makers.NOW)


@pytest.fixture
def person(live_server, clock, photographs):
    """Opens a browser for somebody. It is closed again before the database is cleaned up."""
    with chromium() as browser:
        yield partial(
            Reader,
            browser=browser,
            origin=live_server.url,
            photographs=photographs,
            clock=clock,
            looked_at=set(),
        )
        # In the loop of the browser this thread has a connection of its own: to a copy that will be gone.
        connection.close()


@long_story
def test_from_a_plan_to_a_contract_in_browsers(person, clock):
    from_a_plan_to_a_contract(Town.found(clock, person))


def test_from_what_people_say_to_a_ban_in_browsers(person, clock):
    from_what_people_say_to_a_ban(clock, person)
