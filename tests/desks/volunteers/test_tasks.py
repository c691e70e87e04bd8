"""A volunteer's own page: tasks, hours, how many at a time, and breaks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.volunteers.choices import VolunteerState
from marketplace.workorders.actions import check_in
from marketplace.workorders.choices import OfferState
from tests.desks.field.side import VOLUNTEERS, Side
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import TODAY, later, make_subcategory


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def me(volunteer):
    return volunteer.provider["volunteer"]


@pytest.fixture
def browser(volunteer, as_user):
    return as_user(volunteer.user)


def test_hours_are_counted_from_check_in_to_check_out_and_are_mine_alone(scene, volunteer, browser):
    volunteer.visited()
    volunteer.visited(at=later(hours=2))
    going = volunteer.planned(at=later(hours=4))
    check_in(going, companion="演示·同伴", by=volunteer.user, at=later(hours=4))
    Side(VOLUNTEERS, scene).visited()
    page = browser.get(volunteer.orders_url)
    assert (page.context["hours"], page.context["visits_done"]) == ("2.0", 2)


def test_without_a_visit_no_hours(volunteer, browser):
    assert browser.get(volunteer.orders_url).context["hours"] == "0.0"


def test_a_break_begins_and_ends(volunteer, browser, me):
    assert browser.post(volunteer.url("pause")).url == volunteer.orders_url
    me.refresh_from_db()
    assert me.state == VolunteerState.PAUSED
    page = text_of(browser.get(volunteer.orders_url))
    assert "nobody asks you at the moment" in page
    assert volunteer.url("resume") in page
    assert volunteer.url("pause") not in page
    browser.post(volunteer.url("resume"))
    me.refresh_from_db()
    assert me.state == VolunteerState.ACTIVE


def test_one_leaves_and_comes_back(volunteer, browser, me):
    assert volunteer.url("leave") in text_of(browser.get(volunteer.orders_url))
    assert browser.post(volunteer.url("leave")).url == volunteer.orders_url
    me.refresh_from_db()
    assert me.state == VolunteerState.LEFT
    page = text_of(browser.get(volunteer.orders_url))
    assert volunteer.url("return") in page
    assert volunteer.url("leave") not in page
    browser.post(volunteer.url("return"))
    me.refresh_from_db()
    assert me.state == VolunteerState.ACTIVE


def test_what_one_does_is_chosen_anew(volunteer, browser, me):
    make_subcategory("B2")
    told = {"subcategories": ["B2"], "groups": ["E"], "radius": "1500"}
    assert browser.post(volunteer.url("work"), told).url == volunteer.orders_url
    me.refresh_from_db()
    assert ([one.pk for one in me.subcategories.all()], me.radius) == (["B2"], 1500)


@pytest.mark.parametrize(
    "changed",
    [{"subcategories": []}, {"groups": ["\x00"]}, {"radius": "9" * 30}, {"radius": "99"}],
)
def test_work_that_cannot_be_is_refused_and_nothing_changes(volunteer, browser, me, changed):
    told = {"subcategories": ["A1"], "groups": ["E"], "radius": "1500", **changed}
    assert browser.post(volunteer.url("work"), told).status_code == 422
    before = me.radius
    me.refresh_from_db()
    assert me.radius == before


def test_a_second_tap_is_told_that_it_is_so_already(volunteer, browser, me):
    browser.post(volunteer.url("pause"))
    page = browser.post(volunteer.url("pause"), follow=True)
    assert "This is not possible any more" in text_of(page)
    me.refresh_from_db()
    assert me.state == VolunteerState.PAUSED


def test_looking_changes_nothing(volunteer, browser, me):
    for page in ("pause", "resume", "places", "leave", "return"):
        assert browser.get(volunteer.url(page)).status_code == 405
    me.refresh_from_db()
    assert me.state == VolunteerState.ACTIVE


@pytest.mark.parametrize("places", ["0", "3", "20"])
def test_places_are_changed(volunteer, browser, me, places):
    assert browser.post(volunteer.url("places"), {"places": places}).status_code == 302
    me.refresh_from_db()
    assert me.places == int(places)


@pytest.mark.parametrize(
    "places", ["", "-1", "21", "9" * 30, UNSTORABLE["nul"], TOO_LONG, KEPT["html"]]
)
def test_places_that_cannot_be_are_refused_on_the_page_itself(volunteer, browser, me, places):
    answer = browser.post(volunteer.url("places"), {"places": places})
    assert answer.status_code == 422
    assert "My tasks" in text_of(answer)
    assert "<script>alert" not in text_of(answer)
    me.refresh_from_db()
    assert me.places == 200


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (TODAY, "Expired: it held until 20 Oct 2026"),
        (TODAY + timedelta(days=9), "Expires soon"),
        (TODAY + timedelta(days=900), "Holds until"),
        (None, "No accident insurance"),
    ],
)
def test_insurance_is_told_before_it_ends(volunteer, browser, me, until, told):
    me.insured_until_on = until
    me.save(update_fields=["insured_until_on"])
    assert told in text_of(browser.get(volunteer.orders_url))


def test_the_page_takes_as_many_queries_for_one_task_as_for_a_hundred(volunteer, browser):
    volunteer.many(1, OfferState.ACCEPTED)
    with CaptureQueriesContext(connection) as one:
        browser.get(volunteer.orders_url)
    volunteer.many(99, OfferState.ACCEPTED)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(volunteer.orders_url)
    assert len(page.context["rows"]) == 20
    assert len(many) == len(one) <= 11


def test_it_belongs_to_volunteers(volunteer, organization, as_user, client):
    manager = as_user(organization.user)
    for page in ("tasks", "offers", "visits"):
        assert client.get(volunteer.url(page)).status_code == 302
        assert manager.get(volunteer.url(page)).status_code == 403
    for page in ("pause", "resume", "places", "leave", "return"):
        assert client.post(volunteer.url(page)).status_code == 302
        assert manager.post(volunteer.url(page)).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_speaks_both_languages(volunteer, as_user, language):
    page = as_user(volunteer.user, language).get(volunteer.orders_url)
    assert page.status_code == 200
    assert {"en": 'lang="en"', "zh-hans": 'lang="zh-Hans"'}[language] in text_of(page)
