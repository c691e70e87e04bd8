"""What a person's choice costs the plan of all others is kept with the offer, and told."""

import pytest
from django.utils.translation import override

from marketplace.dispatch import queries
from marketplace.dispatch.models import HandCost
from marketplace.dispatch.sentences import what_they_cost
from marketplace.journal.queries import thread_of
from marketplace.journeys.assign_by_hand import assign_by_hand
from marketplace.workorders.models import Offer, WorkOrder
from matching import CertificateError
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def another(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def by_hand(scene: Scene, order: WorkOrder, service) -> Offer:
    return assign_by_hand(
        order, service=service, reason="方言相同", by=scene.dispatcher, at=later(hours=1)
    )


def farther(scene: Scene, metres: int, **fields):
    community = makers.make_community(number=9, x=scene.community.x + metres)
    return makers.make_service(makers.make_organization(community=community), **fields)


def test_a_dearer_choice_is_kept_with_what_the_engine_would_have_done(scene):
    near, far = scene.service(), farther(scene, 2000)
    offer = by_hand(scene, scene.ordered(), far)
    (cost,) = queries.hand_costs([offer])
    assert (cost.instead_of, cost.points, cost.served, cost.moved, cost.set_aside) == (
        f"service:{near.pk}",
        200,
        {},
        0,
        [],
    )
    assert cost.weights == queries.weights_in_force(later(hours=1))
    assert what_they_cost([cost])[cost.offer_id] == [
        f"The engine would have asked {near.organization.name} · {near.name}.",
        "The plan got 200 points dearer.",
    ]
    entry = thread_of(offer).last()
    assert (entry.verb, entry.actor) == ("keep_hand_cost", scene.dispatcher)
    assert entry.changes == {"instead_of": f"service:{near.pk}", "served": {}, "points": 200}


def test_whoever_loses_a_place_to_the_choice_is_counted_by_urgency(scene):
    makers.make_tag("safety_net"), makers.make_tag("needs_care")
    calm, pressing = another(scene), another(scene, tag="safety_net")
    only = scene.service(places=1)
    (cost,) = queries.hand_costs([by_hand(scene, calm, only)])
    assert (cost.instead_of, cost.served, cost.points, cost.moved) == ("", {"2": -1, "3": 1}, 0, 1)
    assert what_they_cost([cost])[cost.offer_id] == [
        "The engine would have asked nobody.",
        f"{pressing.need.tag.name}: 1 order fewer gets somebody.",
        f"{calm.need.tag.name}: 1 order more gets somebody.",
    ]


def test_the_engines_own_choice_costs_nothing(scene):
    near = scene.service()
    farther(scene, 2000)
    (cost,) = queries.hand_costs([by_hand(scene, scene.ordered(), near)])
    assert (cost.points, cost.served, cost.moved) == (0, {}, 0)
    assert what_they_cost([cost])[cost.offer_id] == [
        "The engine would have asked the same provider.",
        "It cost the plan nothing.",
    ]


def test_what_is_set_aside_is_kept_too(scene):
    far = farther(scene, 2000, radius=100, groups="M")
    (cost,) = queries.hand_costs([by_hand(scene, scene.ordered(), far)])
    assert (set(cost.set_aside), cost.served) == ({"group", "distance"}, {"3": 1})


def test_an_engine_without_a_proof_does_not_hold_up_the_choice_by_hand(scene, monkeypatch):
    def unproven(*args, **kwargs):
        raise CertificateError("gap 1")

    service, order = scene.service(), scene.ordered()
    monkeypatch.setattr("matching.match", unproven)
    offer = by_hand(scene, order, service)
    assert offer.by_hand_for == "方言相同"
    assert not HandCost.objects.exists()


def test_what_the_engine_chose_has_no_such_cost(scene):
    scene.service()
    assert queries.hand_costs([scene.offered()]) == []
