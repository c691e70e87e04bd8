"""What the site is installed with, it uses; and each lock names what pyproject.toml asks for."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from marketplace.bootstrap.wants import name_in
from tests.architecture.source import MARKETPLACE, ROOT, tree_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Used without being named in any of our files.
UNNAMED = {"psycopg2-binary": "Django speaks to PostgreSQL with it", "tzdata": "zoneinfo reads it"}


def plainly(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(requirements):
    return {plainly(name_in(requirement)) for requirement in requirements}


def packages_named_in_our_files():
    """Imported, or named in a text as settings name an application: the first part of each dotted name."""
    for folder in (MARKETPLACE, ROOT / "cms", ROOT / "matching"):
        for file in folder.rglob("*.py"):
            for node in ast.walk(tree_of(file)):
                if isinstance(node, ast.Import):
                    yield from (alias.name.split(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    yield node.module.split(".")[0]
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value.split(".")[0]


def test_every_package_the_site_asks_for_is_used():
    homes = packages_distributions()
    used = {
        plainly(home)
        for package in set(packages_named_in_our_files())
        for home in homes.get(package, [])
    }
    assert asked_for(PROJECT["project"]["dependencies"]) - used == set(UNNAMED)


@pytest.mark.parametrize(
    ("lock", "is_for_developers"), [("requirements.lock", False), ("requirements-dev.lock", True)]
)
def test_a_lock_has_what_is_asked_for_and_says_why_each_package_is_there(lock, is_for_developers):
    wanted = asked_for(PROJECT["project"]["dependencies"])
    if is_for_developers:
        wanted |= asked_for(PROJECT["dependency-groups"]["dev"])
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.findall(r"^([a-z0-9][a-z0-9.-]*)==.*\n((?:    .*\n)+)", text, re.MULTILINE)
    ours = {name for name, why in blocks if "cloud-supermarket (pyproject.toml" in why}
    assert ours == wanted
    reasons = {
        word
        for _, why in blocks
        for word in re.findall(r"#(?: via)? +([a-z][\w.-]*)$", why, re.MULTILINE)
    }
    assert reasons - {"via"} <= {name for name, _ in blocks}
