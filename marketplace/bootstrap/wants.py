"""What a command needs, as pyproject.toml tells it, and whether this Python has it."""

import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path


@dataclass(frozen=True)
class Want:
    """`packages` must be installed; `lock` is the file that brings them."""

    lock: Path
    packages: tuple[str, ...]

    def missing(self, folders: Sequence[str] | None = None) -> list[str]:
        """What is not installed in `folders`: by default, where this Python looks."""
        path = sys.path if folders is None else list(folders)
        return [name for name in self.packages if not any(distributions(name=name, path=path))]


def want_of(command: str, root: Path) -> Want:
    """`test` needs the tools of a developer too; everything else what the site runs on."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = list(project["project"]["dependencies"])
    if command == "test":
        requirements += project["dependency-groups"]["dev"]
    lock = root / ("requirements-dev.lock" if command == "test" else "requirements.lock")
    return Want(lock, tuple(name_in(requirement) for requirement in requirements))


def name_in(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    if not found:
        raise ValueError(f"not a requirement: {requirement!r}")
    return found[0]
