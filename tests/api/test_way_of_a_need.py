import pytest

from marketplace.journal.queries import thread_of, verify
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.needs.actions import return_need
from marketplace.needs.choices import Channel, NeedState
from marketplace.needs.models import Need
from tests import makers
from tests.api.callers import System
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


def post_body(scene, **item) -> dict:
    return {
        "person": {
            "name": "演示·王秀兰",
            "community": scene.community.code,
            "phone": "15400000001",
            "address": "演示路 9 号",
            "groups": ["E"],
        },
        "consent": {"given": True, "basis": "consent"},
        "items": [{"need_type": scene.need_type.code, "description": "想洗澡", **item}],
    }


def test_a_need_walks_its_whole_way_by_api(scene, steward, officer, provider, moment):
    (found,) = steward.get("/need-types", q=scene.need_type.name_zh, limit=1).json()["items"]
    posted = steward.post("/needs", post_body(scene, need_type=found["code"]))
    assert posted.status_code == 201, posted.content
    (told,) = posted.json()
    number, follow_code = told["number"], told["follow_code"]

    judgement = {
        "at_risk": False,
        "need_type": found["code"],
        "group": "E",
        "level": int(found["level"]["code"]),
        "tag": "needs_care",
    }
    judged = officer.post(f"/needs/{number}/triage", judgement)
    assert judged.json()["state"]["code"] == "assessed"
    approved = officer.post(f"/needs/{number}/approve", {"related": False})
    assert approved.json()["state"]["code"] == "ordered"
    (order,) = approved.json()["orders"]
    dispatch_at_once(HERE, by=scene.dispatcher, at=later(minutes=15))

    moment.at = later(minutes=20)
    (offer,) = provider.get("/offers").json()["items"]
    assert (offer["order"], offer["person"]["sight"]) == (order, "masked")
    accepted = provider.post(f"/offers/{offer['id']}/accept")
    assert accepted.json()["state"]["code"] == "accepted"
    assert accepted.json()["person"]["address"] == "演示路 9 号"

    slot = {"begins_at": later(days=1).isoformat(), "ends_at": later(days=1, hours=1).isoformat()}
    (visit,) = provider.post(f"/orders/{order}/visits", {"slots": [slot]}).json()
    moment.at = later(days=1)
    arrived = provider.post(f"/visits/{visit['id']}/check-in", {})
    assert arrived.json()["state"]["code"] == "under_way"
    moment.at = later(days=1, hours=1)
    left = provider.post(f"/visits/{visit['id']}/check-out", {"record": "已助浴"})
    assert (left.json()["state"]["code"], left.json()["record"]) == ("done", "已助浴")
    done = provider.post(f"/orders/{order}/complete")
    assert done.json()["state"]["code"] == "delivered"

    followed = steward.get(f"/requests/{follow_code}").json()
    assert (followed["state"]["label"], followed["may_rate"]) == ("Done: how was it?", True)
    rated = steward.post(f"/requests/{follow_code}/verdict", {"score": 5, "comment": "很准时"})
    assert rated.status_code == 201
    assert rated.json()["need_state"]["code"] == "fulfilled"

    need = Need.objects.get(number=number)
    assert (need.state, need.channel) == (NeedState.FULFILLED, Channel.API)
    assert list(thread_of(need).values_list("verb", flat=True)) == [
        "post_need",
        "triage_need",
        "assess_need",
        "approve_need",
        "open_order",
        "mark_ordered",
        "make_offer",
        "accept_offer",
        "mark_started",
        "plan_visits",
        "check_in",
        "check_out",
        "deliver_order",
        "mark_fulfilled",
        "give_verdict",
        "confirm_order",
    ]
    assert list(verify()) == []


def test_somebody_at_risk_is_offered_to_the_best_provider_in_the_same_moment(
    scene, steward, officer, provider
):
    makers.make_tag("urgent")
    (told,) = steward.post("/needs", post_body(scene, at_risk=True)).json()
    judgement = {
        "at_risk": True,
        "need_type": scene.need_type.code,
        "group": "E",
        "level": 1,
        "tag": "urgent",
    }
    judged = officer.post(f"/needs/{told['number']}/triage", judgement)
    assert judged.status_code == 200, judged.content
    (offer,) = provider.get("/offers").json()["items"]
    assert offer["tag"]["code"] == "urgent"


def test_an_earlier_need_names_whom_the_next_is_for(scene, steward):
    earlier = scene.posted()
    body = {
        "reference": earlier.number,
        "consent": {"given": True},
        "items": [{"description": "陪同就医"}, {"description": "修水龙头"}],
    }
    refused = steward.post("/needs", {**body, "items": [{"need_type": scene.need_type.code}]})
    assert (refused.status_code, refused.json()["code"]) == (409, "open_already")
    assert earlier.number in refused.json()["detail"]
    numbers = [told["number"] for told in steward.post("/needs", body).json()]
    posted = Need.objects.filter(number__in=numbers)
    assert {need.resident_id for need in posted} == {earlier.resident_id}
    assert len(numbers) == 2
    again = {**body, "items": [{"need_type": scene.need_type.code}], "despite_open": True}
    assert steward.post("/needs", again).status_code == 201


