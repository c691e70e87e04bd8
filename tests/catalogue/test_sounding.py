"""How words sound: letters are parted into syllables, and slips of the pen sound like what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue.sounding import likeness, sound_of, spoken, syllables_in

KNOWN = frozenset("zhu yu zhao gu hu gong xi an xian lu she bei".split())


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        (["zhuyu"], [("zhu", "yu")]),
        (["zhu", "yu"], [("zhu", "yu")]),
        (["zhaohugong"], [("zhao", "hu", "gong")]),
        # The fewest pieces: xian and not xi-an.
        (["xian"], [("xian",)]),
        # A letter that belongs to none ends the run.
        (["zhuqyu"], [("zhu",), ("yu",)]),
        ([], [()]),
    ],
)
def test_letters_are_parted_into_syllables(words, runs):
    assert [run for run in syllables_in(words, KNOWN) if run or not words] == runs


@given(st.lists(st.sampled_from(sorted(KNOWN)), max_size=8))
def test_whatever_is_made_of_syllables_is_parted_without_a_rest(syllables):
    told = list(syllables_in(["".join(syllables)] if syllables else [], KNOWN))
    assert len(told) == 1
    assert "".join(told[0]) == "".join(syllables)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_any_letters_are_parted_into_known_syllables_alone(letters):
    assert {one for run in syllables_in([letters], KNOWN) for one in run} <= KNOWN


def test_a_phrase_has_its_syllables_and_initials():
    assert sound_of("助浴") == ("助浴", ("zhu", "yu"), "zy")
    assert spoken("洗早") == spoken("洗澡")
    assert (
        likeness("zhuyu", ("zhu", "yu"), "zy") > likeness("zhuy", ("zhu", "yu", "ren"), "zyr") > 0
    )
