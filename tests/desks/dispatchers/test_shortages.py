import pytest
from django.urls import reverse

from marketplace.catalogue.models import Subcategory
from marketplace.dispatch.actions import propose_round
from tests import makers
from tests.makers import HERE, later


@pytest.fixture
def short(scene):
    """Two who want the same, and one place; a round on the day of the desk."""
    for _ in range(2):
        scene.ordered(resident=makers.make_resident(scene.community))
    scene.service(places=1)
    return propose_round(HERE, by=scene.dispatcher, at=later(minutes=30))


def page(browser, **asked):
    return browser.get(reverse("dispatchers:shortages"), asked)


def test_what_was_short_is_told_with_its_place_and_urgency(desk, short, scene):
    text = page(desk).content.decode()
    assert "1 shortage" in text
    assert scene.community.subdistrict.name in text
    assert "1 of 2" in text


def test_without_a_shortage_the_page_says_so(desk, scene):
    assert "Nothing was short" in page(desk).content.decode()


def test_another_subdistrict_has_none_of_it(desk, short):
    answer = page(desk, subdistrict="320113999")
    assert answer.context["rows"] == []


def test_the_file_holds_the_list_and_no_formula(desk, short, scene):
    Subcategory.objects.filter(pk="A1").update(name_en="=HYPERLINK(1)")
    answer = page(desk, **{"as": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Service,Subdistrict")
    assert row.startswith("'=HYPERLINK(1),")


@pytest.mark.parametrize("days", ["7", "90", "365", "nonsense", "9" * 40])
def test_any_period_opens(desk, short, days):
    assert page(desk, days=days).status_code == 200


def test_others_find_another_desk(as_user, scene):
    assert page(as_user(scene.steward)).status_code == 403
