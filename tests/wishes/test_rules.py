"""What cannot stand on a board that everybody reads."""

import doctest

import pytest

from marketplace.wishes import rules
from marketplace.wishes.rules import Objection, objections_to


def test_the_examples_in_the_description_hold():
    assert not doctest.testmod(rules).failed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("给我发个红包", [Objection.MONEY]),
        ("some cash would help", [Objection.MONEY]),
        ("请打 025-8550 1234", [Objection.NUMBER]),
        ("320113194605010026", [Objection.NUMBER]),
        ("住在 3 栋", [Objection.ADDRESS]),
        ("42 码的棉鞋一双", []),
        ("一口 24 厘米的锅", []),
        ("想学用智能手机付菜钱", []),
    ],
)
def test_money_numbers_and_addresses_are_told_apart_from_things(text, told):
    assert objections_to(text) == told


def test_who_is_named_is_told_by_whoever_knows_the_names():
    assert objections_to("老王想要一双棉鞋", names_somebody=True) == [Objection.NAME]
