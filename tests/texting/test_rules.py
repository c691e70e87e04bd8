"""Numbers as networks know them."""

import doctest

import pytest

from marketplace.texting import rules
from marketplace.texting.rules import mobile_of


def test_the_examples_in_the_description_hold():
    assert not doctest.testmod(rules).failed


@pytest.mark.parametrize(
    ("phone", "mobile"),
    [
        ("13900000001", "13900000001"),
        ("+86 139 0000 0001", "13900000001"),
        ("8613900000001", "13900000001"),
        ("12345", ""),
        ("02585501234", ""),
        ("12900000001", ""),
        ("", ""),
    ],
)
def test_only_mobiles_take_messages(phone, mobile):
    assert mobile_of(phone) == mobile
