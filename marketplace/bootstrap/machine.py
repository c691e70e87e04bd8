"""The facts of this computer on which setting up depends; tests hand in others."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _has_module(name: str) -> bool:
    found = find_spec(name)
    return found is not None and found.origin is not None


@dataclass(frozen=True)
class Machine:
    root: Path
    python: Path
    prefix: Path
    windows: bool
    environ: Mapping[str, str]
    has_module: Callable[[str], bool] = _has_module
    which: Callable[[str], str | None] = shutil.which

    @classmethod
    def here(cls) -> "Machine":
        return cls(
            root=ROOT,
            python=Path(sys.executable),
            prefix=Path(sys.prefix),
            windows=os.name == "nt",
            environ=os.environ,
        )
