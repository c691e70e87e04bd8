"""The page of one need: where it stands, what is next, and who sees how much of the person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.needs.choices import NeedState
from marketplace.needs.models import Need
from tests import makers

CONTACT = {Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER}
# What a page of the desk never shows, whoever looks: only a reveal does.
NEVER = ("id_number", "birth_on", "health_note")


def page_of(client, need):
    return client.get(reverse("staff:need", args=[need.number]))


def primary(client, need):
    step = page_of(client, need).context["first_step"]
    return step["url"].split(need.number)[1].strip("/") if step else None


def others(client, need):
    steps = page_of(client, need).context["other_steps"]
    return {step["url"].split(need.number)[1].strip("/") for step in steps}


def test_how_much_of_the_person_each_role_sees(people, as_user, scene):
    need = scene.posted()
    del people[Role.EVALUATOR]
    seen = {
        role: {
            name
            for name, value in {
                **makers.SECRETS,
                "name": "演示·老王",
                "address": makers.ADDRESS,
            }.items()
            if value in page_of(as_user(user), need).content.decode()
        }
        for role, user in people.items()
    }
    contact = {"name", "phone", "address", "guardian_name", "guardian_phone"}
    assert seen == {role: contact if role in CONTACT else set() for role in people}


def test_what_the_resident_said_is_for_those_who_handle_it(people, as_user, scene):
    need = scene.posted()
    reading = {
        role
        for role, user in people.items()
        if role != Role.EVALUATOR
        and need.description in page_of(as_user(user), need).content.decode()
    }
    assert reading == set(people) - {Role.BUREAU_OFFICER, Role.EVALUATOR}


def test_the_next_step_of_an_officer_along_the_way(officer, scene):
    need = scene.posted()
    steps = [primary(officer, need)]
    scene.judged(need)
    steps.append(primary(officer, need))
    order = scene.ordered(resident=makers.make_resident(scene.community))
    steps.append(primary(officer, order.need))
    assert steps == ["triage", "triage", None]


def test_the_next_step_of_a_steward_at_the_end(steward, scene):
    scene.service()
    order = scene.delivered()
    need = order.need
    assert primary(steward, need) == "hear"
    steward.post(reverse("staff:hear", args=[need.number]), {"score": "5", "channel": "phone"})
    assert primary(steward, need) == "close"
    steward.post(reverse("staff:step", args=[need.number, "close"]), {"outcome": "met"})
    assert primary(steward, need) is None
    assert Need.objects.get(pk=need.pk).state == NeedState.CLOSED


def test_a_returned_need_waits_for_whoever_posted_it(steward, scene):
    need = makers.make_need(
        NeedState.RETURNED,
        resident=scene.resident,
        owner=scene.steward,
        missing=["phone", "address"],
    )
    assert primary(steward, need) == "answer"
    page = page_of(steward, need).content.decode()
    assert "A phone number" in page
    assert "The address" in page


def test_each_role_is_offered_the_steps_it_may_take(people, as_user, scene):
    need = scene.ordered().need
    del people[Role.EVALUATOR]
    steering = {"hand-over", "complain", "hold", "withdraw", "wishes"}
    assert {role: others(as_user(user), need) for role, user in people.items()} == {
        Role.STEWARD: {"hand-over", "complain", "withdraw", "wishes"},
        Role.COMMUNITY_STAFF: {"complain", "withdraw", "wishes"},
        Role.SUBDISTRICT_OFFICER: steering,
        Role.HOTLINE_OPERATOR: {"complain", "withdraw", "wishes"},
        Role.DISPATCHER: steering,
        Role.BUREAU_OFFICER: {"complain"},
    }


def test_an_urgent_need_asks_for_its_papers_before_it_is_closed(steward, scene):
    need = makers.make_need(
        NeedState.FULFILLED, resident=scene.resident, owner=scene.steward, tag="urgent"
    )
    assert primary(steward, need) == "papers"


def test_the_timeline_tells_every_verb_in_words(steward, scene):
    scene.service()
    need = scene.delivered().need
    context = page_of(steward, need).context
    told = [str(entry["what"]) for entry in [*context["latest"], *context["earlier"]]]
    assert told[0] == "The work is done"
    assert told[-1] == "The need was posted"
    assert not [word for word in told if "_" in word]


def test_a_page_costs_at_most_twenty_queries_however_much_has_happened(officer, scene):
    scene.service()
    need = scene.delivered().need
    with CaptureQueriesContext(connection) as queries:
        assert page_of(officer, need).status_code == 200
    assert len(queries) <= 20, [q["sql"][:150] for q in queries]


@pytest.mark.parametrize("state", NeedState.values)
def test_the_page_opens_in_every_state(state, officer, scene):
    need = makers.make_need(state, resident=scene.resident, owner=scene.steward)
    # Numbers of the makers have the form of real ones.
    page = page_of(officer, need)
    assert page.status_code == 200
    assert page.context["state"]


def test_the_code_of_the_resident_is_seen_only_by_those_who_hand_it_out(people, as_user, scene):
    """Whoever holds it may speak as the resident, and rate."""
    need = scene.posted()
    seeing = {
        role
        for role, user in people.items()
        if role != Role.EVALUATOR
        and need.follow_code in page_of(as_user(user), need).content.decode()
    }
    assert seeing == CONTACT | {Role.HOTLINE_OPERATOR}
