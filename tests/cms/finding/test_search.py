"""People find what they mean, however they write it; whatever has left the shelf is not found."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.finding.search import find
from marketplace.catalogue.actions import load_catalogue
from marketplace.catalogue.models import Subcategory
from marketplace.organizations.actions import suspend_organization, take_off_shelf
from marketplace.organizations.models import Service
from tests import makers
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import NOW
from tests.organizations.conftest import found_town

QUERIES = Path(__file__).with_name("queries.csv")
LEARNED_QUERIES = Path(__file__).with_name("learned_queries.csv")
UNSEEN_QUERIES = Path(__file__).with_name("unseen_queries.csv")
LATER_QUERIES = Path(__file__).with_name("later_queries.csv")


class Shelves:
    """A service for every subcategory of the real catalogue, each of an organization of its own."""

    def __init__(self) -> None:
        load_catalogue()
        self.town = found_town()
        self.services = {
            one.pk: makers.make_service(
                makers.make_organization(
                    community=self.town.here,
                    name_zh=f"演示机构{one.pk}（演示）",
                    name_en=f"Demo {one.pk}",
                ),
                subcategory=one.pk,
                name_zh=one.name_zh,
                name_en=one.name_en,
            )
            for one in Subcategory.objects.all()
        }


@pytest.fixture(scope="module")
def kept_shelves(stage):
    return stage.keep("shelves", Shelves)


@pytest.fixture
def shelves(db, kept_shelves) -> Shelves:
    return kept_shelves()


def found(text) -> list[str]:
    order = find(text).services
    code = dict(Service.objects.values_list("pk", "subcategory"))
    return [code[pk] for pk in order]


def test_ninety_ways_to_ask_lead_to_what_is_meant(shelves):
    """The list was written before the search was tried on it, and nothing was tuned to it."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hits = dict.fromkeys((1, 5, 10), 0)
    for row in rows:
        order = found(row["query"])
        for most in hits:
            hits[most] += row["subcategory"] in order[:most]
    assert len(rows) == 90
    # Measured: 83, 89 and 92 of a hundred on the demo, where several organizations offer each.
    assert hits[1] >= 70
    assert hits[5] >= 78


def test_sixty_later_ways_to_ask_lead_to_what_is_meant(shelves):
    """Seven of these missed when they were first tried; colloquial words were then added, and their sounds."""
    with LATER_QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missed = [
        row["query"]
        for row in rows
        if not set(row["subcategories"].split()) & set(found(row["query"])[:3])
    ]
    assert len(rows) == 60
    assert len(missed) <= 3, missed


def test_of_ninety_that_nobody_tuned_to_four_in_five_lead_first_where_they_should(shelves):
    """Written by somebody who had seen neither words nor tests, and never learned from: the honest figure. Measured
    2026-11 on the demo: 82 of 92 first. Whoever learns from them moves them to the others and has new ones written."""
    with UNSEEN_QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missed = [
        row["query"]
        for row in rows
        if not set(row["subcategories"].split()) & set(found(row["query"])[:1])
    ]
    assert len(rows) == 92
    assert len(missed) <= 18, missed


def test_a_word_that_a_name_happens_to_have_is_not_a_name(shelves):
    homely = shelves.services["G1"].organization
    homely.name_en = "Warm Home Care Centre"
    homely.save(update_fields=["name_en"])
    assert found("physio at home after a stroke")[0] == "D2"
    assert found("Warm Home Care")[0] == "G1"


def test_what_was_learned_from_is_not_forgotten(shelves):
    """Of the last hundred, tried after the words for the others had been added, ninety led first where they should.
    All were learned from since, so they say nothing about words that nobody has thought of."""
    with LEARNED_QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missed = [
        row["query"]
        for row in rows
        if not set(row["subcategories"].split()) & set(found(row["query"])[:2])
    ]
    assert len(rows) == 296
    assert len(missed) <= 9, missed


def test_a_slip_and_a_word_that_nobody_knows_are_told_as_guesses(shelves):
    guessed = find("洗早")
    assert guessed.is_guess
    assert found("洗早")[0] == "A3"
    assert not find("洗澡").is_guess
    assert not find("宇宙飞船").is_guess


@pytest.mark.parametrize(
    "text",
    ["不想活了", "精神病人拿刀", "老公喝酒打我", "wo xiang zisha", "he beats me and the child"],
)
def test_whoever_may_be_in_danger_is_not_read_past(shelves, text):
    hits = find(text)
    assert hits.is_danger
    assert found(text)[0] == "C3"


@pytest.mark.parametrize("text", ["精神病人需要看护", "打针", "洗早", "宇宙飞船", "打游戏"])
def test_nobody_is_alarmed_without_need(shelves, text):
    assert not find(text).is_danger


def test_the_sound_of_a_kind_of_help_does_not_lift_who_is_called_so(shelves):
    elsewhere = shelves.services["G1"].organization
    elsewhere.name_zh = "同心康复服务社（演示）"
    elsewhere.save(update_fields=["name_zh"])
    assert found("kangfu")[0] == "D2"
    assert found("tongxinkangfu")[0] == "G1"


def test_of_those_who_offer_the_same_the_one_that_is_called_so_comes_first(shelves):
    bath = shelves.services["A3"]
    named = makers.make_service(bath.organization, subcategory="A3", name_zh="浴室接送助浴")
    assert find("浴室接送").services[0] == named.pk


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我妈妈八十多岁了，腿脚不方便，想找人上门帮忙洗澡", "A3"),
        ("zhuyu", "A3"),
        ("助浴到佳", "A3"),
        ("輪椅坡道", "H1"),
        ("ＺＨＵＹＵ", "A3"),
        ("lawyer", "G3"),
        ("找工作", "F1"),
    ],
)
def test_sentences_sounds_old_characters_and_slips_are_understood(shelves, text, code):
    assert code in found(text)[:3]


def test_an_organization_is_found_by_its_name_before_everything_else(shelves):
    own = shelves.services["E1"]
    own.organization.name_zh = "暖邻居家养老服务中心（演示）"
    own.organization.save(update_fields=["name_zh"])
    assert found("暖邻")[0] == "E1"
    assert found("nuanlin")[0] == "E1"


def test_a_kind_of_help_in_the_name_of_an_organization_does_not_lift_all_it_offers(shelves):
    elsewhere = shelves.services["G1"].organization
    elsewhere.name_zh = "同心助餐服务社（演示）"
    elsewhere.save(update_fields=["name_zh"])
    assert found("助餐")[0] == "A1"
    assert found("同心助餐服务社")[0] == "G1"


def test_whatever_left_the_shelf_or_belongs_to_somebody_suspended_is_not_found(shelves):
    assert found("助浴")[0] == "A3"
    take_off_shelf(shelves.services["A3"], by=shelves.town.bureau, at=NOW)
    assert "A3" not in found("助浴")
    legal = shelves.services["G3"]
    suspend_organization(legal.organization, reason="年检", by=shelves.town.bureau, at=NOW)
    assert "G3" not in found("法律援助")


@pytest.mark.parametrize(
    "text", [*KEPT.values(), *UNSTORABLE.values(), TOO_LONG, "", "，。！", "a"]
)
def test_any_text_is_answered(shelves, text):
    assert find(text).services is not None


def test_it_asks_the_same_of_the_database_for_one_and_for_many(shelves):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            find("助浴")
        return len(asked)

    once = cost()
    for _ in range(10):
        makers.make_service(makers.make_organization(community=shelves.town.here), subcategory="A3")
    assert cost() == once
