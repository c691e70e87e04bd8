"""The resident says how it was, with the code on the slip."""

import pytest
from django.urls import reverse

from marketplace.desks.residents import rating
from marketplace.needs.choices import NeedState
from marketplace.needs.models import Need
from marketplace.satisfaction.models import Verdict
from tests.journeys.scene import Scene
from tests.makers import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def rate(client, monkeypatch):
    monkeypatch.setattr(rating, "now", lambda: later(days=2))
    scene = Scene()
    scene.service()
    url = reverse("residents:rate", args=[scene.delivered().need.follow_code])
    return lambda **told: client.post(url, told)


def test_a_good_word_needs_nothing_more(rate):
    assert rate(score="5").status_code == 302
    assert Verdict.objects.get().score == 5


@pytest.mark.parametrize("score", ["1", "2"])
def test_whoever_is_not_content_says_what_should_happen(rate, score):
    page = rate(score=score, comment="没洗干净")
    assert (page.status_code, [*page.context["form"].errors]) == (422, ["what_next"])
    assert "没洗干净" in page.content.decode()
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("what_next", "state"), [("", NeedState.FULFILLED), ("reopen", NeedState.ORDERED)]
)
def test_and_that_is_what_happens(rate, what_next, state):
    assert rate(score="1", what_next=what_next).status_code == 302
    assert Need.objects.get().state == state
