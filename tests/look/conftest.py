import pytest

from tests.look.drawing import without_desks


@pytest.fixture(autouse=True)
def _only_the_look(settings):
    settings.ROOT_URLCONF = "tests.look.addresses"
    settings.TEMPLATES = without_desks(settings.TEMPLATES)
