import pytest

from marketplace.accounts.choices import Role
from marketplace.catalogue.actions import propose_need_type
from marketplace.desks.navigation import navigation_for
from tests import makers
from tests.makers import NOW

READING = (
    "/overview/",
    "/proposals/",
    "/proposals/{pk}/",
    "/proposals/{pk}/add/",
    "/days/",
    "/journal/",
)
WRITING = (
    "/proposals/{pk}/accept/",
    "/proposals/{pk}/decline/",
    "/days/change/",
    "/days/2027/publish/",
)


@pytest.fixture
def proposal(scene):
    return propose_need_type("宠物临时寄养", by=scene.steward, at=NOW)


@pytest.fixture
def others(district):
    staff = [
        role
        for role in Role
        if role not in (Role.ORGANIZATION, Role.VOLUNTEER, Role.BUREAU_OFFICER)
    ]
    return [
        *(makers.make_staff(role, district) for role in staff),
        makers.make_member(),
        makers.fresh(makers.make_volunteer().user),
    ]


def test_the_bureau_comes_in_and_everybody_else_is_told_it_is_another_desk(
    proposal, officer, others, as_user, client
):
    for pattern in READING:
        url = pattern.format(pk=proposal.pk)
        assert as_user(officer).get(url).status_code == 200, url
        assert client.get(url).status_code == 302, url
        assert {as_user(user).get(url).status_code for user in others} == {403}, url


def test_nothing_is_written_for_others(proposal, others, as_user, client, officer):
    for pattern in WRITING:
        url = pattern.format(pk=proposal.pk)
        assert {as_user(user).post(url).status_code for user in others} == {403}, url
        assert client.post(url).status_code == 302
        assert as_user(officer).get(url).status_code == 405


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_open_in_both_languages(language, proposal, officer, as_user):
    browser = as_user(officer, language)
    for pattern in READING:
        assert browser.get(pattern.format(pk=proposal.pk)).status_code == 200


@pytest.mark.parametrize(
    "url", ["/proposals/999999/", f"/proposals/{10**30}/", f"/proposals/{10**30}/add/"]
)
def test_what_does_not_exist_is_not_found(url, desk):
    assert desk.get(url).status_code == 404


def test_the_header_leads_to_every_page_of_the_desk(rf, officer):
    request = rf.get("/days/")
    request.user = officer
    links = {link["url"]: link["current"] for link in navigation_for(request)}
    assert set(links) == {
        "/overview/", "/rounds/", "/proposals/", "/projects/", "/contracts/", "/evaluations/", "/organizations/", "/bans/", "/panels/",
        "/weights/", "/days/", "/journal/", "/needs/", "/people/", "/volunteers/"
    }  # fmt: skip
    assert [url for url, current in links.items() if current] == ["/days/"]
