"""How often one may try."""

import pytest

from marketplace.kernel.limits import TooOften, count


def test_as_often_as_allowed_and_not_once_more():
    for _ in range(3):
        count("search", "7", most=3, within=60)
    with pytest.raises(TooOften) as refusal:
        count("search", "7", most=3, within=60)
    assert refusal.value.status == 429


def test_everybody_and_everything_has_a_count_of_its_own():
    count("search", "7", most=1, within=60)
    count("search", "8", most=1, within=60)
    count("code", "7", most=1, within=60)


def test_the_count_runs_out(monkeypatch):
    moment = [1_000_000.0]
    monkeypatch.setattr("time.time", lambda: moment[0])
    count("search", "7", most=1, within=60)
    moment[0] += 61
    count("search", "7", most=1, within=60)
