from itertools import pairwise
from pathlib import Path

import pytest

from marketplace.bootstrap.wants import Want, want_of
from tests.bootstrap.machines import bare_clone

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", ["", "demo", "migrate", "runserver"])
def test_the_site_wants_what_it_depends_on(tmp_path, command):
    bare_clone(tmp_path)
    assert want_of(command, tmp_path) == Want(tmp_path / "requirements.lock", ("sunflower", "rose"))


def test_the_tests_want_the_tools_too(tmp_path):
    bare_clone(tmp_path)
    assert want_of("test", tmp_path) == Want(
        tmp_path / "requirements-dev.lock", ("sunflower", "rose", "magnifier")
    )


def test_what_is_installed_is_told_by_any_spelling_of_its_name():
    lock = ROOT / "requirements.lock"
    assert Want(lock, ("Django", "django-csp", "Django_CSP")).missing() == []
    assert Want(lock, ("django", "no-such-flower")).missing() == ["no-such-flower"]
    assert Want(lock, ("django",)).missing([]) == ["django"]


@pytest.mark.parametrize("command", ["demo", "test"])
def test_the_lock_pins_and_hashes_all_that_is_wanted(command):
    want = want_of(command, ROOT)
    lines = want.lock.read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0] for line in lines if line[:1].isalnum()}
    assert {name.lower() for name in want.packages} <= pinned
    assert all("--hash=" in after for line, after in pairwise(lines) if line[:1].isalnum())


def test_both_locks_name_the_same_versions():
    pinned = [
        {
            line.rstrip("\\ ")
            for line in (ROOT / name).read_text().splitlines()
            if line[:1].isalnum()
        }
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    assert pinned[0] <= pinned[1]
