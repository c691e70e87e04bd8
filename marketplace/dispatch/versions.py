"""What may decide beside input, weights and rules: the engine's own source, and what it stands on."""

import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import matching
from matching.record import FORMAT

# They make districts up and measure; no plan depends on them.
_DECIDE_NOTHING = ("bench.py", "synthetic.py")


@cache
def made_with() -> dict[str, str]:
    """Versions by name. `engine` is a digest of its source: it changes with every edit, so that nobody has to
    remember to count a version up; `format` is that of the snapshot."""
    return {
        "engine": _digest_of_source(),
        "format": str(FORMAT),
        "numpy": version("numpy"),
        "python": ".".join(map(str, sys.version_info[:3])),
    }


def _digest_of_source() -> str:
    told = sha256()
    for file in sorted(Path(matching.__file__).parent.rglob("*.py")):
        if file.name not in _DECIDE_NOTHING:
            told.update(f"{file.name}\n".encode() + file.read_bytes())
    return told.hexdigest()[:16]
