"""Who may open which page: every page, every role."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from tests import makers

STREET = {Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER}
READING = STREET | {Role.HOTLINE_OPERATOR, Role.DISPATCHER, Role.BUREAU_OFFICER}
POSTING = STREET | {Role.HOTLINE_OPERATOR, Role.DISPATCHER}
JUDGING = {Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER, Role.DISPATCHER}

# Page, and who sees it; everybody else who works here is told that it is not theirs.
PAGES = {
    "queue": JUDGING,
    "needs": READING,
    "need": READING,
    "triage": JUDGING,
    "post": POSTING,
    "post_new": STREET | {Role.HOTLINE_OPERATOR},
    "post_for": POSTING,
    "resident": READING,
    "reveal": READING,
    "amend": STREET,
    "consents": READING,
    "erase": {Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER},
    "complain": READING,
    "withdraw": POSTING,
}
OF_A_NEED = ("need", "triage")
OF_A_RESIDENT = ("post_for", "resident", "reveal", "amend", "consents", "erase")
STEPS = ("complain", "withdraw")


def address(page, need):
    if page in OF_A_NEED:
        return reverse(f"staff:{page}", args=[need.number])
    if page in OF_A_RESIDENT:
        return reverse(f"staff:{page}", args=[need.resident_id])
    if page in STEPS:
        return reverse("staff:step", args=[need.number, page])
    return reverse(f"staff:{page}")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_its_roles_and_for_nobody_else(page, scene, people, as_user):
    url = address(page, scene.posted())
    opened = {role for role, user in people.items() if as_user(user).get(url).status_code == 200}
    assert opened == PAGES[page]


@pytest.mark.parametrize("page", PAGES)
def test_nobody_comes_in_without_signing_in(page, scene, client):
    answer = client.get(address(page, scene.posted()))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("sign_in"))


@pytest.mark.parametrize("page", [*OF_A_NEED, *OF_A_RESIDENT, *STEPS])
def test_a_need_of_another_subdistrict_does_not_exist(page, scene, as_user):
    makers.make_district(subdistricts=2)
    elsewhere = makers.make_subdistrict(number=2)
    stranger = makers.make_staff(Role.SUBDISTRICT_OFFICER, elsewhere)
    assert as_user(stranger).get(address(page, scene.posted())).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_speaks_both_languages(page, language, scene, as_user):
    user = scene.officer
    answer = as_user(user, language).get(address(page, scene.posted()))
    lang = {"en": 'lang="en"', "zh-hans": 'lang="zh-Hans"'}[language]
    assert answer.status_code == 200
    assert lang in answer.content.decode()


def test_pages_with_people_on_them_are_never_kept(officer, scene):
    answer = officer.get(address("resident", scene.posted()))
    assert "no-store" in answer["Cache-Control"]


def test_an_unknown_step_is_no_page(officer, scene):
    url = reverse("staff:step", args=[scene.posted().number, "explode"])
    assert officer.get(url).status_code == 404


def test_a_resident_number_larger_than_a_key_is_nobody(officer):
    assert officer.get(f"/residents/{10**30}/").status_code == 404
