"""The source as data: which files there are, and what their syntax trees say."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
MARKETPLACE = ROOT / "marketplace"
ROOMS = [name.removeprefix("marketplace.") for name in settings.ROOMS]


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def told(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def python_files(*folders: str, migrations: bool = False) -> Iterator[Path]:
    """The Python files of packages of the marketplace (all of it where none is named)."""
    for folder in folders or [""]:
        for file in sorted((MARKETPLACE / folder).rglob("*.py")):
            if migrations or "migrations" not in file.parts:
                yield file


def templates() -> Iterator[Path]:
    for folder in (ROOT / "templates", MARKETPLACE, ROOT / "cms"):
        yield from sorted(folder.rglob("*.html"))


def imports_of(file: Path) -> Iterator[str]:
    """The dotted names that a file imports, wherever in it."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_asked_by(package: str) -> set[str]:
    """The packages of the marketplace (and `matching`) that files of `package` import."""
    asked = set()
    for file in python_files(package):
        for name in imports_of(file):
            first, _, rest = name.partition(".")
            if first == "marketplace" and rest:
                asked.add(rest.split(".")[0])
            elif first == "matching":
                asked.add(first)
    return asked - {package}


@cache
def layers() -> list[list[str]]:
    """The order that import-linter holds, highest first."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = pyproject["tool"]["importlinter"]["contracts"]
    order = next(contract for contract in contracts if contract["id"] == "order")
    return [[name.strip() for name in layer.split("|")] for layer in order["layers"]]


def height_of(package: str) -> int:
    """How high in the order a package stands; the lowest is 0."""
    lowest_first = reversed(layers())
    return next(height for height, layer in enumerate(lowest_first) if package in layer)
