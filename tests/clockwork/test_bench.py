"""`manage.py bench`: figures for a machine on stdout, progress for a person on stderr."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from marketplace.dispatch import bench as matching
from matching.bench import SCALES, Scale


@pytest.fixture(autouse=True)
def tiny(monkeypatch) -> None:
    scale = Scale(60, organizations=8, volunteers=40, repeats=1)
    monkeypatch.setattr("matching.bench.SCALES", {**SCALES, "S": scale})


def told(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("bench", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_figures_go_to_stdout_as_json_and_progress_to_stderr():
    out, err = told("matching", "--scale", "S", "--json", "--without-networkx")
    figures = json.loads(out)
    assert (figures["scale"], figures["needs"], figures["gap"]) == ("S", 60, 0)
    assert "making 60 needs" in err
    assert "run 1 of 1" in err


def test_a_reader_is_told_in_lines():
    out, _ = told("matching", "--scale", "S", "--repeats", "1", "--without-networkx")
    assert out.startswith("S: 60 needs, 48 providers")
    assert "lexsorts" in out
    assert "load [" in out


def test_what_cannot_be_measured_is_refused():
    for wrong in ("matching", "--scale", "XXL"), ("pagez",), ():
        with pytest.raises(CommandError, match="invalid choice|required"):
            told(*wrong)


def test_every_figure_is_explained_where_help_is_asked():
    out, _ = told("matching", "--scale", "S", "--json", "--without-networkx")
    assert all(name in matching.ABOUT for name in json.loads(out))
