"""The board: read by everybody, without a name; one form to give; a page of one's own to hear how it went."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.keeping import store
from marketplace.wishes import actions
from marketplace.wishes.choices import WishState as S
from tests import makers
from tests.hostile import TOO_LONG
from tests.makers import NOW, SECRETS
from tests.stopping import stop_the_clock
from tests.wishes.makers import CITIZEN, STORY, TITLE, Street

pytestmark = pytest.mark.django_db
GIVE = {"step": "adopt", "name": CITIZEN.name, "phone": CITIZEN.phone, "agreed": "on"}


@pytest.fixture
def street(monkeypatch):
    stop_the_clock(monkeypatch, NOW)
    return Street()


def browser(user=None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_everybody_reads_what_was_checked_and_nothing_of_whom(street):
    street.wished(title="还没看过的")
    wish = street.published()
    pages = text(browser().get("/wishes/")) + text(browser().get(f"/wishes/{wish.code}/"))
    assert TITLE in pages
    assert STORY in pages
    assert "还没看过的" not in pages
    for secret in (*SECRETS.values(), street.resident.name, makers.ADDRESS, str(street.steward)):
        assert secret not in pages


def test_a_citizen_gives_it_and_is_told_where_to_bring_it_and_nobody_else_sees_who(street):
    wish = street.published()
    answer = browser().post(f"/wishes/{wish.code}/", GIVE)
    wish.refresh_from_db()
    assert answer.url == f"/wishes/mine/{wish.adopter_code}/"
    page = text(browser().get(answer.url))
    assert street.community.name in page
    assert str(street.steward) in page
    public = text(browser().get(f"/wishes/{wish.code}/")) + text(
        browser().get("/wishes/?shelf=way")
    )
    for secret in (CITIZEN.name, CITIZEN.phone, wish.adopter_code):
        assert secret not in public
    assert "Given by a citizen" in public


def test_whoever_comes_second_is_told_so(street):
    wish = street.published()
    first, second = browser(), browser()
    first.post(f"/wishes/{wish.code}/", GIVE)
    answer = second.post(f"/wishes/{wish.code}/", GIVE | {"phone": "13900000008"})
    assert answer.status_code == 200
    wish.refresh_from_db()
    assert wish.adopter_phone == CITIZEN.phone


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"phone": "12"}, {"phone": TOO_LONG}, {"agreed": ""}, {"name": "x\x00"}],
)
def test_bad_input_is_told_and_nothing_is_lost(street, wrong):
    wish = street.published()
    answer = browser().post(f"/wishes/{wish.code}/", GIVE | wrong)
    assert answer.status_code == 422
    kept = {"name": CITIZEN.name, "phone": CITIZEN.phone} | wrong
    for name in {"name", "phone"} - set(wrong):
        assert kept[name] in text(answer)
    wish.refresh_from_db()
    assert wish.state == S.PUBLISHED


def test_it_can_be_given_back(street):
    wish = street.adopted()
    browser().post(f"/wishes/mine/{wish.adopter_code}/", {"step": "give_back"})
    wish.refresh_from_db()
    assert (wish.state, wish.adopter_name) == (S.PUBLISHED, "")


def test_a_company_gives_with_one_button_and_reads_its_thanks(street):
    company = makers.make_organization()
    manager = makers.make_member(company)
    wish = street.published()
    answer = browser(manager).post(
        f"/wishes/{wish.code}/", {"step": "adopt", "organization": str(company.pk)}
    )
    assert answer.url == "/wishes/ours/"
    wish.refresh_from_db()
    actions.deliver_wish(wish, by=street.steward, at=NOW)
    actions.thank_for_wish(wish, thanks="天天在听，谢谢！", by=street.steward, at=NOW)
    assert "天天在听" in text(browser(manager).get("/wishes/ours/"))
    assert company.name_en in text(browser().get("/wishes/?shelf=done"))


def test_nobody_gives_in_the_name_of_others(street):
    stranger = makers.make_member(makers.make_organization())
    company = makers.make_organization()
    wish = street.published()
    answer = browser(stranger).post(
        f"/wishes/{wish.code}/", {"step": "adopt", "organization": str(company.pk)}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("url", ["/wishes/AAAAAAAAAAAA/", "/wishes/mine/AAAAAAAAAAAA/"])
def test_what_is_not_there_is_told_so(street, url):
    street.adopted()
    assert browser().get(url).status_code == 404


def test_the_board_asks_as_much_for_many_as_for_one(street):
    asked = []
    for number in range(2):
        street.published(title=f"毛线帽第{number}顶")
        store.clear()
        with CaptureQueriesContext(connection) as caught:
            assert browser().get("/wishes/?group=E").status_code == 200
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert asked[0] <= 12
