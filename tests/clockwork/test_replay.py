"""`replay`: which runs, what it says, and its exit code."""

import pytest
from django.core.management import CommandError, call_command

from marketplace.dispatch.models import MatchRun, Proposal
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs() -> list[MatchRun]:
    """Three rounds, a day between them, each over an order of its own."""
    scene = Scene()
    made = []
    for days in range(3):
        scene.service(places=1)
        scene.ordered(resident=makers.make_resident(scene.community))
        made.append(dispatch_at_once(HERE, by=None, at=later(days=days)))
    return made


def said(capsys, *args: str) -> str:
    call_command("replay", *args)
    return capsys.readouterr().out


def test_runs_that_come_out_as_they_were_kept_are_counted(runs, capsys):
    assert "1 runs came out as they were kept" in said(capsys, str(runs[1].pk))
    assert "2 runs came out" in said(capsys, str(runs[0].pk), str(runs[2].pk))
    assert "3 runs came out" in said(capsys, "--all")


def test_a_day_begins_at_midnight_in_the_district(runs, capsys):
    assert "2 runs came out" in said(capsys, "--since", "2026-10-22")
    MatchRun.objects.filter(pk=runs[0].pk).update(started_at="2026-10-21T16:00:00Z")
    assert "3 runs came out" in said(capsys, "--since", "2026-10-22")


def test_a_row_that_was_changed_is_shown_with_its_order_before_and_after(runs, capsys):
    proposal = runs[1].proposals.get()
    Proposal.objects.filter(pk=proposal.pk).update(total=77)
    with pytest.raises(CommandError, match="1 of 3 runs came out differently") as refusal:
        call_command("replay", "--all")
    assert refusal.value.returncode == 1
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["run", "what", "order", "kept", "made", "again"]
    assert row.split() == [
        str(runs[1].pk),
        "reckoning",
        proposal.work_order.number,
        "total:",
        "77",
        "total:",
        str(proposal.total),
    ]


def test_one_input_that_cannot_be_read_does_not_hide_the_others(runs, capsys):
    MatchRun.objects.filter(pk=runs[0].pk).update(snapshot=b"garbage")
    Proposal.objects.filter(run=runs[2]).update(total=77)
    with pytest.raises(CommandError, match="2 of 3"):
        call_command("replay", "--all")
    out = capsys.readouterr().out
    assert "unreadable_snapshot" in out
    assert "reckoning" in out


def test_other_versions_are_noted_and_no_fault(runs, capsys):
    MatchRun.objects.update(solver_version="0.9")
    out = said(capsys, "--all")
    assert "note: 3 made with solver_version 0.9, today" in out
    assert "3 runs came out as they were kept" in out


def test_which_runs_must_be_said(runs):
    with pytest.raises(CommandError, match="Which runs"):
        call_command("replay")
    with pytest.raises(CommandError, match="no run 999999"):
        call_command("replay", str(runs[0].pk), "999999")
    with pytest.raises(CommandError, match="--since"):
        call_command("replay", "--since", "yesterday")
