from collections import Counter

import pytest
from django.utils.translation import override

from marketplace.dispatch import sentences
from marketplace.dispatch.engine import REASONS
from marketplace.dispatch.models import Proposal, Unserved
from marketplace.workorders.actions import OVERTAKEN

FACTS = {
    "metres": 1240,
    "satisfied": 9,
    "answers": 10,
    "load": 2,
    "free": 3,
    "before": None,
    "wished": None,
}
NAMES = {"service:7": "甲社 · 助餐"}


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def why(runner_up=None, **facts) -> list[str]:
    return sentences.why_this_one(Proposal(facts=FACTS | facts, runner_up=runner_up), NAMES)


def test_a_plain_proposal_is_told_by_distance_satisfaction_and_places():
    assert why() == [
        "It is about 1.2 km away.",
        "9 of 10 residents were satisfied with it.",
        "It has 3 free places and helps 2 at the moment.",
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"metres": 99}, "It is in the same place."),
        ({"metres": 100}, "It is about 0.1 km away."),
        ({"answers": 0, "satisfied": 0}, "Nobody has judged its work yet."),
        ({"answers": 1, "satisfied": 1}, "1 of 1 resident was satisfied with it."),
        ({"before": True}, "It helped this resident before."),
        (
            {"before": False},
            "Somebody else helped this resident before, but cannot or is the worse choice now.",
        ),
        ({"wished": True}, "The community picked it."),
        ({"contracted": True}, "It holds a contract of the district for such help."),
        (
            {"contracted": False},
            "Another provider holds a contract for such help, but cannot or is the worse choice now.",
        ),
        (
            {"wished": False},
            "The community picked another provider, which cannot or is the worse choice now.",
        ),
        ({"free": 1}, "It has 1 free place and helps 2 at the moment."),
    ],
)
def test_each_fact_has_its_sentence(facts, sentence):
    assert sentence in why(**facts)


@pytest.mark.parametrize(
    ("runner_up", "sentence"),
    [
        (
            {"provider": "service:7", "gap": 42},
            "Next would be 甲社 · 助餐: the whole plan would be 42 points worse.",
        ),
        (
            {"provider": "service:7", "gap": 1},
            "Next would be 甲社 · 助餐: the whole plan would be 1 point worse.",
        ),
        (
            {"provider": "service:7", "gap": 0},
            "甲社 · 助餐 would be just as good; the earlier registration decides.",
        ),
        (
            {"provider": None, "gap": 9},
            "Nobody else could take it without somebody going without help.",
        ),
    ],
)
def test_who_came_second_is_named_with_what_it_would_cost(runner_up, sentence):
    assert why(runner_up=runner_up)[-1] == sentence


def test_an_order_without_anybody_is_told_by_counted_reasons_most_first():
    unserved = Unserved(
        offering=12, eligible=0, reasons=Counter(distance=3, capacity=8, conflict=1)
    )
    assert sentences.why_not(unserved) == [
        "12 providers in the district offer this service.",
        "8 have no free place.",
        "3 are too far away.",
        "1 has a conflict of interest.",
    ]


def test_competition_is_told_as_such():
    unserved = Unserved(offering=1, eligible=1, reasons={})
    assert sentences.why_not(unserved) == [
        "1 provider in the district offers this service.",
        "1 could help, but its places are needed by others, as urgent or more so.",
    ]


def test_what_nobody_offers_is_told_shortly():
    assert sentences.why_not(Unserved(offering=0, eligible=0, reasons={})) == [
        "Nobody in the district offers this service."
    ]


def test_every_reason_of_the_engine_has_its_words():
    assert set(sentences.AGAINST) == set(sentences.COUNTED) == set(REASONS)
    for words in sentences.COUNTED.values():
        assert "7" in str(words % {"n": 7})


def test_whatever_came_between_preview_and_offer_has_its_words():
    unnamed = "could not be asked"
    for code in (*REASONS, *OVERTAKEN, "wrong_step", "taken"):
        assert sentences.not_offered(Proposal(not_offered=code)) not in ("", unnamed), code
    assert sentences.not_offered(Proposal(not_offered="busy")) == unnamed
    assert sentences.not_offered(Proposal()) == ""
