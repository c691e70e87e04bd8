import os

import pytest

from marketplace.bootstrap.environment import Environment, writable
from marketplace.bootstrap.trouble import Trouble
from marketplace.bootstrap.wants import want_of
from tests.bootstrap.machines import bare_clone, furnish, stamp


@pytest.fixture(params=[False, True], ids=["posix", "windows"])
def home(tmp_path, request):
    return Environment(bare_clone(tmp_path, windows=request.param))


def test_its_python_lies_where_the_system_puts_it(tmp_path):
    assert Environment(bare_clone(tmp_path)).python == tmp_path / ".venv/bin/python"
    assert (
        Environment(bare_clone(tmp_path, windows=True)).python
        == tmp_path / ".venv/Scripts/python.exe"
    )


@pytest.mark.parametrize(
    ("version", "usable"), [("3.11.7", True), ("3.14.0", True), ("3.10.13", False), ("2.7", False)]
)
def test_an_environment_of_a_python_too_old_is_not_used(home, version, usable):
    furnish(home, version=version)
    assert home.is_usable is usable


def test_one_that_uv_made_tells_its_version_in_other_words(home):
    furnish(home)
    (home.folder / "pyvenv.cfg").write_text("uv = 0.13.9\nversion_info = 3.12.1\n")
    assert home.is_usable


def test_one_whose_python_has_gone_is_not_used(home):
    furnish(home)
    home.python.unlink()
    home.python.symlink_to("/nowhere/python3.11")
    assert not home.is_usable


@pytest.mark.parametrize("rest", ["empty", "half a configuration"])
def test_what_an_interrupted_start_left_is_not_used(home, rest):
    home.folder.mkdir()
    if rest != "empty":
        (home.folder / "pyvenv.cfg").write_text("home = ")
    assert not home.is_usable


def test_it_has_what_is_wanted_when_nothing_is_missing_and_the_lock_is_the_same(home):
    want = want_of("demo", home.machine.root)
    had = [home.has(want)]
    furnish(home)
    had.append(home.has(want))
    furnish(home, "sunflower")
    had.append(home.has(want))
    furnish(home, "sunflower", "rose")
    had.append(home.has(want))
    stamp(home, want)
    had.append(home.has(want))
    want.lock.write_text("sunflower==2\n")
    had.append(home.has(want))
    assert had == [False, False, False, True, True, False]


def test_each_lock_is_noted_beside_the_other(home):
    furnish(home, "sunflower", "rose", "magnifier")
    wants = [want_of("demo", home.machine.root), want_of("test", home.machine.root)]
    for want in wants:
        home.note(want.lock)
    wants[0].lock.write_text("sunflower==2\n")
    assert [home.has(want) for want in wants] == [False, True]


def test_without_the_venv_module_it_says_what_to_install(tmp_path):
    home = Environment(bare_clone(tmp_path, has_module=lambda name: name != "venv"))
    with pytest.raises(Trouble, match="apt install python3-venv"):
        home.make()


def test_a_python_that_cannot_make_one_is_quoted(tmp_path):
    liar = tmp_path / "python"
    liar.write_text("#!/bin/sh\necho 'Error: the moon is full' >&2\nexit 1\n")
    liar.chmod(0o755)
    with pytest.raises(
        Trouble, match="No environment could be made in .*: Error: the moon is full"
    ):
        Environment(bare_clone(tmp_path, python=liar)).make()


def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_fetched(
    tmp_path, monkeypatch
):
    writable(tmp_path)
    assert os.listdir(tmp_path) == []

    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    with pytest.raises(
        Trouble, match=r"cannot be written to \(Read-only file system\): copy the project"
    ):
        writable(tmp_path)
