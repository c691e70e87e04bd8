"""At the desk of the community: written down from a file, checked by somebody else, handed over, thanked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.wishes.choices import WishState as S
from marketplace.wishes.models import MicroWish
from tests.desks.wishes.test_board import browser, text
from tests.makers import NOW
from tests.stopping import stop_the_clock
from tests.wishes.makers import CITIZEN, TITLE, Street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(monkeypatch):
    stop_the_clock(monkeypatch, NOW)
    return Street()


def told(**changes) -> dict[str, str]:
    return {
        "group": "E",
        "title": TITLE,
        "story": "爱听评弹",
        "value": "120",
        "agreed": "on",
    } | changes


def test_a_steward_writes_it_down_and_the_subdistrict_puts_it_on_the_board(street):
    steward, officer = browser(street.steward), browser(street.officer)
    page = steward.get(f"/residents/{street.resident.pk}/")
    assert f"/residents/{street.resident.pk}/wish/" in page.content.decode()
    answer = steward.post(f"/residents/{street.resident.pk}/wish/", told())
    wish = MicroWish.objects.get()
    assert answer.url == f"/micro-wishes/{wish.code}/"
    assert [step.name for step in steward.get(answer.url).context["steps"]] == ["withdraw"]
    assert [step.name for step in officer.get(answer.url).context["steps"]][:2] == [
        "publish",
        "refuse",
    ]
    officer.post(answer.url, {"step": "publish"})
    wish.refresh_from_db()
    assert wish.state == S.PUBLISHED


def test_it_is_handed_over_and_thanked_for(street):
    wish = street.adopted()
    steward, url = browser(street.steward), f"/micro-wishes/{wish.code}/"
    page = text(steward.get(url))
    assert CITIZEN.name in page
    assert CITIZEN.phone in page
    steward.post(url, {"step": "deliver"})
    steward.post(url, {"step": "thank", "thanks": "天天在听，谢谢！"})
    wish.refresh_from_db()
    assert (wish.state, wish.thanks) == (S.THANKED, "天天在听，谢谢！")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "现金五百"}, "Never money"),
        ({"story": "演示·老王喜欢"}, "No name"),
        ({"value": "501"}, "from 1 to 50000"),
        ({"value": "abc"}, "amount in yuan"),
        ({"group": "M"}, ""),
        ({"agreed": ""}, ""),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(street, changes, said):
    page = browser(street.steward).post(f"/residents/{street.resident.pk}/wish/", told(**changes))
    assert page.status_code == 422
    assert said in text(page)
    assert page.context["form"]["story"].value() == told(**changes)["story"]
    assert not MicroWish.objects.exists()


def test_the_list_asks_as_much_for_many_as_for_one(street):
    asked, steward = [], browser(street.steward)
    for number in range(2):
        street.published(title=f"毛线帽第{number}顶")
        with CaptureQueriesContext(connection) as caught:
            assert steward.get("/micro-wishes/").status_code == 200
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert asked[0] <= 12
