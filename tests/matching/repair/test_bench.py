"""The figures of repairs are ratios of what was measured in the same run."""

import json

from matching.repair.bench import measure


def test_every_kind_of_change_is_measured_beside_solving_again():
    figures = measure(90, changes=10)
    assert json.loads(json.dumps(figures))["needs"] == 90
    assert set(figures["kinds"]) == {
        "arrival",
        "arrival_all_asked",
        "arrival_seven_tenths_accepted",
        "place_free",
        "place_lost",
        "provider_gone",
        "withdrawal",
        "withdrawal_all_asked",
        "withdrawal_seven_tenths_accepted",
    }
    for kind in figures["kinds"].values():
        assert 0 < kind["median_ms"] <= kind["p95_ms"]
        # Both are told in hundredths of a millisecond: the ratio lies between what they may have been.
        least = (kind["median_ms"] - 0.005) / (figures["cold_ms"] + 0.005)
        most = (kind["median_ms"] + 0.005) / (figures["cold_ms"] - 0.005)
        assert least - 1e-4 <= kind["median_of_cold"] <= most + 1e-4
    assert set(figures["at_once"]) == {1, 10}
