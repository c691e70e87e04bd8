"""Chance that is always the same: each part of a world has a stream of its own."""

import random


def dice(seed: int, *parts: str) -> random.Random:
    """A stream for one part, so that a change in one part leaves the others as they were."""
    return random.Random(":".join([str(seed), *parts]))
