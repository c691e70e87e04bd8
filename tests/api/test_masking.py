"""Who sees what of a resident, in every answer there is."""

import json
from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.journeys.assign_by_hand import assign_by_hand
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.recall_offer import recall_offer
from marketplace.journeys.return_order import return_order
from marketplace.workorders.actions import close_order
from tests import makers
from tests.api.callers import System
from tests.journeys.scene import Scene, manager_of
from tests.makers import ADDRESS, SECRETS, later

pytestmark = pytest.mark.django_db

NAME = "欧阳演示"
WORDS = "需要人帮忙"
CANARIES = {**SECRETS, "address": ADDRESS, "name": NAME, "words": WORDS}
CONTACT = {"name", "phone", "address", "guardian_name", "guardian_phone"}
# Identity number, day of birth and health note leave the house by no operation at all.
BY_ROLE = {
    Role.STEWARD: CONTACT | {"words"},
    Role.COMMUNITY_STAFF: CONTACT | {"words"},
    Role.SUBDISTRICT_OFFICER: CONTACT | {"words"},
    Role.HOTLINE_OPERATOR: {"words"},
    Role.DISPATCHER: {"words"},
    Role.BUREAU_OFFICER: set(),
    Role.EVALUATOR: set(),
}


@pytest.fixture(scope="module")
def kept_scene(stage):
    return stage.keep("scene", found_scene)


def found_scene() -> Scene:
    scene = Scene()
    scene.resident = makers.make_resident(scene.community, name=NAME)
    scene.service()
    return scene


def seen_by(system: System, order) -> set[str]:
    """Which canaries any answer about this order carries."""
    need = order.need
    asked = [
        "/needs",
        f"/needs/{need.number}",
        f"/orders/{order.number}",
        f"/requests/{need.follow_code}",
        *(f"/offers?show={which}" for which in ("waiting", "answered", "all")),
    ]
    told = ""
    for path in asked:
        answer = system.get(*path.split("?")[:1], **dict(p.split("=") for p in path.split("?")[1:]))
        assert answer.status_code in (200, 404), (path, answer.content)
        assert "no-store" in answer["Cache-Control"], path
        told += json.dumps(answer.json(), ensure_ascii=False)
    return {name for name, value in CANARIES.items() if value in told}


def staff(role: str, scene: Scene) -> User:
    return makers.make_staff(role, scene.community.subdistrict.district)


@pytest.mark.parametrize("role", BY_ROLE)
def test_staff_see_what_the_table_says_for_their_role(role, scene):
    order = scene.delivered()
    assert seen_by(System(staff(role, scene)), order) == BY_ROLE[role]


@pytest.mark.parametrize("role", BY_ROLE)
def test_staff_of_another_place_see_nothing(role, scene):
    order = scene.delivered()
    elsewhere = makers.make_district("320114")
    assert seen_by(System(makers.make_staff(role, elsewhere)), order) == set()


def test_a_provider_sees_nothing_while_asked_and_how_to_reach_them_from_acceptance_on(scene):
    offer = scene.offered()
    provider = System(manager_of(offer))
    assert seen_by(provider, offer.work_order) == set()
    order = scene.accepted(offer)
    assert seen_by(provider, order) == CONTACT | {"words"}
    worker = System(makers.make_member(offer.service.organization, "worker"))
    assert seen_by(worker, order) == CONTACT | {"words"}


def test_a_volunteer_sees_what_an_organization_sees(scene):
    order = scene.ordered()
    volunteer = makers.make_volunteer(community=scene.community)
    offer = assign_by_hand(
        order, volunteer=volunteer, reason="认识", by=scene.dispatcher, at=later(minutes=15)
    )
    system = System(volunteer.user)
    assert seen_by(system, order) == set()
    scene.accepted(offer)
    assert seen_by(system, order) == CONTACT | {"words"}


def test_whoever_declined_or_gave_back_sees_nothing_any_more(scene):
    scene.service()
    offer = scene.offered()
    provider = System(manager_of(offer))
    order = scene.accepted(offer)
    return_order(offer, reason="time", by=manager_of(offer), at=later(minutes=30))
    assert seen_by(provider, order) == set()


def test_thirty_days_after_the_end_the_provider_sees_nothing(scene, moment):
    order = scene.delivered()
    provider = System(manager_of(order.offers.get()))
    confirm_order(order, by=scene.steward, at=later(days=2))
    order = close_order(order, reason="联系不上", by=scene.steward, at=later(days=2))
    moment.at = order.ended_at + timedelta(days=30) - timedelta(minutes=1)
    assert seen_by(provider, order) == CONTACT | {"words"}
    moment.at = order.ended_at + timedelta(days=30)
    assert seen_by(provider, order) == set()


def test_strangers_see_nothing(scene):
    order = scene.delivered()
    assert seen_by(System(makers.make_user()), order) == set()
    assert seen_by(System(makers.make_member(makers.make_organization())), order) == set()
    assert seen_by(System(makers.make_volunteer().user), order) == set()


def test_what_a_post_answers_is_masked_like_what_a_get_answers(scene):
    hotline = System(makers.make_staff(Role.HOTLINE_OPERATOR, scene.community))
    body = {
        "person": {
            "name": NAME,
            "community": scene.community.code,
            "phone": "13900000000",
            "address": ADDRESS,
            "groups": ["E"],
        },
        "consent": {"given": True},
        "items": [{"description": WORDS}],
    }
    answer = hotline.post("/needs", body)
    assert answer.status_code == 201
    told = json.dumps(answer.json(), ensure_ascii=False)
    assert {name for name, value in CANARIES.items() if value in told} == {"words"}


def test_refusals_tell_no_more_than_their_rule(scene):
    """A broken rule about somebody is told without saying who."""
    need = scene.posted()
    system = System(scene.dispatcher)
    refused = system.post(f"/needs/{need.number}/approve", {"related": False})
    told = json.dumps(refused.json(), ensure_ascii=False)
    assert refused.status_code in (403, 409)
    assert not [name for name, value in CANARIES.items() if value in told]


def test_the_provider_who_had_it_before_is_not_shown_to_the_next(scene):
    scene.service()
    visit = scene.visited()
    first, order = visit.offer, visit.work_order
    recall_offer(first, reason="换人", by=scene.dispatcher, at=later(days=1, hours=2))
    second = scene.offered(order, at=later(days=1, hours=3))
    scene.accepted(second, at=later(days=1, hours=3))
    seen = System(manager_of(second)).get(f"/orders/{order.number}").json()
    assert (seen["visits"], seen["provider"]) == ([], str(second.provider))
    staff_see = System(scene.steward).get(f"/orders/{order.number}").json()
    assert [one["id"] for one in staff_see["visits"]] == [visit.pk]
