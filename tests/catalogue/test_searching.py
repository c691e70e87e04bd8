"""The words people really use, and the need types they should be offered."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue.files import read_lists
from marketplace.catalogue.searching import Card, Index

SENTENCES = Path(__file__).parent / "data" / "sentences.csv"


def cards() -> list[Card]:
    return [
        Card(
            code=record["code"],
            groups=record["further_groups"] | {record["group"]},
            names=(record["name_zh"], record["name_en"]),
            keywords=(*record["keywords_zh"].split("|"), *record["keywords_en"].split("|")),
            descriptions=(record["description_zh"], record["description_en"]),
        )
        for record in read_lists()["need_types"]
    ]


INDEX = Index(cards())


def told(heard: str) -> list[tuple[str, str]]:
    with SENTENCES.open(encoding="utf-8") as file:
        return [(row["code"], row["text"]) for row in csv.DictReader(file) if row["heard"] == heard]


def found_among(sentences: list[tuple[str, str]], first: int) -> int:
    return sum(code in codes_for(text, limit=first) for code, text in sentences)


def codes_for(text: str, **options) -> list[str]:
    return [hit.code for hit in INDEX.search(text, **options)]


def test_of_the_sentences_it_was_tuned_on_nearly_all_are_found():
    """Measured 2026-11: of 224 sentences 201 first, 222 among three, 222 among five."""
    sentences = told("tuned")
    assert len(sentences) >= 220
    assert found_among(sentences, 5) / len(sentences) >= 0.98
    assert found_among(sentences, 3) / len(sentences) >= 0.97


def test_of_sentences_written_afterwards_nine_in_ten_are_found():
    """Measured 2026-11: of 69 sentences 55 first, 61 among three, 62 (89.9 %) among five.

    These were never used to improve the search, so they are the honest figure. Whoever tunes on
    them moves them to the other set and writes new ones.
    """
    sentences = told("unseen")
    assert len(sentences) >= 60
    assert found_among(sentences, 5) >= 62
    assert found_among(sentences, 3) >= 61


def test_the_sentences_ask_for_most_of_the_list():
    asked = {code for heard in ("tuned", "unseen") for code, _ in told(heard)}
    assert asked <= INDEX.cards.keys()
    assert len(asked) >= 120


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("zhuyu", "E-L1-03"),
        ("zhu yu", "E-L1-03"),
        ("ZHUYU", "E-L1-03"),
        ("peizhen", "E-L1-10"),
        ("chuanxi", "E-L1-05"),
        ("touxi", "S-L1-05"),
        ("xlfd", "M-L2-01"),
        # What people say and the catalogue does not; something before what is meant.
        ("hefan", "E-L1-01"),
        ("xlzx", "M-L2-01"),
        ("zhao hugong", "E-L1-06"),
        ("bathing for a disabled elder", "E-L1-03"),
        ("my mother is 90 and cannot cook, meals at home please", "E-L1-01"),
        ("the boy needs a tutor for maths homework", "M-L4-01"),
        ("he says he wants to die", "E-L2-05"),
        ("unpaid wages", "U-L4-06"),
        ("每週三次洗腎", "S-L1-05"),
        ("Ｐｉｃｃ導管", "S-L3-05"),
        ("E-L1-03", "E-L1-03"),
    ],
)
def test_pinyin_english_and_traditional_characters_are_understood(typed, code):
    assert code in codes_for(typed, limit=3)


@pytest.mark.parametrize(("typed", "code"), [("zhuyu", "E-L1-03"), ("zy", "E-L1-03")])
def test_many_keywords_that_begin_alike_are_no_better_than_the_word_itself(typed, code):
    """住院 begins like 助浴, and six keywords begin with it."""
    assert codes_for(typed, limit=1) == [code]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        # A character that sounds the same, as phones choose them.
        ("洗早", "E-L1-03"),
        ("助域", "E-L1-03"),
        # Syllables within, and words that nothing knows beside those that something does.
        ("wo yao peizhen ma", "E-L1-10"),
        # One character that few use.
        ("胡茬", "E-L1-04"),
    ],
)
def test_where_nothing_says_it_what_comes_near_is_guessed(typed, code):
    assert codes_for(typed) == []
    assert code in [hit.code for hit in INDEX.guess(typed, limit=3)]


@pytest.mark.parametrize("typed", ["", "，。！", "的了是", "qqqq", "x", "我"])
def test_nothing_is_guessed_from_nothing(typed):
    assert INDEX.guess(typed) == []


@given(st.text(max_size=60), st.integers(1, 12))
def test_any_text_is_guessed_in_order_and_within_the_limit(text, limit):
    hits = INDEX.guess(text, limit=limit)
    assert len(hits) <= limit
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.code))
    assert all(hit.words for hit in hits)


def test_a_colloquial_word_that_is_written_alone_means_just_what_it_means():
    """家政 is half of the name of a training, and nobody means that."""
    assert codes_for("家政", limit=1) == ["E-L1-02"]


def test_a_name_or_a_keyword_typed_whole_comes_first():
    for record in read_lists()["need_types"]:
        assert codes_for(record["name_zh"], limit=1) == [record["code"]]
        assert codes_for(record["name_en"], limit=1) == [record["code"]]


def test_every_proposal_tells_the_words_that_speak_for_it():
    for _, text in told("unseen"):
        for hit in INDEX.search(text):
            assert hit.score > 0
            assert 1 <= len(hit.words) <= 5
            assert all(word.strip() for word in hit.words)
    (first, *_) = INDEX.search("父亲瘫在床上大半年没洗过澡了，想找人助浴")
    assert first.code == "E-L1-03"
    assert "助浴" in first.words


def test_groups_lift_their_own_and_hide_none():
    plain, lifted = codes_for("住院陪护", limit=50), codes_for("住院陪护", groups={"M"}, limit=50)
    assert set(plain) == set(lifted)
    assert plain[0] == "E-L1-06"
    assert lifted[0] == "M-L1-04"


@pytest.mark.parametrize(
    "senseless",
    [
        "",
        " ",
        "\n",
        "\x00",
        "\ud800",
        "🧓🏻🛁",
        "䶮",
        "𠮷",
        "䶮𠮷",
        "!?…",
        "1",
        "138",
        "的",
        "vv",
        "<b>",
    ],
)
def test_what_says_nothing_proposes_nothing(senseless):
    assert INDEX.search(senseless) == []


@pytest.mark.parametrize(
    "noise", ["\x00", "\ud800", "🛁", "䶮", "𠮷", "<script>", "' OR 1=1 --", "\u202e"]
)
def test_noise_does_not_hide_what_is_said(noise):
    assert codes_for(f"{noise}上门助浴{noise}")[0] == "E-L1-03"


def test_ten_thousand_characters_are_answered_from_their_beginning():
    assert codes_for("上门助浴。" + "啊" * 10_000)[0] == "E-L1-03"
    assert codes_for("啊" * 10_000) == []


@given(st.text(max_size=300), st.sets(st.sampled_from("EDMSUP")), st.integers(0, 10))
def test_any_text_is_answered_in_order_and_within_the_limit(text, groups, limit):
    hits = INDEX.search(text, groups=groups, limit=limit)
    assert len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(isinstance(hit.score, int) for hit in hits)
