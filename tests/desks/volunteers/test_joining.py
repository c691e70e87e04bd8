"""Somebody offers their time on the public site: a phone that answers, then who they are, then their own desk."""

import pytest
from django.core.cache import cache
from django.test import Client

from marketplace.accounts.models import User
from marketplace.volunteers.models import Volunteer
from tests import makers
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.texting.carrying import SENT, Carrier, code_of

pytestmark = pytest.mark.django_db
JOIN = "/volunteer/join/"
PHONE = "13900000009"


@pytest.fixture(autouse=True)
def carrier(settings):
    settings.TEXT_GATEWAY = f"{Carrier.__module__}.Carrier"
    SENT.clear()
    cache.clear()


@pytest.fixture(autouse=True)
def community():
    makers.make_subcategory("A1")
    makers.make_groups("EM")
    return makers.make_community()


@pytest.fixture
def visitor():
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def person(home, **changed):
    return {
        "join": "1",
        "phone": PHONE,
        "name": "演示·林某",
        "birth_on": "2001-05-05",
        "community": home.pk,
        "subcategories": ["A1"],
        "groups": ["E"],
        "radius": "3000",
        "username": "lin-01",
        "password": "一个够长又好记的口令",
        **changed,
    }


def text(page) -> str:
    return page.content.decode()


def proven(visitor) -> dict:
    """What the page carries once the phone has answered."""
    visitor.post(JOIN, {"phone": PHONE})
    page = visitor.post(JOIN, {"phone": PHONE, "confirm": "1", "phone_code": code_of(SENT[-1][1])})
    assert page.templates[0].name == "desks/volunteers/join.html"
    return {"proof": page.context["phone"].proof}


def test_from_the_public_page_to_the_own_desk(visitor, community):
    assert "How it goes on" in text(visitor.get(JOIN))
    page = visitor.post(JOIN, person(community, **proven(visitor)), follow=True)
    assert page.redirect_chain[-1][0] == "/volunteer/tasks/"
    assert "Until staff have seen one, you are not asked." in text(page)
    me = Volunteer.objects.get()
    assert (me.user.username, me.user.phone, me.community) == ("lin-01", PHONE, community)
    assert me.user.phone_confirmed_at is not None
    assert {one.pk for one in me.groups.all()} == {"E"}


def test_nothing_is_entered_before_the_phone_answers(visitor, community):
    page = visitor.post(JOIN, person(community))
    assert page.templates[0].name == "desks/volunteers/confirm.html"
    assert [phone for phone, _text in SENT] == [PHONE]
    assert not User.objects.filter(username="lin-01").exists()
    shown = text(page)
    assert "演示·林某" in shown, "what was typed goes along"
    assert "一个够长又好记的口令" not in shown, "but no password"


def test_a_proof_is_of_one_number(visitor, community):
    proof = proven(visitor)
    visitor.post(JOIN, person(community, phone="13900000008", **proof))
    assert SENT[-1][0] == "13900000008"
    assert not Volunteer.objects.exists()


def test_a_wrong_code_is_told(visitor):
    visitor.post(JOIN, {"phone": PHONE})
    wrong = f"{(int(code_of(SENT[0][1])) + 1) % 10**6:06d}"
    page = visitor.post(JOIN, {"phone": PHONE, "confirm": "1", "phone_code": wrong})
    assert page.status_code == 422
    assert "This is not the code that was sent." in text(page)


def test_whoever_gets_no_message_goes_on_without(visitor, community):
    page = visitor.post(JOIN, {"phone": PHONE, "unconfirmed": "1"})
    assert 'name="unconfirmed"' in text(page)
    visitor.post(JOIN, person(community, unconfirmed="1"))
    assert Volunteer.objects.get().user.phone_confirmed_at is None


def test_another_number_can_be_told(visitor):
    visitor.post(JOIN, {"phone": PHONE})
    page = visitor.post(JOIN, {"phone": PHONE, "confirm": "1", "rewrite": "1"})
    assert page.templates[0].name == "desks/volunteers/phone.html"
    assert PHONE in text(page)


