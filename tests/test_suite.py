"""`manage.py test`: which databases, which words go on to pytest, and what is told at the end."""

from types import SimpleNamespace

import pytest

from tests import conftest, suite
from tests.postgresql import CannotStart, Server, binaries


@pytest.fixture
def no_server(monkeypatch):
    def fail():
        raise CannotStart("no PostgreSQL was found here")

    monkeypatch.setattr(suite, "started", fail)
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def runs(monkeypatch):
    """What would have been run, and with what. Each run passes three tests, but ends as `exits` says."""
    told = Runs()
    monkeypatch.setattr(suite, "run", told.run)
    monkeypatch.setattr(suite, "migrate", told.migrated.extend)
    return told


class Runs(list):
    exits = 0

    def __init__(self):
        super().__init__()
        self.migrated = []

    def run(self, database, for_pytest, *, once):
        self.append((database.name, database.url, list(for_pytest), once))
        return suite.Outcome(database, self.exits, 2.0, {"passed": 3, "warnings": 9}, once)


URL = "postgres://u@db.test/market"


def test_both_databases_run_and_both_are_told(runs, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", URL)
    assert suite.main(["tests/needs", "-k", "clock"]) == 0
    words = ["tests/needs", "-k", "clock"]
    assert runs == [
        ("SQLite", "", words, ()),
        ("PostgreSQL (of DATABASE_URL)", URL, words, ("pure",)),
    ]
    assert runs.migrated == []
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "SQLite: 3 passed in 2 s",
        "PostgreSQL (of DATABASE_URL): 3 passed in 2 s (what asks no database ran once)",
    ]


def test_the_whole_suite_migrates_first_and_runs_its_pages_once(runs, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", URL)
    assert suite.main(["-q"]) == 0
    assert [database.url for database in runs.migrated] == ["", URL]
    assert [run[3] for run in runs] == [(), ("pure", "pages")]
    assert capsys.readouterr().out.splitlines()[-1] == (
        "PostgreSQL (of DATABASE_URL): 3 passed in 2 s (what asks no database and "
        "the desks' pages, each of which was opened here too, ran once)"
    )


def test_one_database_alone_runs_everything(runs, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", URL)
    assert suite.main(["--only", "postgresql"]) == 0
    assert [run[3] for run in runs] == [()]


# What is left of it on a second database, in the order of the collection.
CHOSEN = {
    "": ["pure", "asks", "page", "commits", "crawl"],
    "pure": ["asks", "page", "commits", "crawl"],
    "pure pages": ["asks", "commits", "crawl"],
}


@pytest.mark.parametrize("once", CHOSEN)
def test_a_second_database_is_asked_again_what_it_may_answer_otherwise(once, monkeypatch):
    monkeypatch.setenv("MARKETPLACE_ONCE", once)
    items = [
        Item("pure", "tests/needs/test_rules.py"),
        Item("asks", "tests/needs/test_queries.py", django_db={}),
        Item("page", "tests/desks/staff/test_needs.py", django_db={}),
        Item("commits", "tests/desks/staff/test_posting.py", django_db={"transaction": True}),
        Item("crawl", "tests/desks/test_access.py", fixtures=["django_db_setup"]),
    ]
    gone = []
    config = SimpleNamespace(
        hook=SimpleNamespace(pytest_deselected=lambda items: gone.extend(items))
    )
    names = {item.name for item in items}
    conftest.pytest_collection_modifyitems(config, items)
    assert [item.name for item in items] == CHOSEN[once]
    assert {item.name for item in gone} == names - set(CHOSEN[once])


class Item:
    """As much of a test as chooses whether it runs."""

    def __init__(self, name, file, *, fixtures=(), **marks):
        self.name, self.path, self.fixturenames = name, suite.ROOT / file, fixtures
        self.marks = {
            mark: getattr(pytest.mark, mark)(**kwargs).mark for mark, kwargs in marks.items()
        }

    def get_closest_marker(self, name):
        return self.marks.get(name)


def test_without_postgresql_it_says_so_loudly(runs, no_server, capsys):
    assert suite.main([]) == 0
    assert [run[0] for run in runs] == ["SQLite"]
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "PostgreSQL: NOT RUN, no PostgreSQL was found here."


@pytest.mark.parametrize("words", [["--require-postgresql"], ["--only", "postgresql"]])
def test_where_postgresql_is_asked_for_its_absence_fails_before_anything_runs(
    runs, no_server, words
):
    with pytest.raises(SystemExit) as ending:
        suite.main(words)
    assert ending.value.code == "manage.py test: no PostgreSQL was found here."
    assert runs == []


@pytest.mark.parametrize(
    ("only", "url", "names"),
    [
        ("sqlite", "", ["SQLite"]),
        ("sqlite", URL, ["SQLite"]),
        ("postgresql", URL, ["PostgreSQL (of DATABASE_URL)"]),
        (None, "sqlite:///x.sqlite3", ["SQLite"]),
    ],
)
def test_one_database_can_be_chosen(runs, no_server, monkeypatch, only, url, names):
    monkeypatch.setenv("DATABASE_URL", url)
    assert suite.main(["--only", only] if only else []) == 0
    assert [run[0] for run in runs] == names


@pytest.mark.parametrize(("exits", "ran"), [(1, 2), (2, 1)], ids=["failed", "stopped by hand"])
def test_a_failure_is_the_exit_code_and_ctrl_c_ends_it_all(runs, monkeypatch, exits, ran):
    monkeypatch.setenv("DATABASE_URL", URL)
    runs.exits = exits
    assert suite.main([]) == exits
    assert len(runs) == ran


@pytest.mark.parametrize(
    ("words", "is_spread"),
    [
        ([], True),
        (["-q", "-x", "--durations=5"], True),
        (["tests/needs"], False),
        (["-k", "clock"], False),
        (["-kclock"], False),
        (["-n", "4"], False),
        (["--pdb"], False),
    ],
)
def test_only_the_whole_suite_is_spread_over_the_cores(words, is_spread):
    assert bool(suite.spread_over_cores(words)) is is_spread


@pytest.mark.skipif(not binaries(), reason="no PostgreSQL on this machine")
def test_a_server_comes_and_goes_without_a_trace(tmp_path):
    with Server(binaries()).start() as server:
        server.run("createdb", "a")
        server.dump("a", tmp_path / "a.dump")
        server.load(tmp_path / "a.dump", "b")
        had = [server.has(name) for name in ("a", "b", "c")]
        folder, process = server.folder, server.process
    assert had == [True, True, False]
    assert process.poll() is not None
    assert not folder.exists()


@pytest.mark.skipif(not binaries(), reason="no PostgreSQL on this machine")
def test_a_server_that_cannot_start_says_why_and_leaves_no_trace(monkeypatch):
    monkeypatch.setattr("tests.postgresql.ROOMY", ("max_connections=none",))
    server = Server(binaries())
    with pytest.raises(CannotStart, match="max_connections"):
        server.start()
    assert not server.folder.exists()
