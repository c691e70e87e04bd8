import pytest

from marketplace.api import clock
from tests.api.callers import System
from tests.makers import NOW, fresh


class Moment:
    """The API's clock, standing still until somebody sets it."""

    at = NOW


@pytest.fixture(autouse=True)
def moment(monkeypatch) -> Moment:
    moment = Moment()
    monkeypatch.setattr(clock, "now", lambda: moment.at)
    return moment


@pytest.fixture
def steward(scene) -> System:
    return System(scene.steward)


@pytest.fixture
def officer(scene) -> System:
    return System(scene.officer)


@pytest.fixture
def provider(scene) -> System:
    """The manager of a service that answers the scene's need."""
    service = scene.service()
    return System(fresh(service.organization.memberships.get().user))
