"""The commands around the demo: what they say, and what they politely refuse."""

import socket
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.clockwork.serving import HOST, is_free
from marketplace.clockwork.telling import Teller
from marketplace.places.models import District
from tests import makers
from tests.journeys.scene import Scene

BUILD = "marketplace.clockwork.world.build.build"


@pytest.fixture
def taken_port():
    with closing(socket.socket()) as listening:
        listening.bind((HOST, 0))
        listening.listen()
        yield listening.getsockname()[1]


# -- demo -------------------------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch):
    """The worlds that were asked for; none is built."""
    asked = []
    monkeypatch.setattr(BUILD, asked.append)
    return asked


@pytest.mark.django_db
def test_the_demo_is_refused_where_there_is_none(settings, built):
    settings.DEMO = False
    with pytest.raises(CommandError, match="This installation is no demo"):
        call_command("demo", "--no-serve")
    assert built == []


@pytest.mark.django_db
def test_a_port_in_use_is_told_before_anything_is_built(built, taken_port):
    with pytest.raises(CommandError, match=f"Port {taken_port} is in use.*--port {taken_port + 1}"):
        call_command("demo", "--port", str(taken_port))
    assert built == []


@pytest.mark.django_db
def test_the_demo_is_built_once_to_the_scale_that_was_asked_for(built, capsys):
    call_command("demo", "--no-serve", "--scale", "small")
    (world,) = built
    assert (world.scale.name, world.seed) == ("small", 320113)
    assert "The demo world stands" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_second_start_uses_what_is_there(built, capsys):
    makers.make_district()
    steward = makers.make_user(username="steward")
    steward.set_password(DEMO_PASSWORD)
    steward.save()
    call_command("demo", "--no-serve")
    assert built == []
    assert District.objects.count() == 1
    assert "there already" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_world_that_was_not_built_to_its_end_is_not_taken_for_one(built):
    makers.make_district()
    steward = makers.make_user(username="steward")
    steward.set_unusable_password()
    steward.save()
    with pytest.raises(CommandError, match="not built to its end.*--reset"):
        call_command("demo", "--no-serve")
    assert built == []


@pytest.mark.django_db
@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999", "８０００", "http", ""])
def test_what_is_no_port_is_told_apart_from_one_in_use(built, port):
    with pytest.raises(CommandError, match="no whole number from 1 to 65535"):
        call_command("demo", f"--port={port}")
    assert built == []


@pytest.mark.django_db
def test_an_unknown_scale_is_refused(built):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("demo", "--no-serve", "--scale", "enormous")


# -- tick and replay ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", ["0", "-5", "x", "1.5", "９", "99999999999999999999"])
def test_time_does_not_come_by_without_a_pause(seconds):
    with pytest.raises(CommandError, match="--every.*no whole number from 1 to"):
        call_command("tick", f"--every={seconds}")


@pytest.mark.parametrize("run", ["0", "-1", "x", "9" * 23, "9" * 10_000])
def test_what_is_no_number_of_a_run_is_refused(run):
    with pytest.raises(CommandError, match="RUN.*no whole number"):
        call_command("replay", "--", run)


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "１", ""])
def test_what_is_no_day_is_refused_with_one_that_is(day):
    with pytest.raises(CommandError, match="no day; write it as 2026-11-22"):
        call_command("replay", f"--since={day}")


# -- verify_journal ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_untouched_journal_is_confirmed(capsys):
    Scene().posted()
    call_command("verify_journal")
    assert "are as they were written" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_rewritten_entry_is_named(capsys):
    Scene().posted()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='journal_entry'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute("UPDATE journal_entry SET verb='nothing' WHERE verb='post_need'")
    with pytest.raises(CommandError, match="flaw"):
        call_command("verify_journal")
    assert "entry" in capsys.readouterr().out.lower()


# -- ports and progress ----------------------------------------------------------------------------------


def test_a_port_is_free_or_not(taken_port):
    assert not is_free(taken_port)
    assert not is_free(70_000)
    assert is_free(0)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_log_progress_is_a_line_for_every_tenth():
    out = StringIO()
    teller = Teller(out)
    for done in range(101):
        teller.move("families", done, 100)
    assert len(out.getvalue().splitlines()) == 11
    assert "families 100/100" in out.getvalue()
    assert "\r" not in out.getvalue()


def test_on_a_terminal_a_bar_is_drawn_over_itself_and_cleared_for_a_line():
    out = Terminal()
    teller = Teller(out)
    teller.move("families", 1, 2)
    teller.move("families", 2, 2)
    teller.tell("done")
    assert out.getvalue().count("\r\033[K") == 3
    assert out.getvalue().endswith("done\n")


def test_whoever_wants_it_quiet_hears_nothing():
    out = StringIO()
    teller = Teller(out, quiet=True)
    teller.tell("anything")
    teller.move("anything", 1, 1)
    assert out.getvalue() == ""


def test_nothing_to_do_is_no_division_by_zero():
    out = StringIO()
    Teller(out).move("nobody", 0, 0)
    assert "nobody 0/0" in out.getvalue()