def test_whose_name_and_phone_are_on_record_is_not_registered_twice(scene, steward):
    body = post_body(scene)
    (first,) = steward.post("/needs", body).json()
    refused = steward.post("/needs", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "open_already")
    assert first["number"] in refused.json()["detail"]
    other = {**body, "items": [{"description": "修水龙头"}]}
    (second,) = steward.post("/needs", other).json()
    theirs = Need.objects.filter(number__in=[first["number"], second["number"]])
    assert theirs.values("resident").distinct().count() == 1


def test_less_than_name_and_phone_is_somebody_else(scene, steward):
    body = post_body(scene)
    assert steward.post("/needs", body).status_code == 201
    for told in ({"phone": "15400000002"}, {"name": "演示·王秀菊"}, {"phone": ""}):
        body["person"] |= told
        assert steward.post("/needs", body).status_code == 201
    assert Need.objects.values("resident").distinct().count() == 4


def test_a_declined_offer_goes_on_to_the_next_best(scene, provider):
    second = scene.service()
    offer = scene.offered()
    managers = {
        service.pk: System(service.organization.memberships.get().user)
        for service in (offer.service, second)
    }
    first = managers[offer.service_id]
    missing = first.post(f"/offers/{offer.pk}/decline", {"reason": "other"})
    assert (missing.status_code, list(missing.json()["fields"])) == (422, ["note"])
    said = first.post(f"/offers/{offer.pk}/decline", {"reason": "too_far"}).json()
    assert said["decline_reason"] == {"code": "too_far", "label": "Too far"}
    assert first.get("/offers").json()["items"] == []
    assert first.get("/offers", show="answered").json()["total"] == 1
    (offer_now,) = offer.work_order.offers.filter(state="offered")
    assert offer_now.provider != offer.provider


def test_a_returned_need_is_answered_and_a_need_is_withdrawn(scene, steward):
    need = scene.posted()
    return_need(need, missing=["description"], by=scene.officer, at=later(minutes=1))
    told = steward.get(f"/needs/{need.number}").json()
    assert [item["code"] for item in told["missing"]] == ["description"]
    answered = steward.post(f"/needs/{need.number}/answer", {"description": "每周两次"}).json()
    assert (answered["state"]["code"], answered["description"]) == ("submitted", "每周两次")
    gone = steward.post(f"/needs/{need.number}/withdraw", {"reason": "搬走了"}).json()
    assert gone["state"]["code"] == "withdrawn"
    late = steward.post(f"/needs/{need.number}/withdraw", {"reason": "搬走了"})
    assert (late.status_code, late.json()["code"]) == (409, "wrong_step")


def test_a_visit_nobody_had_planned_is_written_down(scene, provider, moment):
    order = scene.accepted()
    moment.at = later(hours=5)
    told = {
        "came_at": later(hours=2).isoformat(),
        "left_at": later(hours=3).isoformat(),
        "record": "已理发",
    }
    without_words = provider.post(f"/orders/{order.number}/visits/log", {**told, "record": " "})
    assert (without_words.status_code, order.visits.count()) == (422, 0)
    logged = provider.post(f"/orders/{order.number}/visits/log", told)
    assert logged.status_code == 201, logged.content
    assert logged.json()["state"]["code"] == "done"
    planned = {
        "begins_at": later(days=1).isoformat(),
        "ends_at": later(days=1, hours=1).isoformat(),
    }
    (visit,) = provider.post(f"/orders/{order.number}/visits", {"slots": [planned]}).json()
    moment.at = later(days=2)
    told |= {
        "visit": visit["id"],
        "came_at": later(days=1).isoformat(),
        "left_at": later(days=1, hours=1).isoformat(),
    }
    again = provider.post(f"/orders/{order.number}/visits/log", told)
    assert again.json()["id"] == visit["id"]
    seen = provider.get(f"/orders/{order.number}").json()
    assert [one["state"]["code"] for one in seen["visits"]] == ["done", "done"]


def test_staff_pass_on_what_the_resident_said_and_one_point_reopens(scene, steward, provider):
    order = scene.delivered()
    scene.service()
    verdict = {"score": 1, "channel": "phone", "what_next": "reopen"}
    mine = provider.post(f"/orders/{order.number}/verdict", verdict)
    assert mine.status_code == 403
    given = steward.post(f"/orders/{order.number}/verdict", verdict)
    assert (given.status_code, given.json()["need_state"]["code"]) == (201, "ordered")


def test_a_provider_does_not_rate_its_own_work_with_the_residents_code(scene, provider):
    order = scene.delivered()
    refused = provider.post(f"/requests/{order.need.follow_code}/verdict", {"score": 5})
    assert (refused.status_code, refused.json()["code"]) == (403, "performer")
