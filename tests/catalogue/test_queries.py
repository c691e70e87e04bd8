import pytest
from django.utils import translation

from marketplace.catalogue.actions import load_catalogue, propose_need_type
from marketplace.catalogue.models import NeedType
from marketplace.catalogue.queries import need_types, open_proposals, search_need_types
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue() -> None:
    load_catalogue()


def test_the_list_is_read_in_one_query_with_all_that_it_names(django_assert_num_queries):
    with django_assert_num_queries(1):
        listed = [
            (n.code, n.group.name, n.level.name, n.tag.name, n.subcategory.category.name)
            for n in need_types()
        ]
    assert len(listed) == 137


def test_names_follow_the_reader():
    bathing = need_types().get(code="E-L1-03")
    with translation.override("en"):
        assert (bathing.name, bathing.group.name) == (
            "Assisted bathing at home",
            "Older persons in hardship",
        )
        assert bathing.description.startswith("Two care workers")
    with translation.override("zh-hans"):
        assert (bathing.name, bathing.group.name) == ("失能老人上门助浴", "困难老人")


def test_free_text_proposes_need_types_with_their_reasons():
    best, *others = search_need_types("父亲瘫在床上，大半年没洗过澡了，能上门助浴吗")
    assert best.need_type == NeedType.objects.get(code="E-L1-03")
    assert "上门助浴" in best.words
    assert 1 <= len(others) <= 7
    assert all(best.score >= other.score > 0 for other in others)


def test_searching_costs_three_queries_however_long_the_text(django_assert_num_queries):
    for text in ("助浴", "老人" * 5000):
        with django_assert_num_queries(3):
            search_need_types(text)


def test_an_edit_shows_at_once():
    assert search_need_types("喵星人寄养") == []
    NeedType.objects.filter(code="E-L1-03").update(keywords_zh="喵星人寄养")
    assert [found.need_type.code for found in search_need_types("喵星人寄养")] == ["E-L1-03"]


def test_what_is_retired_is_not_proposed(at):
    NeedType.objects.filter(code="E-L1-03").update(retired_on=at.date())
    assert "E-L1-03" not in [
        found.need_type.code for found in search_need_types("上门助浴", limit=137)
    ]
    assert need_types().count() == 136


def test_known_groups_lift_their_own():
    plain = search_need_types("住院陪护")
    lifted = search_need_types("住院陪护", groups=["M"])
    assert (plain[0].need_type.code, lifted[0].need_type.code) == ("E-L1-06", "M-L1-04")


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "🧓", "䶮", "𠮷", "%", "'"])
def test_senseless_text_is_answered_with_nothing(text):
    assert search_need_types(text) == []


def test_open_proposals_come_most_wanted_first(at):
    user = make_user()
    propose_need_type("宠物寄养", by=user, at=at)
    for _ in range(2):
        propose_need_type("陪练乐器", by=user, at=at)
    assert [(p.text, p.times) for p in open_proposals()] == [("陪练乐器", 2), ("宠物寄养", 1)]
