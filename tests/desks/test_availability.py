"""Wishes and times on every page that asks for them or shows them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from marketplace.accounts.choices import Role
from marketplace.desks.availability import in_words
from marketplace.needs.choices import NeedState
from marketplace.needs.models import Need
from marketplace.volunteers.models import Volunteer
from tests import makers
from tests.journeys.scene import Scene

WISHES = {"windows": ["mon_morning", "tue_morning", "sun_evening"], "helper_sex": "female"}


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def browser_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def stored(need: Need) -> tuple:
    need.refresh_from_db()
    return need.windows, need.language, need.helper_sex


@pytest.mark.parametrize(
    ("windows", "english", "chinese"),
    [
        ([], "", ""),
        (["wed_evening"], "Wednesday evening", "星期三晚上"),
        (
            ["mon_morning", "tue_morning", "wed_morning", "fri_morning", "fri_afternoon"],
            "Monday to Wednesday morning; Friday morning, afternoon",
            "星期一至星期三上午；星期五上午、下午",
        ),
    ],
)
def test_times_of_the_week_are_told_in_words(windows, english, chinese):
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert in_words(windows) == words


def test_wishes_are_posted_shown_and_never_lost_on_the_way(scene):
    steward = browser_of(scene.steward)
    url = reverse("staff:post_for", args=[scene.resident.pk])
    told = {
        "count": "1",
        "need0-description": "洗澡没人帮忙",
        "need0-need_type": scene.need_type.pk,
        "need0-at_risk": "no",
        "need0-windows": WISHES["windows"],
        "need0-helper_sex": "female",
        "basis": "consent",
        "notice_shown": "on",
    }
    look = steward.post(url, {"stage": "what", **told})
    assert "Monday to Tuesday morning; Sunday evening" in look.content.decode()
    assert look.content.decode().count('name="need0-windows"') == 3
    again = steward.post(url, {"stage": "look", "_change": "1", **told})
    assert again.content.decode().count("checked") >= 3
    steward.post(url, {"stage": "look", **told})
    need = Need.objects.get()
    assert stored(need) == (WISHES["windows"], "", "female")
    page = steward.get(reverse("staff:need", args=[need.number])).content.decode()
    assert "A woman" in page


@pytest.mark.parametrize(("field", "value"), [("windows", "noon"), ("language", "latin")])
def test_a_wish_that_is_on_no_list_is_refused_at_its_field(scene, field, value):
    url = reverse("staff:post_for", args=[scene.resident.pk])
    page = browser_of(scene.steward).post(
        url,
        {
            "stage": "what",
            "count": "1",
            "need0-description": "洗澡没人帮忙",
            "need0-need_type": scene.need_type.pk,
            "need0-at_risk": "no",
            f"need0-{field}": value,
            "basis": "consent",
            "notice_shown": "on",
        },
    )
    assert page.status_code == 422
    assert set(page.context["items"][0].errors) == {field}


def test_a_steward_changes_the_wishes_of_a_need(scene):
    need = makers.make_need(NeedState.SUBMITTED, resident=scene.resident, owner=scene.steward)
    url = reverse("staff:step", args=[need.number, "wishes"])
    browser_of(scene.steward).post(url, WISHES)
    assert stored(need) == (WISHES["windows"], "", "female")
    shown = browser_of(scene.steward).get(url).content.decode()
    assert shown.count("checked") == 3


def test_whoever_asks_without_an_account_has_wishes_too(scene):
    makers.make_staff(Role.STEWARD, scene.community)
    answer = Client().post(
        reverse("residents:ask"),
        {
            "description": "八十岁的老人自己洗澡站不稳",
            "at_risk": "no",
            "which": "1",
            "who": "1",
            "need_type": "none",
            "name": "王示兰",
            "phone": "13900000001",
            "address": "演示路1号",
            "consent": "on",
            "community": scene.community.pk,
            **WISHES,
        },
    )
    assert answer.status_code == 302
    assert stored(Need.objects.get()) == (WISHES["windows"], "", "female")


def test_whoever_is_asked_reads_what_the_resident_wishes(scene):
    service = scene.service(sexes=["female"])
    order = scene.ordered()
    Need.objects.filter(pk=order.need_id).update(**WISHES)
    offer = scene.offered(order)
    manager = service.organization.memberships.get().user
    page = browser_of(manager).get(reverse("organizations:offer", args=[offer.pk]))
    assert "Monday to Tuesday morning; Sunday evening" in page.content.decode()
    assert "A woman" in page.content.decode()


def test_an_organization_says_when_it_comes_and_whom_it_sends(scene):
    service = scene.service()
    manager = browser_of(service.organization.memberships.get().user)
    url = reverse("organizations:availability", args=[service.pk])
    told = {"windows": ["mon_morning"], "languages": ["sign"], "sexes": ["female"]}
    assert manager.post(url, {**told, "visits_a_week": "12"}).status_code == 302
    service.refresh_from_db()
    assert (service.windows, service.languages) == (["mon_morning"], ["sign"])
    assert (service.sexes, service.visits_a_week) == (["female"], 12)
    shelf = manager.get(reverse("organizations:shelf")).content.decode()
    assert "Monday morning" in shelf
    assert "12 visits in a week at most" in shelf


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"sexes": []}, "sexes"),
        ({"sexes": ["female"], "visits_a_week": "-1"}, "visits_a_week"),
        ({"sexes": ["female"], "visits_a_week": "9" * 30}, "visits_a_week"),
        ({"sexes": ["female"], "windows": ["noon"]}, "windows"),
        ({"sexes": ["female"], "languages": ["\x00"]}, "languages"),
    ],
)
def test_impossible_availability_comes_back_with_its_field(scene, told, field):
    service = scene.service()
    manager = browser_of(service.organization.memberships.get().user)
    page = manager.post(reverse("organizations:availability", args=[service.pk]), told)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}


def test_a_service_of_somebody_else_is_hidden(scene):
    other = scene.service()
    manager = browser_of(scene.service().organization.memberships.get().user)
    page = manager.get(reverse("organizations:availability", args=[other.pk]))
    assert page.status_code == 404


def test_a_volunteer_says_when_they_can_come(scene):
    me = makers.make_volunteer(community=scene.community)
    browser = browser_of(me.user)
    told = {"windows": ["sat_morning"], "sex": "male", "visits_a_week": ""}
    assert browser.post(reverse("volunteers:times"), told).status_code == 302
    me = Volunteer.objects.get(pk=me.pk)
    assert (me.windows, me.sex, me.visits_a_week) == (["sat_morning"], "male", None)
    assert "Saturday morning" in browser.get(reverse("volunteers:tasks")).content.decode()
