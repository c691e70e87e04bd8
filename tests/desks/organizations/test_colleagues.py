"""Who signs in for an organization: let in with a password that is shown once, raised, lowered, ended, let in again."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.models import Membership
from tests import makers
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE

pytestmark = pytest.mark.django_db


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def text(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.fixture
def ours():
    return makers.make_organization()


@pytest.fixture
def manager(ours):
    return makers.make_member(ours, role=MembershipRole.MANAGER)


@pytest.fixture
def worker(ours):
    return makers.make_member(ours, role=MembershipRole.WORKER)


def told(**changed):
    return {
        "display_name": "演示·新同事",
        "username": "xin-01",
        "phone": "13900000041",
        "role": MembershipRole.WORKER,
        **changed,
    }


def page_of(member) -> str:
    return f"/organization/colleagues/{Membership.objects.get(user=member).pk}/"


def test_somebody_is_let_in_and_signs_in_with_what_is_shown_once(ours, manager):
    browser = as_user(manager)
    assert f"/organization/{ours.pk}/colleagues/" in text(browser.get("/organization/shelf/"))
    page = browser.post(f"/organization/{ours.pk}/colleagues/", told())
    user = authenticate(username="xin-01", password=page.context["password"])
    assert user is not None
    assert page.context["password"] in text(page)
    shelf = text(browser.get("/organization/shelf/"))
    assert "演示·新同事" in shelf
    assert page.context["password"] not in shelf
    assert as_user(user).get("/organization/offers/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "新"}, "username"),
        ({"username": UNSTORABLE["nul"]}, "username"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": TOO_LONG}, "display_name"),
        ({"phone": "123"}, "phone"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(ours, manager, changed, field):
    page = as_user(manager).post(f"/organization/{ours.pk}/colleagues/", told(**changed))
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not User.objects.filter(username="xin-01").exists()


@pytest.mark.parametrize("name", KEPT)
def test_odd_names_are_kept_as_they_are(ours, manager, name):
    as_user(manager).post(f"/organization/{ours.pk}/colleagues/", told(display_name=KEPT[name]))
    assert User.objects.get(username="xin-01").display_name == KEPT[name]


def test_a_role_is_given_and_taken(manager, worker):
    browser = as_user(manager)
    for role in (MembershipRole.MANAGER, MembershipRole.WORKER):
        assert browser.post(page_of(worker), {"step": "role"}).status_code == 302
        assert Membership.objects.get(user=worker).role == role


def test_the_last_manager_stays(manager):
    for step in ("role", "end"):
        page = as_user(manager).post(page_of(manager), {"step": step})
        assert page.status_code == 409
        assert "keeps at least one manager" in text(page)
    assert Membership.objects.get(user=manager).role == MembershipRole.MANAGER


def test_an_end_is_an_end_at_once(manager, worker):
    theirs = as_user(worker)
    assert theirs.get("/organization/visits/").status_code == 200
    as_user(manager).post(page_of(worker), {"step": "end"})
    assert theirs.get("/organization/visits/").status_code == 403


def test_a_new_password_stops_the_old_one(manager, worker):
    theirs = as_user(worker)
    page = as_user(manager).post(page_of(worker), {"renew": "yes"})
    assert authenticate(username=worker.username, password=page.context["password"])
    assert theirs.get("/organization/visits/").status_code == 302


@pytest.mark.parametrize("further", ["posted", "volunteer", "other organization", "oneself"])
def test_nobody_gets_a_password_that_opens_more_than_ours(manager, worker, further):
    person = manager if further == "oneself" else worker
    if further == "posted":
        makers.make_staff(Role.STEWARD, makers.make_community(), user=worker)
    if further == "volunteer":
        makers.make_volunteer(user=worker)
    address = page_of(person)
    if further == "other organization":
        makers.make_member(makers.make_organization(), user=worker)
    assert "Make a new password" not in text(as_user(manager).get(address))
    assert as_user(manager).post(address, {"renew": "yes"}).status_code == 403


def test_a_worker_and_another_organization_change_nothing(ours, manager, worker):
    before = set(Membership.objects.values_list("user", "role"))
    stranger = as_user(makers.make_member(makers.make_organization(), role=MembershipRole.MANAGER))
    before |= {(Membership.objects.order_by("-pk").first().user_id, MembershipRole.MANAGER)}
    address = page_of(manager)
    for step in ({"step": "role"}, {"step": "end"}, {"renew": "yes"}):
        assert stranger.post(address, step).status_code == 404
        as_user(worker).post(address, step)
    assert as_user(worker).get(f"/organization/{ours.pk}/colleagues/").status_code == 403
    assert as_user(worker).post(f"/organization/{ours.pk}/colleagues/", told()).status_code == 403
    assert stranger.post(f"/organization/{ours.pk}/colleagues/", told()).status_code == 404
    assert set(Membership.objects.values_list("user", "role")) == before


def test_whoever_came_in_person_gets_the_first_account_from_the_bureau_and_no_second_one():
    here = makers.make_community()
    organization = makers.make_organization(community=here)
    bureau = as_user(makers.make_staff(Role.BUREAU_OFFICER, here.subdistrict.district))
    page, address = (
        f"/organizations/{organization.pk}/",
        f"/organizations/{organization.pk}/first-manager/",
    )
    assert address in text(bureau.get(page))
    answer = bureau.post(address, told())
    assert authenticate(username="xin-01", password=answer.context["password"])
    assert organization.memberships.get().role == MembershipRole.MANAGER
    assert address not in text(bureau.get(page))
    assert bureau.get(address).status_code == 404
    assert bureau.post(address, told(username="xin-02")).status_code == 404
    assert organization.memberships.count() == 1
