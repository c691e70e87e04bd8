import pytest

from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.needs import actions
from marketplace.needs.actions import Wishes
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import BEFORE_SERVICE
from tests import hostile, makers
from tests.makers import NOW

BATH = Wishes(windows=["tue_morning", "mon_morning", "mon_morning"], helper_sex="female")


@pytest.mark.parametrize("state", BEFORE_SERVICE)
def test_wishes_change_until_somebody_has_the_need_in_hand(town, state):
    need = makers.make_need(state, resident=town.resident)
    actions.change_wishes(need, BATH, by=town.steward, at=NOW)
    need.refresh_from_db()
    assert need.windows == ["mon_morning", "tue_morning"]
    assert (need.language, need.helper_sex) == ("", "female")
    entry = thread_of(need).get()
    assert (entry.verb, entry.changes["helper_sex"]) == ("change_wishes", ["", "female"])


@pytest.mark.parametrize("state", [NeedState.IN_SERVICE, NeedState.FULFILLED, NeedState.CLOSED])
def test_whoever_comes_already_is_told_directly(town, state):
    need = makers.make_need(state, resident=town.resident)
    with pytest.raises(RuleBroken, match="somebody_comes_already"):
        actions.change_wishes(need, BATH, by=town.steward, at=NOW)
    need.refresh_from_db()
    assert need.windows == []


def test_nothing_new_tells_nothing(town):
    need = makers.make_need(resident=town.resident)
    actions.change_wishes(need, Wishes(), by=town.steward, at=NOW)
    assert not thread_of(need).exists()


def test_only_whoever_may_post_here_changes_wishes(town):
    need = makers.make_need(resident=town.resident)
    for by, refusal in ((town.bureau, NotAllowed), (town.officer_there, Hidden)):
        with pytest.raises(refusal):
            actions.change_wishes(need, BATH, by=by, at=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("windows", ["mon_noon"]),
        ("windows", [10**30]),
        ("language", "klingon"),
        ("language", hostile.UNSTORABLE["nul"]),
        ("helper_sex", "f"),
        ("helper_sex", None),
    ],
)
def test_what_is_on_no_list_is_refused_by_name(town, field, value):
    need = makers.make_need(resident=town.resident)
    with pytest.raises(Malformed) as refusal:
        actions.change_wishes(need, Wishes(**{field: value}), by=town.steward, at=NOW)
    assert set(refusal.value.fields) == {field}
