"""Figures of procurement law from a day on."""

from datetime import date, timedelta

import pytest

from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.projects.actions import put_rules_in_force
from marketplace.projects.models import Rulebook
from marketplace.projects.queries import rulebook_on
from marketplace.projects.rules import BOUNDS
from tests import makers
from tests.makers import NOW, TODAY
from tests.makers_projects import Tendering

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def officer():
    return makers.make_staff("bureau_officer")


def figures(**other) -> dict[str, int]:
    book = Rulebook.objects.get()
    return {name: getattr(book, name) for name in BOUNDS} | other


def put(officer, *, from_on=TOMORROW, basis="财政部令第87号", **other):
    return put_rules_in_force(figures(**other), basis=basis, from_on=from_on, by=officer, at=NOW)


def test_other_figures_hold_from_their_day_on(officer):
    put(officer, bidding_days=25)
    assert rulebook_on(TODAY).bidding_days == 20
    assert rulebook_on(TOMORROW).bidding_days == 25
    entry = Entry.objects.get(verb="put_rules_in_force")
    assert (entry.actor, entry.reason) == (officer, "财政部令第87号")
    assert entry.changes["bidding_days"] == 25


def test_what_was_released_before_keeps_its_own(officer):
    project = Tendering().released()
    put(officer, amendment_days=30)
    project.refresh_from_db()
    assert project.rulebook.amendment_days == 15


@pytest.mark.parametrize("from_on", [TODAY, TODAY - timedelta(days=1), date(2100, 1, 1)])
def test_rules_are_never_made_for_the_past(from_on, officer):
    with pytest.raises(Malformed, match="not_a_day_to_come"):
        put(officer, from_on=from_on)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"fewest_bids": 2}, "fewest_bids"),
        ({"bidding_days": 0}, "bidding_days"),
        ({"pass_mark": 101}, "pass_mark"),
        ({"large_budget": 10**30}, "large_budget"),
        ({"challenge_days": -1}, "challenge_days"),
        ({"small_panel": 4}, "small_panel"),
        ({"open_panel": 9}, "large_panel"),
        ({"experts_of": 4}, "experts_of"),
        ({"basis": ""}, "basis"),
        ({"basis": "长" * 301}, "basis"),
        ({"basis": "\x00"}, "basis"),
    ],
)
def test_figures_out_of_bounds_are_refused_at_their_field(other, field, officer):
    with pytest.raises(Malformed) as caught:
        put(officer, **other)
    assert set(caught.value.fields) == {field}
    assert Rulebook.objects.count() == 1


def test_two_rulebooks_never_begin_on_one_day(officer):
    put(officer)
    with pytest.raises(RuleBroken, match="day_taken"):
        put_rules_in_force(
            {name: getattr(rulebook_on(TODAY), name) for name in BOUNDS},
            basis="又",
            from_on=TOMORROW,
            by=officer,
            at=NOW,
        )


def test_the_bureau_alone_puts_rules_in_force():
    with pytest.raises(NotAllowed):
        put(makers.make_staff("dispatcher"))
