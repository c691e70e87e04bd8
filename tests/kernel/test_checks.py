import pytest

from marketplace.kernel.checks import choice_of, choices_of, whole_number
from marketplace.kernel.errors import Malformed


def test_choices_come_once_and_in_the_order_of_the_list():
    assert choices_of(["c", "a", "c"], ["a", "b", "c"], field="x") == ["a", "c"]
    assert choices_of([], ["a"], field="x") == []
    assert choice_of("b", ["a", "b"], field="x") == "b"


@pytest.mark.parametrize("value", ["", "d", "A", None, 1, ["a"], "\ud800", "a" * 10_000])
def test_what_is_not_on_the_list_is_refused(value):
    with pytest.raises(Malformed) as refusal:
        choice_of(value, ["a", "b"], field="x")
    assert (refusal.value.code, set(refusal.value.fields)) == ("not_a_choice", {"x"})


@pytest.mark.parametrize("value", [0, 1, 5])
def test_whole_numbers_within_their_bounds(value):
    assert whole_number(value, 0, 5, field="x") == value


@pytest.mark.parametrize("value", [-1, 6, 2**70, 1.0, "1", None, True, float("nan")])
def test_anything_else_is_refused(value):
    with pytest.raises(Malformed) as refusal:
        whole_number(value, 0, 5, field="x")
    assert (refusal.value.code, set(refusal.value.fields)) == ("not_in_range", {"x"})
