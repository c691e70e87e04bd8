"""How many random cases a test tries: few in every run, many where `HYPOTHESIS_PROFILE=thorough`."""

import os

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def tries(quick: int, *, thorough: int) -> int:
    return thorough if THOROUGH else quick
