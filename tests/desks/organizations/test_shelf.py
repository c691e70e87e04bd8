"""What an organization offers, how full it is, the papers it holds, and who visits for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.organizations.choices import MembershipRole, ServiceState
from marketplace.organizations.models import Worker
from tests import makers
from tests.desks.field.side import ORGANIZATIONS, Side
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import TODAY


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def service(organization):
    return organization.provider["service"]


@pytest.fixture
def manager(organization, as_user):
    return as_user(organization.user)


@pytest.fixture
def worker(organization, as_user):
    return as_user(organization.worker())


def ours(page):
    (one,) = page.context["ours"]
    return one


# -- the shelf --------------------------------------------------------------------------------------


def test_places_are_shown_taken_by_what_is_offered_or_accepted(organization, manager, service):
    organization.offered()
    organization.accepted()
    (entry,) = ours(manager.get(organization.url("shelf"))).entries
    assert (entry.service.held_places, entry.service.places) == (2, 200)
    assert "2 of 200" in text_of(manager.get(organization.url("shelf")))


@pytest.mark.parametrize(
    ("days", "tone", "told"),
    [
        (0, "bad", "Expired: it held until 20 Oct 2026"),
        (1, "warn", "Expires soon: holds until 21 Oct 2026"),
        (60, "warn", "Expires soon: holds until 19 Dec 2026"),
        (61, "good", "Holds until 20 Dec 2026"),
    ],
)
def test_a_licence_says_until_when_it_holds(organization, manager, days, tone, told):
    makers.make_licence(organization.organization, until_on=TODAY + timedelta(days=days))
    ((_licence, words, found),) = ours(manager.get(organization.url("shelf"))).licences
    assert (found, words) == (tone, told)


def test_what_does_not_expire_says_so(organization, manager):
    makers.make_licence(organization.organization)
    assert "Does not expire" in text_of(manager.get(organization.url("shelf")))


def test_a_suspended_organization_reads_why(organization, manager):
    organization.organization.state = "suspended"
    organization.organization.suspended_for = "证照待补"
    organization.organization.save(update_fields=["state", "suspended_for"])
    assert "证照待补" in text_of(manager.get(organization.url("shelf")))


def test_a_worker_sees_the_shelf_but_neither_colleagues_nor_buttons(organization, worker, service):
    makers.make_worker(organization.organization, name="演示同事", phone="15400000001")
    page = text_of(worker.get(organization.url("shelf")))
    assert service.name in page
    assert "演示同事" not in page
    assert "15400000001" not in page
    assert organization.url("places", service.pk) not in page


def test_one_sees_the_shelf_of_every_organization_one_works_for_and_of_no_other(
    scene, organization, as_user
):
    second, third = Side(ORGANIZATIONS, scene), Side(ORGANIZATIONS, scene)
    makers.make_member(second.organization, MembershipRole.WORKER, user=organization.user)
    page = as_user(organization.user).get(organization.url("shelf"))
    shown = {one.organization: one.manages for one in page.context["ours"]}
    assert shown == {organization.organization: True, second.organization: False}
    assert third.organization.name not in text_of(page)


def test_the_shelf_takes_as_many_queries_for_one_service_as_for_a_hundred(organization, manager):
    def fill(times: int) -> None:
        for _ in range(times):
            makers.make_service(organization.organization, groups="ED")
            makers.make_worker(organization.organization, qualifications="HC")
            makers.make_licence(organization.organization)
            makers.make_member(organization.organization)

    fill(1)
    with CaptureQueriesContext(connection) as one:
        manager.get(organization.url("shelf"))
    fill(100)
    with CaptureQueriesContext(connection) as many:
        page = manager.get(organization.url("shelf"))
    assert len(ours(page).entries) == 102
    assert len(many) == len(one) <= 12


# -- places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("places", ["0", "7", "5000", " 12 "])
def test_a_manager_changes_places(organization, manager, service, places):
    answer = manager.post(organization.url("places", service.pk), {"places": places})
    assert answer.url == organization.url("shelf")
    service.refresh_from_db()
    assert service.places == int(places)


@pytest.mark.parametrize(
    "places", ["", "-1", "5001", "9" * 30, "x", "7.5", UNSTORABLE["nul"], TOO_LONG, *KEPT.values()]
)
def test_places_that_cannot_be_are_refused(organization, manager, service, places):
    answer = manager.post(organization.url("places", service.pk), {"places": places})
    assert answer.status_code == 422
    assert "<script>alert" not in text_of(answer)
    service.refresh_from_db()
    assert service.places == 200


def test_a_service_is_taken_off_the_shelf_once(organization, manager, service):
    url = organization.url("take_off", service.pk)
    assert url in text_of(manager.get(organization.url("places", service.pk)))
    assert "Only the bureau can put it back" in text_of(manager.get(url))
    assert manager.post(url, {"reason": "人手不够"}).url == organization.url("shelf")
    service.refresh_from_db()
    assert service.state == ServiceState.OFF_SHELF
    assert manager.post(url, {"reason": "人手不够"}).status_code == 409
    assert url not in text_of(manager.get(organization.url("places", service.pk)))


# -- people -------------------------------------------------------------------------------------------


def test_a_manager_adds_somebody(organization, manager):
    makers.make_qualification("HC")
    url = organization.url("add_worker", organization.organization.pk)
    assert manager.get(url).status_code == 200
    told = {"name": "演示·新人", "phone": "１５４00000002", "qualifications": ["HC"]}
    assert manager.post(url, told).url == organization.url("shelf")
    worker = Worker.objects.get()
    assert (worker.organization, worker.name) == (organization.organization, "演示·新人")
    assert [paper.pk for paper in worker.qualifications.all()] == ["HC"]


@pytest.mark.parametrize(
    "told",
    [
        {"name": ""},
        {"name": UNSTORABLE["nul"]},
        {"name": TOO_LONG},
        {"name": "演示", "phone": "not a phone"},
        {"name": "演示", "phone": KEPT["html"]},
        {"name": "演示", "qualifications": ["NONE"]},
        {"name": "演示", "qualifications": ["\x00"]},
    ],
)
def test_nobody_is_added_from_what_cannot_be(organization, manager, told):
    url = organization.url("add_worker", organization.organization.pk)
    answer = manager.post(url, told)
    assert answer.status_code == 422
    assert "<script>alert" not in text_of(answer)
    assert not Worker.objects.exists()


def test_somebody_leaves_once(organization, manager):
    worker = makers.make_worker(organization.organization)
    url = organization.url("end_worker", worker.pk)
    assert url in text_of(manager.get(organization.url("shelf")))
    assert manager.get(url).context["form"].initial["on"] == TODAY
    assert manager.post(url, {"on": "2026-10-31"}).url == organization.url("shelf")
    worker.refresh_from_db()
    assert worker.left_on.isoformat() == "2026-10-31"
    assert manager.post(url, {"on": "2026-10-31"}).status_code == 409
    page = text_of(manager.get(organization.url("shelf")))
    assert "Leaves on 31 Oct 2026" in page


@pytest.mark.parametrize("on", ["", "x", "2026-02-30", "\x00", "10000-01-01"])
def test_nobody_leaves_on_a_day_that_cannot_be(organization, manager, on):
    worker = makers.make_worker(organization.organization)
    assert manager.post(organization.url("end_worker", worker.pk), {"on": on}).status_code == 422
    worker.refresh_from_db()
    assert worker.left_on is None


# -- who ----------------------------------------------------------------------------------------------


def test_a_worker_changes_nothing(organization, worker, service):
    colleague = makers.make_worker(organization.organization)
    tries = {
        organization.url("places", service.pk): {"places": "1"},
        organization.url("take_off", service.pk): {"reason": ""},
        organization.url("add_worker", organization.organization.pk): {"name": "演示"},
        organization.url("end_worker", colleague.pk): {"on": "2026-10-31"},
    }
    assert {worker.post(url, told).status_code for url, told in tries.items()} == {403}
    service.refresh_from_db()
    assert (service.places, service.state) == (200, ServiceState.ON_SHELF)
    assert set(Worker.objects.all()) == {colleague}


def test_what_belongs_to_another_organization_does_not_exist(scene, organization, manager):
    other = Side(ORGANIZATIONS, scene)
    theirs = makers.make_worker(other.organization)
    urls = (
        organization.url("places", other.provider["service"].pk),
        organization.url("take_off", other.provider["service"].pk),
        organization.url("add_worker", other.organization.pk),
        organization.url("end_worker", theirs.pk),
        organization.url("places", 10**40),
        organization.url("end_worker", 2**63),
    )
    for url in urls:
        assert manager.get(url).status_code == 404
        assert (
            manager.post(url, {"places": "1", "name": "x", "on": "2026-10-31"}).status_code == 404
        )


def test_the_shelf_belongs_to_organizations(volunteer, organization, as_user, client):
    url = organization.url("shelf")
    assert client.get(url).status_code == 302
    assert as_user(volunteer.user).get(url).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_shelf_speaks_both_languages(organization, as_user, service, language):
    browser = as_user(organization.user, language)
    for url in (organization.url("shelf"), organization.url("places", service.pk)):
        page = browser.get(url)
        assert page.status_code == 200
        assert {"en": 'lang="en"', "zh-hans": 'lang="zh-Hans"'}[language] in text_of(page)
