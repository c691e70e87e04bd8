import pytest

from tests import makers
from tests.stopping import Clock, stop_the_clock
from tests.stories.street import Street


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Everybody's moment, from a plain working Wednesday on. Pages, actions and sessions ask the same."""
    return stop_the_clock(monkeypatch, makers.NOW)


@pytest.fixture
def street(db, clock) -> Street:
    return Street.found()
