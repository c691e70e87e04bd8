"""What happened, told from the journal: every verb has its words, and no one's data slip in."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

import marketplace
from marketplace.desks.threads import WORDS, told_of
from marketplace.journal.actions import record
from marketplace.journal.queries import thread_of
from marketplace.needs.choices import Channel
from marketplace.workorders.choices import DeclineReason
from tests import makers
from tests.journeys.scene import Scene, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def test_the_latest_stands_on_top_with_who_and_what():
    scene = Scene()
    need = scene.judged(scene.posted())
    told = told_of(thread_of(need))
    assert [str(entry["what"]) for entry in told] == [
        "Judged: group, level and tag",
        "The safety question was answered",
        "The need was posted",
    ]
    assert [entry["who"] for entry in told] == [
        str(scene.officer),
        str(scene.officer),
        str(scene.steward),
    ]


def test_every_verb_of_a_whole_way_has_its_words():
    scene = Scene()
    scene.service()
    need = scene.delivered().need
    assert set(verbs(need)) <= set(WORDS)


def test_the_words_name_only_verbs_that_are_written_somewhere():
    """A verb that was renamed would leave its words behind."""
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in Path(marketplace.__file__).parent.rglob("*.py")
        if path.name != "threads.py"
    )
    written = set(re.findall(r'"([a-z_]+)"', source))
    made = {
        f"{verb}_{thing}"
        for verb in written
        for thing in ("need", "order", "offer", "project", "ban", "volunteer")
    }
    assert set(WORDS) <= written | made


def test_coded_reasons_are_told_in_words_and_written_ones_as_they_are():
    need = makers.make_need()
    record("decline_offer", need, by=None, at=makers.NOW, changes={"reason": "too_far"})
    record("hold_need", need, by=None, at=makers.NOW, reason="住院")
    record("give_verdict", need, by=None, at=makers.NOW, changes={"score": 4})
    told = told_of(thread_of(need))
    assert [entry["why"] for entry in told] == [
        "4 of 5 points",
        "住院",
        DeclineReason.TOO_FAR.label,
    ]


def test_a_resident_is_not_told_the_reasons_of_staff():
    need = makers.make_need()
    record("hold_need", need, by=None, at=makers.NOW, reason="内部原因")
    assert [entry["why"] for entry in told_of(thread_of(need), reasons=False)] == [""]


def test_a_verb_without_words_is_still_readable():
    need = makers.make_need(channel=Channel.API)
    record("dance_in_rain", need, by=None, at=makers.NOW, changes={"kind": "unknown"})
    assert told_of(thread_of(need))[0]["what"] == "Dance in rain"
