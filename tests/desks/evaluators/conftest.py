"""An afternoon at the evaluators' desk: a tender with its panel, and whoever comes to it."""

import pytest
from django.test import Client

from tests.makers import NOW
from tests.stopping import stop_the_clock


@pytest.fixture(autouse=True)
def desk_time(monkeypatch):
    stop_the_clock(monkeypatch, NOW)
    return NOW


@pytest.fixture
def as_user():
    def sign_in(user, language="en") -> Client:
        client = Client()
        client.force_login(user)
        client.cookies["django_language"] = language
        return client

    return sign_in


def text(answer) -> str:
    return " ".join(answer.content.decode().split())
