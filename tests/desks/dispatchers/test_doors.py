"""Who comes in, and who is told that it is another desk."""

import pytest

from marketplace.accounts.choices import Role
from marketplace.dispatch.models import MatchRun
from marketplace.workorders.choices import OrderState
from tests import makers
from tests.desks.dispatchers.conftest import order_of

DISPATCHER, BUREAU = {Role.DISPATCHER}, {Role.DISPATCHER, Role.BUREAU_OFFICER}


@pytest.fixture
def run(desk, scene):
    order_of(scene)
    desk.post("/rounds/new/")
    return MatchRun.objects.get()


@pytest.fixture
def urls(run):
    number = run.unserved.get().work_order.number
    return {
        "/board/": DISPATCHER,
        "/rounds/": BUREAU,
        f"/rounds/{run.pk}/": BUREAU,
        f"/dispatch/{number}/": DISPATCHER,
    }


def test_each_page_opens_to_those_who_sit_there_and_to_nobody_else(urls, everybody, as_user):
    opened = {
        url: {role for role, user in everybody.items() if as_user(user).get(url).status_code == 200}
        for url in urls
    }
    assert opened == urls


def test_others_are_refused_and_strangers_sent_to_sign_in(urls, everybody, as_user, client):
    for url, welcome in urls.items():
        for role, user in everybody.items():
            if role not in welcome:
                assert as_user(user).get(url).status_code == 403, (url, role)
        assert client.get(url).status_code == 302


def test_nothing_is_done_for_who_may_not_do_it(run, everybody, as_user, client):
    number = run.unserved.get().work_order.number
    steps = [
        "/rounds/new/",
        f"/rounds/{run.pk}/commit/",
        f"/rounds/{run.pk}/discard/",
        f"/dispatch/{number}/best/",
        f"/dispatch/{number}/assign/",
        f"/dispatch/{number}/recall/",
    ]
    for role, user in everybody.items():
        if role != Role.DISPATCHER:
            for url in steps:
                assert as_user(user).post(url).status_code == 403, (role, url)
    for url in steps:
        assert client.post(url).status_code == 302
        assert as_user(everybody[Role.DISPATCHER]).get(url).status_code == 405
    assert list(MatchRun.objects.values_list("state", flat=True)) == ["previewed"]


def test_an_order_of_another_district_is_not_there(run, as_user):
    number = run.unserved.get().work_order.number
    stranger = makers.make_staff(Role.DISPATCHER, makers.make_district("320102"))
    browser = as_user(stranger)
    assert browser.get(f"/dispatch/{number}/").status_code == 404
    assert browser.post(f"/dispatch/{number}/best/").status_code == 404
    assert run.unserved.get().work_order.state == OrderState.CREATED


@pytest.mark.parametrize(
    "url",
    [
        "/rounds/999999/",
        f"/rounds/{10**30}/",
        "/dispatch/XQ-20260101-9999-1/",
        "/dispatch/XQ-%00/",
    ],
)
def test_what_does_not_exist_is_not_found(url, desk):
    assert desk.get(url).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_open_in_both_languages(language, urls, everybody, as_user):
    browser = as_user(everybody[Role.DISPATCHER], language)
    for url in urls:
        assert browser.get(url).status_code == 200
