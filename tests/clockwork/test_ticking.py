"""What time does when it comes by, and that coming twice does nothing twice."""

from dataclasses import fields

import pytest
from django.core.management import call_command

from marketplace.clockwork.ticking import Ticked, every, tick
from marketplace.dispatch.actions import propose_round
from marketplace.dispatch.choices import RunState
from marketplace.journal.models import Entry, Seal
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.supervision.models import Alert, AlertKind
from marketplace.workorders.choices import OfferState, OrderState
from matching import CertificateError
from tests import makers
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db
NOTHING = Ticked(**dict.fromkeys((field.name for field in fields(Ticked)), 0))


def calls_for(order):
    return Alert.objects.filter(need=order.need, kind=AlertKind.NOBODY_LEFT).count()


def test_an_order_that_waits_is_offered(scene):
    service = scene.service()
    order = scene.ordered()
    assert tick(at=later(minutes=15)).offered == 1
    assert order.offers.get().service == service


def test_a_round_comes_again_only_when_its_tag_is_due(scene):
    scene.service()
    scene.ordered()
    tick(at=later(minutes=15))
    scene.ordered(resident=makers.make_resident(scene.community))
    assert tick(at=later(minutes=29)).offered == 0
    assert tick(at=later(minutes=30)).offered == 1


def test_while_a_dispatcher_looks_at_a_preview_the_rest_goes_on_without_a_round(scene):
    scene.service()
    scene.ordered()
    scene.posted()
    preview = propose_round(HERE, by=scene.dispatcher, at=later(days=3))
    ticked = tick(at=later(days=3, minutes=14))
    assert (ticked.offered, ticked.discarded) == (0, 0)
    assert ticked.alerts > 0
    assert ticked.sealed > 0
    ticked = tick(at=later(days=3, minutes=15))
    preview.refresh_from_db()
    assert (ticked.offered, ticked.discarded, preview.state) == (1, 1, RunState.DISCARDED)


def test_a_plan_that_does_not_prove_itself_holds_up_nothing_else(scene, monkeypatch, caplog):
    def unproven(*args, **kwargs):
        raise CertificateError("gap 1")

    monkeypatch.setattr("matching.match", unproven)
    scene.service()
    scene.ordered()
    ticked = tick(at=later(days=3))
    assert (ticked.offered, ticked.alerts > 0) == (0, True)
    assert "not_proven" in caplog.text


def test_dispatching_can_be_left_to_people(scene):
    scene.service()
    order = scene.ordered()
    assert tick(at=later(minutes=15), rounds=False).offered == 0
    assert not order.offers.exists()


def test_an_offer_without_an_answer_goes_on_to_the_next_best(scene):
    scene.service()
    offer = scene.offered()
    other = scene.service()
    assert tick(at=later(days=3)).lapsed == 1
    offer.refresh_from_db()
    assert offer.state == OfferState.LAPSED
    assert offer.work_order.offers.get(state=OfferState.OFFERED).service == other


def test_where_nobody_is_left_the_dispatch_centre_is_called(scene):
    scene.service()
    order = scene.offered().work_order
    tick(at=later(days=3))
    order.refresh_from_db()
    assert order.state == OrderState.CREATED
    assert calls_for(order) == 1


def test_the_centre_is_called_once_whoever_notices_and_however_often(scene):
    scene.service()
    order = scene.offered().work_order
    tick(at=later(days=3))
    tick(at=later(days=3, minutes=1))
    dispatch_order(order, by=scene.dispatcher, at=later(days=3, minutes=2))
    assert calls_for(order) == 1


def test_the_centre_is_called_again_when_the_next_one_asked_is_lost_too(scene):
    scene.service()
    order = scene.offered().work_order
    tick(at=later(days=3))
    scene.service()
    assert tick(at=later(days=4)).offered == 1
    tick(at=later(days=7))
    assert calls_for(order) == 2


def test_a_clock_that_has_run_out_is_told(scene):
    need = scene.posted()
    assert tick(at=later(days=9)).alerts == 1
    assert Alert.objects.get().need == need


def test_the_journal_is_sealed_once_it_has_settled(scene):
    scene.posted()
    sealed = tick(at=later(hours=1)).sealed
    assert Seal.objects.get().entries == sealed == Entry.objects.count()


def test_coming_twice_does_nothing_twice(scene):
    scene.service()
    scene.offered()
    scene.service()
    scene.posted()
    late = later(days=9)
    first = tick(at=late)
    assert first.lapsed == 1
    assert first.alerts > 0
    tick(at=late)
    told = Alert.objects.count()
    again = tick(at=late)
    assert (again.lapsed, again.offered, again.alerts) == (0, 0, 0)
    assert Alert.objects.count() == told


def test_an_empty_district_has_nothing_to_do(db):
    assert tick(at=later()) == NOTHING
    assert str(NOTHING).startswith("0 offers lapsed")


def test_it_comes_again_and_again_until_somebody_stops_it():
    came: list[str] = []

    def sleep(seconds: float) -> None:
        came.append(f"slept {seconds}")
        if len(came) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        every(60, lambda: came.append("came"), sleep=sleep)
    assert came == ["came", "slept 60", "came", "slept 60"]


# -- the commands -----------------------------------------------------------------------------------


def test_the_command_says_what_it_did(scene, capsys):
    call_command("tick")
    assert "0 offers lapsed" in capsys.readouterr().out
    call_command("tick", "--verbosity", "0")
    assert capsys.readouterr().out == ""


def test_one_failed_tick_does_not_stop_the_clock(monkeypatch, caplog, capsys):
    came = []

    def fails_once(**_):
        came.append("came")
        if len(came) == 1:
            raise RuntimeError("the database hiccups")
        return NOTHING

    def sleep(_seconds):
        if len(came) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("marketplace.clockwork.management.commands.tick.tick", fails_once)
    monkeypatch.setattr("time.sleep", sleep)
    monkeypatch.setattr(
        "marketplace.clockwork.management.commands.tick.close_old_connections", lambda: None
    )
    call_command("tick", "--every", "60")
    assert len(came) == 2
    assert "This tick failed" in caplog.text
    assert "0 offers lapsed" in capsys.readouterr().out
