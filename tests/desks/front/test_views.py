"""The front door: the demo's start page, signing in, and landing at one's own desk."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.accounts.demo import ACCOUNTS, DEMO_PASSWORD
from marketplace.accounts.models import User
from marketplace.journal.models import Entry
from tests import makers
from tests.makers import make_community, make_staff, make_user

pytestmark = pytest.mark.django_db


def test_anybody_may_read_the_front_page(client):
    page = client.get(reverse("home"), follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert reverse("residents:ask") in page.content.decode()


@pytest.mark.parametrize(
    ("role", "desk"),
    [
        (Role.STEWARD, "staff:post"),
        (Role.SUBDISTRICT_OFFICER, "staff:queue"),
        (Role.HOTLINE_OPERATOR, "staff:post"),
        (Role.DISPATCHER, "dispatchers:board"),
        (Role.BUREAU_OFFICER, "bureau:overview"),
    ],
)
def test_staff_land_at_their_desk(client, role, desk):
    community = make_community()
    place = {
        Role.STEWARD: community,
        Role.SUBDISTRICT_OFFICER: community.subdistrict,
    }.get(role, community.subdistrict.district)
    client.force_login(make_staff(role, place))
    assert client.get(reverse("home")).url == reverse(desk)


def test_the_start_page_names_only_accounts_that_are_there(client):
    make_user(username="steward")
    words = client.get(reverse("start")).content.decode()
    there = {
        account.username for account in ACCOUNTS if f"<code>{account.username}</code>" in words
    }
    assert there == {"steward"}
    assert DEMO_PASSWORD in words


def test_outside_the_demo_there_is_no_start_page_and_no_way_round_the_password(client, settings):
    settings.DEMO = False
    make_user(username="steward")
    assert client.get(reverse("start")).status_code == 404
    assert client.post(reverse("sign_in_as"), {"username": "steward"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_only_the_demos_own_accounts_are_signed_in_without_a_password(client):
    make_user(username="somebody")
    assert client.post(reverse("sign_in_as"), {"username": "somebody"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_signing_in_by_a_link_is_not_possible(client):
    make_user(username="steward")
    assert client.get(reverse("sign_in_as"), {"username": "steward"}).status_code == 405


def test_a_wrong_password_is_told_without_saying_who_exists(client):
    user = make_user(username="steward")
    user.set_password("right-password-1")
    user.save()
    answers = {
        client.post(reverse("sign_in"), {"username": name, "password": "wrong"})
        .context["form"]
        .errors.as_text()
        for name in ("steward", "nobody")
    }
    assert len(answers) == 1


OLD, NEW = "eine-alte-losung-17", "eine-neue-losung-42"


def with_password(language: str = "en") -> tuple[User, Client]:
    user = makers.make_staff(Role.STEWARD)
    user.set_password(OLD)
    user.save()
    browser = Client()
    browser.force_login(makers.fresh(user))
    browser.cookies["django_language"] = language
    return user, browser


def test_whoever_was_given_a_password_chooses_their_own():
    user, browser = with_password()
    other = Client()
    assert other.login(username=user.username, password=OLD)
    said = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    assert browser.post("/password/", said).status_code == 302
    assert authenticate(username=user.username, password=NEW)
    assert browser.get("/needs/").status_code == 200
    assert other.get("/needs/").status_code == 302
    assert Entry.objects.get(verb="choose_password").changes == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"old_password": "not it"},
        {"new_password2": "another one"},
        {"new_password1": "short", "new_password2": "short"},
        {"new_password1": "王\x00秀兰王秀兰王秀兰", "new_password2": "x"},
    ],
)
def test_a_wrong_change_of_password_changes_nothing(wrong):
    user, browser = with_password()
    said = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    page = browser.post("/password/", said | wrong)
    assert page.status_code == 422
    assert authenticate(username=user.username, password=OLD)
    assert not Entry.objects.filter(verb="choose_password").exists()
