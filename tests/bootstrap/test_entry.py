"""Which Python goes on with a command, and what is done to get there. No test here fetches anything."""

import subprocess
import sys

import pytest

from marketplace.bootstrap import entry
from marketplace.bootstrap.environment import Environment
from marketplace.bootstrap.trouble import Trouble
from marketplace.bootstrap.wants import Want, want_of
from tests.bootstrap.machines import bare_clone, furnish, stamp


@pytest.fixture
def filled(monkeypatch):
    """The locks that were installed from; installing puts their packages into the environment."""
    locks = []

    def fill(home, lock):
        locks.append(lock.name)
        furnish(home, "sunflower", "rose", *(["magnifier"] if "dev" in lock.name else []))
        home.note(lock)

    monkeypatch.setattr(entry, "fill", fill)
    return locks


@pytest.fixture
def nothing_here(monkeypatch):
    """This very Python has none of the packages."""
    missing = Want.missing
    monkeypatch.setattr(
        Want,
        "missing",
        lambda want, folders=None: (
            list(want.packages) if folders is None else missing(want, folders)
        ),
    )


def test_a_bare_clone_is_filled_from_the_lock_and_then_moved_into(tmp_path, filled, nothing_here):
    machine = bare_clone(tmp_path)
    assert entry.prepared(machine, want_of("demo", tmp_path)) is False
    assert filled == ["requirements.lock"]


def test_the_second_start_finds_all_there(tmp_path, filled, nothing_here):
    machine = bare_clone(tmp_path)
    entry.prepared(machine, want_of("demo", tmp_path))
    assert entry.prepared(machine, want_of("demo", tmp_path)) is False
    assert filled == ["requirements.lock"]


def test_inside_the_environment_the_command_goes_on(tmp_path, filled, nothing_here):
    inside = bare_clone(tmp_path, prefix=tmp_path / ".venv")
    entry.prepared(inside, want_of("demo", tmp_path))
    assert entry.prepared(inside, want_of("demo", tmp_path)) is True
    assert filled == ["requirements.lock"]


def test_the_tests_want_the_tools_of_a_developer_too(tmp_path, filled, nothing_here):
    machine = bare_clone(tmp_path)
    entry.prepared(machine, want_of("demo", tmp_path))
    entry.prepared(machine, want_of("test", tmp_path))
    entry.prepared(machine, want_of("demo", tmp_path))
    assert filled == ["requirements.lock", "requirements-dev.lock"]


def test_an_environment_that_has_the_packages_is_left_alone(tmp_path, filled, monkeypatch):
    monkeypatch.setattr(Want, "missing", lambda want, folders=None: [])
    assert entry.prepared(bare_clone(tmp_path), want_of("test", tmp_path)) is True
    assert filled == []
    assert not (tmp_path / ".venv").exists()


def test_an_environment_filled_by_hand_is_as_good(tmp_path, filled, nothing_here):
    machine = bare_clone(tmp_path)
    furnish(Environment(machine), "sunflower", "rose")
    assert entry.prepared(machine, want_of("demo", tmp_path)) is False
    assert filled == []


def test_a_changed_lock_is_installed_from_again(tmp_path, filled, nothing_here):
    machine = bare_clone(tmp_path)
    entry.prepared(machine, want_of("demo", tmp_path))
    (tmp_path / "requirements.lock").write_text("sunflower==1.1\nrose==2\n")
    entry.prepared(machine, want_of("demo", tmp_path))
    assert filled == ["requirements.lock"] * 2


def test_what_is_still_missing_after_filling_is_trouble_and_not_a_circle(
    tmp_path, nothing_here, monkeypatch
):
    monkeypatch.setattr(entry, "fill", lambda home, lock: furnish(home, "sunflower"))
    with pytest.raises(Trouble, match="is damaged: delete that folder"):
        entry.prepared(bare_clone(tmp_path), want_of("demo", tmp_path))


def test_somebody_else_may_have_filled_it_while_we_waited(tmp_path, filled, monkeypatch):
    machine = bare_clone(tmp_path)
    want = want_of("demo", tmp_path)
    home = Environment(machine)
    furnish(home, "sunflower", "rose")
    stamp(home, want)
    entry.set_up(home, want)
    assert filled == []


def test_on_windows_the_command_runs_as_a_child_and_its_exit_code_is_ours(tmp_path, monkeypatch):
    machine = bare_clone(tmp_path, windows=True)
    home = Environment(machine)
    assert home.python == tmp_path / ".venv" / "Scripts" / "python.exe"
    started = []

    class Child:
        def __init__(self, command):
            started.append(command)
            self.interrupted = False

        def wait(self):
            if not self.interrupted:
                self.interrupted = True
                raise KeyboardInterrupt
            return 7

    monkeypatch.setattr(entry.subprocess, "Popen", Child)
    with pytest.raises(SystemExit) as ending:
        entry.move(home, ["manage.py", "demo", "--port", "8001"])
    assert ending.value.code == 7
    assert started == [[str(home.python), "manage.py", "demo", "--port", "8001"]]


def test_elsewhere_the_command_takes_our_place(tmp_path, monkeypatch):
    taken = []
    monkeypatch.setattr(entry.os, "execv", lambda *how: taken.append(how) or sys.exit(0))
    home = Environment(bare_clone(tmp_path))
    with pytest.raises(SystemExit):
        entry.move(home, ["manage.py", "demo"])
    python = str(tmp_path / ".venv" / "bin" / "python")
    assert taken == [(python, [python, "manage.py", "demo"])]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Trouble("The registry is away."), "manage.py: The registry is away."),
        (OSError(28, "No space left on device"), "manage.py: [Errno 28] No space left on device"),
        (
            KeyboardInterrupt(),
            "manage.py: stopped while setting up; the next start goes on from here.",
        ),
    ],
)
def test_trouble_is_one_sentence_and_exit_code_one(problem, sentence, monkeypatch):
    def fail(*_):
        raise problem

    monkeypatch.setattr(entry, "prepared", fail)
    with pytest.raises(SystemExit) as ending:
        entry.enter(["manage.py", "demo"])
    # A sentence as the code of SystemExit is printed to stderr, and the process ends with 1.
    assert ending.value.code == sentence


def test_setting_up_twice_at_once_is_done_once_at_a_time(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from marketplace.bootstrap.alone import alone\n"
        "with alone(Path(sys.argv[1]), others='Another'):\n"
        "    print('in', flush=True); time.sleep(0.3); print('out', flush=True)\n"
    )
    lock = tmp_path / "deep" / "lock"
    command = [sys.executable, "-c", script, str(lock)]
    with (tmp_path / "said").open("w") as said:
        both = [subprocess.Popen(command, stdout=said, stderr=subprocess.PIPE) for _ in range(2)]
        told = b"".join(process.communicate()[1] for process in both)
    assert (tmp_path / "said").read_text().split() == ["in", "out", "in", "out"]
    assert told.decode().strip() == "Another; waiting for it …"
