"""Numbers drawn by hashing: the same for ever, on every machine, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.uint64]


def of_keys(keys: Iterable[str]) -> Draws:
    """64 bits for each key.

    >>> of_keys(["n1", "n2"]) == of_keys(["n1", "n1"])
    array([ True, False])
    """
    joined = b"".join(
        blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest() for key in keys
    )
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)


def mix(z: Draws) -> Draws:
    """The finalizer of splitmix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