def test_whoever_holds_a_number_that_is_known_is_told_so_and_nobody_else(visitor, community):
    makers.make_user(phone=PHONE)
    proof = proven(visitor)
    told = "There is an account with this number already"
    assert told in text(visitor.post(JOIN, {"phone": PHONE, **proof}))
    assert told not in text(visitor.post(JOIN, {"phone": PHONE, "unconfirmed": "1"}))


def test_full_width_digits_are_a_number(visitor):
    visitor.post(JOIN, {"phone": "１３９０００００００９"})
    assert [phone for phone, _text in SENT] == [PHONE]


@pytest.mark.parametrize(
    "phone", ["", "123", "025-85501234", TOO_LONG, UNSTORABLE["nul"], KEPT["html"]]
)
def test_what_is_no_mobile_number_is_told_and_no_message_goes(visitor, phone):
    page = visitor.post(JOIN, {"phone": phone})
    assert page.status_code == 422
    assert page.context["form"].errors["phone"]
    assert SENT == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": UNSTORABLE["nul"]}, "name"),
        ({"name": TOO_LONG}, "name"),
        ({"birth_on": "2015-01-01"}, "birth_on"),
        ({"birth_on": "yesterday"}, "birth_on"),
        ({"community": "9" * 12}, "community"),
        ({"subcategories": []}, "subcategories"),
        ({"subcategories": ["Z9"]}, "subcategories"),
        ({"groups": ["\x00"]}, "groups"),
        ({"radius": "-1"}, "radius"),
        ({"radius": "9" * 30}, "radius"),
        ({"username": "林"}, "username"),
        ({"password": "short"}, "password"),
        ({"guardian_agreed_on": "2101-01-01"}, "guardian_agreed_on"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    visitor, community, changed, field
):
    page = visitor.post(JOIN, person(community, **(proven(visitor) | changed)))
    assert page.status_code in (409, 422)
    assert page.context["form"].errors[field]
    assert not User.objects.filter(username="lin-01").exists()
    if field != "name":
        assert "演示·林某" in text(page)
    assert "一个够长又好记的口令" not in text(page)


def test_a_taken_name_is_told_and_the_proof_still_holds(visitor, community):
    makers.make_user(username="lin-01")
    proof = proven(visitor)
    page = visitor.post(JOIN, person(community, **proof))
    assert page.context["form"].errors["username"]
    assert len(SENT) == 1
    visitor.post(JOIN, person(community, username="lin-02", **proof))
    assert Volunteer.objects.get().user.username == "lin-02"


@pytest.mark.parametrize("name", KEPT)
def test_odd_names_are_kept_as_they_are(visitor, community, name):
    visitor.post(JOIN, person(community, name=KEPT[name], unconfirmed="1"))
    assert Volunteer.objects.get().name == KEPT[name]


def test_many_from_one_address_have_to_wait(visitor, community):
    for number in range(31):
        client = Client()
        page = client.post(JOIN, person(community, username=f"lin-{number}x", unconfirmed="1"))
    assert page.status_code == 429
    assert Volunteer.objects.count() == 30


def test_whoever_has_an_account_needs_no_second_one(community):
    user = makers.make_user("演示·钱某")
    client = Client()
    client.force_login(user)
    page = client.get(JOIN)
    assert "username" not in page.context["form"].fields
    assert "演示·钱某" in text(page)
    told = person(community)
    assert client.post(JOIN, told).url == "/volunteer/tasks/"
    assert Volunteer.objects.get().user == user
    assert client.get(JOIN).url == "/volunteer/tasks/"
    assert client.post(JOIN, told).url == "/volunteer/tasks/"
    assert Volunteer.objects.count() == 1


def test_the_public_site_leads_here(visitor, db):
    assert f'href="{JOIN}"' in text(visitor.get("/join/"))
