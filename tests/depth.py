"""How much a run tries: few random cases and short stories, or many and all where `HYPOTHESIS_PROFILE=thorough`."""

import os

import pytest

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


long_story = pytest.mark.skipif(
    not THOROUGH, reason="a long story in a browser: HYPOTHESIS_PROFILE=thorough, as in .ci/run"
)
"""Told over HTTP in every run, and with scripts and a mouse where there is time for it."""


def tries(quick: int, *, thorough: int) -> int:
    return thorough if THOROUGH else quick
