"""Lists: pages, filters, and as many queries for a hundred rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.needs.choices import NeedState
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.api.callers import System
from tests.makers import NOW, later

pytestmark = pytest.mark.django_db


def queries_for(system: System, path: str, **query) -> tuple[int, int]:
    """How many rows, how many queries."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = system.get(path, **query)
    assert answer.status_code == 200, answer.content
    return len(answer.json()["items"]), len(asked)


def make_needs(scene, count: int) -> list:
    return [
        makers.make_need(
            NeedState.ORDERED,
            resident=makers.make_resident(scene.community),
            need_type=scene.need_type,
            owner=scene.steward,
            reported_at=later(minutes=number),
        )
        for number in range(count)
    ]


def test_a_hundred_needs_take_as_many_queries_as_one(scene, steward):
    make_needs(scene, 1)
    one = queries_for(steward, "/needs", limit=100)
    make_needs(scene, 99)
    hundred = queries_for(steward, "/needs", limit=100)
    assert (one[0], hundred[0]) == (1, 100)
    assert one[1] == hundred[1] <= 6


def test_a_hundred_offers_take_as_many_queries_as_one(scene):
    service = scene.service(places=200)
    manager = System(makers.fresh(service.organization.memberships.get().user))

    def offer(needs):
        for need in needs:
            order = WorkOrder.objects.create(
                number=f"{need.number}-1", need=need, opened_at=NOW, state="dispatched"
            )
            Offer.objects.create(work_order=order, service=service, offered_at=NOW)

    offer(make_needs(scene, 1))
    one = queries_for(manager, "/offers", limit=100)
    offer(make_needs(scene, 99))
    hundred = queries_for(manager, "/offers", limit=100)
    assert (one[0], hundred[0]) == (1, 100)
    assert one[1] == hundred[1] <= 7


def test_the_whole_list_of_need_types_takes_as_many_queries_as_one_entry(scene, steward):
    one = queries_for(steward, "/need-types", limit=100)
    for level in range(1, 5):
        for number in range(2, 27):
            makers.make_need_type(f"D-L{level}-{number:02d}", further_groups="E")
    hundred = queries_for(steward, "/need-types", limit=100)
    searched = queries_for(steward, "/need-types", limit=100, q="测试服务")
    assert (one[0], hundred[0], searched[0]) == (1, 100, 100)
    assert one[1] == hundred[1] <= 5
    assert searched[1] <= 6


def test_pages_hold_each_need_once_newest_first(scene, steward):
    numbers = [need.number for need in reversed(make_needs(scene, 45))]
    pages = [steward.get("/needs", page=page).json() for page in (1, 2, 3, 4)]
    assert [need["number"] for page in pages for need in page["items"]] == numbers
    assert [len(page["items"]) for page in pages] == [20, 20, 5, 0]
    assert {(page["total"], page["limit"]) for page in pages} == {(45, 20)}


def test_needs_are_narrowed_by_what_is_asked(scene, steward):
    (mine,) = make_needs(scene, 1)
    other = makers.make_need(
        NeedState.TRIAGED,
        resident=makers.make_resident(scene.community, groups="D"),
        need_type=makers.make_need_type("D-L2-01", tag="urgent"),
        owner=scene.officer,
    )

    def numbers(**wanted):
        return {need["number"] for need in steward.get("/needs", **wanted).json()["items"]}

    assert numbers() == {mine.number, other.number}
    assert numbers(show="mine") == {mine.number}
    assert numbers(state="triaged") == {other.number}
    assert numbers(tag="urgent") == {other.number}
    assert numbers(group="E") == {mine.number}
    assert numbers(community=scene.community.code) == {mine.number, other.number}
    assert numbers(community="999") == set()
    assert steward.get("/needs", state="nonsense").status_code == 422


def test_need_types_are_searched_and_narrowed(scene, steward):
    makers.make_need_type(
        "D-L2-01",
        name_zh="手语陪护",
        name_en="Sign language company",
        subcategory="B1",
        further_groups="E",
    )

    def codes(**wanted):
        return [one["code"] for one in steward.get("/need-types", **wanted).json()["items"]]

    assert codes() == ["D-L2-01", "E-L1-01"]
    assert codes(q="手语") == codes(q="sign language") == codes(category="B") == ["D-L2-01"]
    assert codes(group="E") == ["D-L2-01", "E-L1-01"]
    assert codes(group="D") == codes(level="2") == ["D-L2-01"]
    assert codes(q="手语", group="P") == []
    found = steward.get("/need-types", q="手语").json()["items"][0]
    assert found["matched"] == ["手语"]
    one = steward.get("/need-types/D-L2-01").json()
    assert (one["name"], one["name_zh"]) == ("Sign language company", "手语陪护")
    assert steward.get("/need-types/D-L9-99").status_code == 404


def test_a_state_has_the_word_of_staff_and_the_word_of_the_resident(scene, steward):
    need = scene.posted()
    state = steward.get(f"/needs/{need.number}").json()["state"]
    assert state == {
        "code": "submitted",
        "label": "Submitted",
        "resident_label": "We have received it",
        "phase": "waiting",
    }
    clocks = steward.get(f"/needs/{need.number}").json()["clocks"]
    assert [(clock["kind"], clock["breached"]) for clock in clocks] == [("triage", False)]
