import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.dispatch.actions import propose_round
from marketplace.dispatch.keys import service_key
from marketplace.dispatch.models import MatchRun, Proposal
from tests import makers
from tests.makers import HERE, later


def order(scene, **more):
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


@pytest.fixture
def page(desk, scene):
    """Two who want the same, one place: the round as it is, and what may be supposed about it."""
    order(scene), order(scene, tag="urgent")
    scene.only = scene.service(places=1)
    run = propose_round(HERE, by=scene.dispatcher, at=later(minutes=30))

    def suppose(**asked):
        return desk.get(reverse("dispatchers:what_if", args=[run.pk]), asked)

    return suppose


def test_nothing_is_supposed_before_a_slider_is_pushed(page):
    answer = page()
    assert answer.context["change"] is None
    assert "Nothing is supposed yet" in answer.content.decode()


def test_one_place_more_helps_the_one_who_went_without(page, scene):
    answer = page(provider=service_key(scene.only.pk), change="more")
    change = answer.context["change"]
    assert [len(each) for each in (change.gains, change.loses, change.moves)] == [1, 0, 0]
    assert {tag.rank: (was, then) for tag, was, then in change.served if was != then} == {3: (0, 1)}
    assert "1 would be helped who is not now" in answer.content.decode()


def test_without_its_provider_the_urgent_one_goes_without_too(page, scene):
    change = page(provider=service_key(scene.only.pk), change="leaves").context["change"]
    assert [each.order.need.tag_id for each in change.loses] == ["urgent"]


def test_nothing_is_written(page, scene):
    before = (MatchRun.objects.count(), Proposal.objects.count())
    page(provider=service_key(scene.only.pk), change="more", travel="0", reach="400")
    assert (MatchRun.objects.count(), Proposal.objects.count()) == before


def test_sliders_that_stand_where_they_stood_change_nothing(page):
    usual = page().context["form"].usual
    assert page(**{name: str(value) for name, value in usual.items()}).context["change"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("travel", "101"),
        ("travel", "-1"),
        ("travel", "9" * 40),
        ("reach", "1e9"),
        ("threshold", "many"),
        ("provider", "service:999"),
        ("provider", "\x00"),
        ("change", "burn"),
    ],
)
def test_what_cannot_be_supposed_is_told_at_its_field(page, field, value):
    answer = page(**{field: value})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}


def test_a_round_that_is_not_there_is_hidden(desk, scene):
    for pk in (10**6, 10**30):
        assert desk.get(f"/rounds/{pk}/what-if/").status_code == 404


def test_it_costs_the_same_for_one_who_gains_and_for_twenty(desk, scene):
    provider = scene.service(places=1)
    costs = []
    for _ in range(2):
        for _ in range(12):
            order(scene)
        run = propose_round(HERE, by=scene.dispatcher, at=later(minutes=30))
        url = reverse("dispatchers:what_if", args=[run.pk])
        with CaptureQueriesContext(connection) as queries:
            desk.get(url, {"provider": service_key(provider.pk), "change": "leaves"})
        costs.append(len(queries))
    assert costs[0] == costs[1]
