"""The district in pictures: each number counted by hand, nothing of another district, no people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.desks.maps import ground_of
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.hear_resident import hear_resident
from marketplace.needs.choices import NeedState
from marketplace.satisfaction.choices import VerdictChannel
from tests import makers
from tests.desks.bureau.conftest import DESK_TIME, text
from tests.makers import NOW, later, make_need, make_resident

URL = "/overview/"


@pytest.fixture(autouse=True)
def four_tags(db):
    for code in ("urgent", "safety_net", "needs_care", "monitoring"):
        makers.make_tag(code)


def picture(page):
    return page.context["picture"]


def judged(scene, score):
    """A need that walked to its verdict."""
    scene.service()
    order = scene.delivered(
        scene.accepted(scene.offered(scene.ordered(resident=make_resident(scene.community))))
    )
    order = confirm_order(order, by=scene.steward, at=later(days=2))
    return hear_resident(
        order,
        score=score,
        channel=VerdictChannel.PHONE,
        by=scene.steward,
        at=later(days=2, hours=1),
    )


def test_how_things_stand_is_counted(desk, scene):
    just_now = DESK_TIME - timedelta(minutes=1)
    make_need(NeedState.SUBMITTED, resident=make_resident(scene.community), reported_at=just_now)
    make_need(NeedState.ORDERED, resident=make_resident(scene.community), tag="urgent")
    make_need(NeedState.IN_SERVICE, resident=make_resident(scene.community), tag="monitoring")
    make_need(NeedState.CLOSED, resident=make_resident(scene.community))
    seen = picture(desk.get(URL))
    assert (seen.open, seen.late, seen.unjudged, seen.without_provider) == (3, 2, 1, 1)
    assert dict(seen.funnel) == {
        "Posted": 4,
        "Approved": 3,
        "In service": 2,
        "Fulfilled": 1,
        "Closed": 1,
    }


def test_satisfaction_comes_with_its_interval(desk, scene):
    for score in (5, 4, 2):
        judged(scene, score)
    heard = picture(desk.get(URL)).heard
    assert (heard.answers, round(heard.rate, 2)) == (3, 0.67)
    assert 0 < heard.low < heard.rate < heard.high < 1
    shown = text(desk.get(URL))
    assert "limit 50%" in shown
    assert "target 95%" in shown


def test_clocks_kept_are_told_by_tag(desk, scene):
    judged(scene, 5)
    ((tag, rows),) = picture(desk.get(URL)).clocks
    assert tag.code == "needs_care"
    assert [(str(label), share, words) for label, share, words in rows] == [
        ("Acceptance", 100, "100% · 1/1"),
        ("First contact", 100, "100% · 1/1"),
        ("Delivery", 100, "100% · 1/1"),
    ]


def test_each_subdistrict_has_its_row(desk, scene):
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    make_need(NeedState.ORDERED, resident=make_resident(elsewhere), tag="urgent")
    make_need(NeedState.SUBMITTED, resident=make_resident(scene.community), reported_at=DESK_TIME)
    parts = {part.name: part for part in picture(desk.get(URL)).parts}
    here, there = scene.community.subdistrict.name_en, elsewhere.subdistrict.name_en
    assert {
        name: (part.open, part.late, part.without_provider) for name, part in parts.items()
    } == {here: (1, 0, 0), there: (1, 1, 1)}


@pytest.mark.parametrize(("days", "posted"), [("", 2), ("7", 1), ("90", 3), ("365", 4), ("<b>", 2)])
def test_the_period_can_be_chosen_and_an_unknown_one_is_the_month(days, posted, desk, scene):
    for ago in (1, 20, 60, 200):
        make_need(
            NeedState.SUBMITTED,
            resident=make_resident(scene.community),
            reported_at=DESK_TIME - timedelta(days=ago),
        )
    page = desk.get(URL, {"days": days} if days else {})
    assert dict(picture(page).funnel)["Posted"] == posted
    assert b"<b>" not in page.content


def test_the_map_shades_open_needs(desk, scene):
    for _ in range(2):
        make_need(NeedState.SUBMITTED, resident=make_resident(scene.community))
    areas = {area["name"]: area for area in picture(desk.get(URL)).map.areas}
    assert areas[scene.community.name_en]["value"] == 2
    assert areas[scene.community.name_en]["url"] == f"/needs/?community={scene.community.pk}"
    assert {a["value"] for name, a in areas.items() if name != scene.community.name_en} == {0}


def test_the_map_of_satisfaction_leaves_small_numbers_blank(desk, scene):
    for _ in range(4):
        judged(scene, 5)

    def values():
        shading = picture(desk.get(URL, {"map": "satisfaction"})).map
        return {area["name"]: area["value"] for area in shading.areas}

    assert set(values().values()) == {None}
    judged(scene, 1)
    assert values()[scene.community.name_en] == 80


def test_the_map_of_people_helped_is_by_subdistrict(desk, scene, district):
    subdistrict = scene.community.subdistrict
    subdistrict.outline = [[[0, 0], [9000, 0], [9000, 9000]]]
    subdistrict.save()
    for number in range(29):
        resident = make_resident(scene.community)
        if number < 3:
            make_need(NeedState.CLOSED, resident=resident, fulfilled_at=NOW)
    shading = picture(desk.get(URL, {"map": "reach"})).map
    # three of the thirty that are registered, the scene's own resident among them
    assert [(area["name"], area["value"]) for area in shading.areas] == [(subdistrict.name_en, 100)]
    assert str(shading.unit) == "‰"


def test_another_district_sees_none_of_it(scene, as_user):
    judged(scene, 5)
    make_need(NeedState.ORDERED, resident=make_resident(scene.community))
    stranger = makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320102"))
    seen = picture(as_user(stranger).get(URL))
    assert (seen.open, seen.late, seen.heard.rate, seen.clocks) == (0, 0, None, [])
    assert {count for _, count in seen.funnel} == {0}
    assert {day for _, _, days in seen.flow for day in days} == {0}
    assert (seen.best, seen.worst) == ([], [])
    assert {part.reach.registered for part in seen.parts} == {0}


def test_nobody_is_named(desk, scene):
    judged(scene, 1)
    shown = text(desk.get(URL))
    leaks = [s for s in ("演示·老王", makers.ADDRESS, *makers.SECRETS.values()) if s in shown]
    assert leaks == []


def test_it_costs_the_same_for_one_need_and_for_a_hundred(desk, scene):
    def cost(**query):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(URL, query).status_code == 200
        return len(queries)

    judged(scene, 5)
    cost()
    one = cost()
    for _ in range(100):
        make_need(NeedState.ORDERED, resident=make_resident(scene.community))
    judged(scene, 4)
    assert cost() == cost(map="satisfaction") == cost(map="reach") == one <= 20


def test_an_empty_district_is_no_error(desk):
    shown = text(desk.get(URL))
    assert "Nobody has been asked yet" in shown
    assert "Nobody has enough answers in this period" in shown


# -- the map's ground -----------------------------------------------------------------------------


def test_the_ground_is_drawn_once_for_each_language(scene, district, django_assert_num_queries):
    with django_assert_num_queries(2):
        ground = ground_of(district)
    with django_assert_num_queries(0):
        assert ground_of(district) == ground
    assert {place.code for place in ground.communities} == {
        "320113001001",
        "320113001002",
        "320113002001",
        "320113002002",
    }


def test_a_place_nobody_has_drawn_is_a_point_and_gets_no_outline(scene, district):
    drawn = makers.make_community(makers.make_subdistrict(number=2), number=1)
    drawn.outline = [[[0, 0], [1, 0], [1, 1]], [[0, 0], [9, 0], [9, 9], [0, 9]]]
    drawn.save()
    ground = ground_of(district)
    areas = {area["name"]: area for area in ground.areas({})}
    assert areas[drawn.name]["points"] == [[0, 0], [9, 0], [9, 9], [0, 9]]
    assert (areas[scene.community.name]["x"], areas[scene.community.name]["y"]) == (
        scene.community.x,
        scene.community.y,
    )
    assert ground.outlines() == []
