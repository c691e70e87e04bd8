"""Money as people type it."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from marketplace.desks.money import MOST_FEN, YuanField, yuan

FIELD = YuanField(required=False)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12500", 1_250_000),
        ("12,500.5", 1_250_050),
        ("１２５００．５０", 1_250_050),
        ("¥ 0.01", 1),
        ("12500元", 1_250_000),
        ("", None),
        ("0", 0),
    ],
)
def test_however_it_is_typed(typed, fen):
    assert FIELD.clean(typed) == fen


@pytest.mark.parametrize(
    "typed", ["-1", "0.001", "1e400", "NaN", "Infinity", "一百", "1.2.3", "9" * 30, "1\x00"]
)
def test_what_is_no_amount_is_told(typed):
    with pytest.raises(ValidationError):
        FIELD.clean(typed)


@given(st.integers(0, MOST_FEN))
def test_what_is_shown_is_read_again(fen):
    assert FIELD.clean(yuan(fen)) == fen
