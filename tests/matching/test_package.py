"""The package by itself: its examples are true, and it needs nothing of the marketplace."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import matching

MODULES = [
    "matching",
    *(each.name for each in pkgutil.walk_packages(matching.__path__, "matching.")),
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name: str):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES) > 30


def test_it_needs_neither_django_nor_the_marketplace():
    """In a fresh interpreter: a plan is made, and nothing of the house was imported."""
    script = (
        "import sys, matching.synthetic as s, matching\n"
        "assert matching.match(*s.district(60)).gap == 0\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert {"matching", "numpy", "pylmcf"} <= loaded
    assert loaded.isdisjoint({"django", "marketplace", "ortools", "networkx", "cms"})
