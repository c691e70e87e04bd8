"""How long bidders have, and how large a panel is."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.projects import rules
from marketplace.projects.choices import Method, ProjectState
from marketplace.projects.rules import PanelSizes, Stage
from tests.makers import NOW, at

SIZES = PanelSizes(3, 5, 7, 1_000_000_000, 2, 3)


@pytest.mark.parametrize(
    ("lapse", "stage"), [(-1, Stage.BIDDING), (0, Stage.BIDDING), (1, Stage.BIDS_CLOSED)]
)
def test_the_last_moment_is_in_time(lapse, stage):
    now = NOW + timedelta(microseconds=lapse)
    assert rules.stage(ProjectState.PUBLISHED, NOW, now) is stage


@pytest.mark.parametrize("state", sorted(set(ProjectState) - {ProjectState.PUBLISHED}))
def test_only_what_is_published_takes_bids(state):
    assert rules.stage(state, NOW, NOW) is None


def test_a_day_counts_to_its_end():
    assert rules.earliest_deadline(at("2026-10-21", "23:59"), 20).isoformat() == (
        "2026-11-10T23:59:59.999999+08:00"
    )


@given(st.integers(-40, 60), st.integers(0, 60), st.integers(1, 30))
def test_a_change_never_takes_time_and_leaves_enough(standing, amended, days):
    deadline, change = NOW + timedelta(days=standing), NOW + timedelta(days=amended)
    moved = rules.deadline_after_amendment(deadline, change, days)
    assert moved >= deadline
    assert moved - change >= timedelta(days=days)


@pytest.mark.parametrize(
    ("method", "budget", "size"),
    [
        (Method.CONSULTATION, 999_999_999, 3),
        (Method.OPEN_TENDER, 999_999_999, 5),
        (Method.OPEN_TENDER, 1_000_000_000, 7),
        (Method.CONSULTATION, 1_000_000_000, 7),
    ],
)
def test_more_money_wants_a_larger_panel(method, budget, size):
    assert rules.panel_size(method, budget, SIZES) == size


@pytest.mark.parametrize(("size", "experts"), [(3, 2), (5, 4), (7, 5), (9, 6)])
def test_two_thirds_are_experts(size, experts):
    assert rules.experts_needed(size, SIZES) == experts
