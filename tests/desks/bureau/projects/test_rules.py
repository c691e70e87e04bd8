"""The rulebook: read, and put in force from a day on."""

import pytest

from marketplace.projects.models import Rulebook
from marketplace.projects.rules import BOUNDS
from tests.desks.bureau.projects.conftest import text
from tests.hostile import TOO_LONG, UNSTORABLE

NEW = "/projects/rules/new/"


def sent(**other) -> dict:
    book = Rulebook.objects.last()
    figures = {name: str(getattr(book, name)) for name in BOUNDS}
    return figures | {
        "large_budget": "10,000,000",
        "basis": "财政部令第87号",
        "from_on": "2026-10-22",
        **other,
    }


def test_the_figures_in_force_stand_on_the_page_with_their_units(author):
    shown = text(author.get("/projects/rules/"))
    assert "20 calendar days" in shown
    assert "10,000,000.00 yuan" in shown
    assert "It came with the software." in shown


def test_others_are_put_in_force_from_a_day_on_and_say_what_changed(author, tendering):
    answer = author.post(NEW, sent(bidding_days="２５"))
    assert (answer.status_code, answer.url) == (302, "/projects/rules/")
    shown = text(author.get("/projects/rules/"))
    assert "20 calendar days" in shown
    assert "25 calendar days" in shown
    assert "测试·甲" in shown
    assert Rulebook.objects.count() == 2


def test_a_second_click_makes_no_second_version(author):
    assert [author.post(NEW, sent()).status_code for _ in range(2)] == [302, 409]
    assert Rulebook.objects.count() == 2


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"from_on": "2026-10-21"}, "from_on"),
        ({"from_on": "9999-12-31"}, "from_on"),
        ({"from_on": ""}, "from_on"),
        ({"basis": ""}, "basis"),
        ({"basis": TOO_LONG}, "basis"),
        ({"basis": UNSTORABLE["nul"]}, "basis"),
        ({"bidding_days": "-1"}, "bidding_days"),
        ({"bidding_days": "9" * 5000}, "bidding_days"),
        ({"bidding_days": "20.5"}, "bidding_days"),
        ({"small_panel": "4"}, "small_panel"),
        ({"large_panel": "3"}, "large_panel"),
        ({"large_budget": "-5"}, "large_budget"),
        ({"large_budget": "0"}, "large_budget"),
        ({"pass_mark": "101"}, "pass_mark"),
        ({"experts_of": "9"}, "experts_of"),
        ({"fewest_bids": "😀"}, "fewest_bids"),
    ],
)
def test_what_cannot_stand_is_told_at_its_field(other, fault, author):
    page = author.post(NEW, sent(**other))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [fault]
    assert Rulebook.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_both_pages_open_in_both_languages(language, as_user, tendering):
    browser = as_user(tendering.author, language)
    assert {browser.get(page).status_code for page in ("/projects/rules/", NEW)} == {200}
