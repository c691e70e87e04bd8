"""`dispatch`: one round from the command line, for a person or for cron."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from marketplace.dispatch.actions import propose_round
from marketplace.dispatch.choices import RunState
from marketplace.dispatch.models import MatchRun
from marketplace.journal.models import Entry
from marketplace.places.models import Community
from marketplace.workorders.models import Offer
from matching import CertificateError
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, THERE

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(scene):
    """Two orders wait, one calm, and there is a place for each."""
    orders = [
        scene.ordered(resident=makers.make_resident(scene.community), tag=tag)
        for tag in ("needs_care", "monitoring")
    ]
    scene.service(places=2)
    return orders


def said(capsys, *args: str) -> str:
    call_command("dispatch", *args)
    return capsys.readouterr().out


def test_a_round_says_what_came_of_it(waiting, capsys):
    out = said(capsys)
    run = MatchRun.objects.get()
    assert f"Round {run.pk} in {HERE}: 2 orders, 1 providers, 2 proposed, 2 offered" in out
    assert (run.state, run.started_by, Offer.objects.count()) == (RunState.COMMITTED, None, 2)


def test_one_tag_alone_is_planned(waiting, capsys):
    said(capsys, "--tag", "monitoring")
    assert Offer.objects.get().work_order == waiting[1]
    assert [tag.code for tag in MatchRun.objects.get().tags.all()] == ["monitoring"]
    said(capsys, "--tag", "needs_care", "--tag", "monitoring")
    assert Offer.objects.count() == 2


def test_a_machine_is_told_the_same(waiting, capsys):
    (told,) = json.loads(said(capsys, "--json"))
    run = MatchRun.objects.get()
    offers = {offer.work_order.number: offer.service_id for offer in Offer.objects.all()}
    assert {pair["order"]: pair["provider"] for pair in told["pairs"]} == {
        number: f"service:{service}" for number, service in offers.items()
    }
    assert {pair["offered"] for pair in told["pairs"]} == {True}
    assert (told["round"], told["orders"], told["left_out"], told["weights"]) == (run.pk, 2, 0, 1)
    assert told["district"] == HERE
    assert (told["served"], told["certificate"]) == (run.served_by_tag, "verified")


def test_a_dry_run_tells_the_same_and_leaves_no_trace(waiting, scene, capsys):
    preview = propose_round(HERE, by=scene.dispatcher, at=timezone.now())
    rows = Entry.objects.count(), MatchRun.objects.count()
    (told,) = json.loads(said(capsys, "--dry-run", "--json"))
    assert f"Thought through in {HERE}: 2 orders" in said(capsys, "--dry-run")
    preview.refresh_from_db()
    assert (preview.state, Offer.objects.count()) == (RunState.PREVIEWED, 0)
    assert (Entry.objects.count(), MatchRun.objects.count()) == rows
    assert (told["round"], {pair["offered"] for pair in told["pairs"]}) == (None, {False})
    assert {(pair["order"], pair["points"]) for pair in told["pairs"]} == {
        (each.work_order.number, each.total) for each in preview.proposals.all()
    }


def test_a_dispatchers_preview_comes_first_try_later(waiting, scene):
    propose_round(HERE, by=scene.dispatcher, at=timezone.now())
    with pytest.raises(CommandError) as refusal:
        call_command("dispatch")
    assert (refusal.value.returncode, refusal.value.__cause__.code) == (75, "preview_waits")
    assert not Offer.objects.exists()


def test_a_round_without_proof_is_no_round(waiting, monkeypatch):
    def unproven(*args, **kwargs):
        raise CertificateError("gap 1")

    monkeypatch.setattr("matching.match", unproven)
    with pytest.raises(CommandError) as refusal:
        call_command("dispatch")
    assert refusal.value.returncode == 1
    assert not Offer.objects.exists()


def test_an_unknown_tag_is_refused_with_those_there_are(waiting):
    with pytest.raises(CommandError, match=r"no tag hasty; there are needs_care, monitoring"):
        call_command("dispatch", "--tag", "hasty")
    assert not MatchRun.objects.exists()


def test_nobody_waiting_is_no_fault(scene, capsys):
    assert said(capsys) == "Nobody waits for a provider.\n"
    assert json.loads(said(capsys, "--json")) == []
    assert "0 orders" in said(capsys, "--district", HERE)


# -- several districts ------------------------------------------------------------------------------


@pytest.fixture
def there(waiting) -> Scene:
    """Another district, where one order waits that somebody has a place for."""
    makers.make_district(THERE)
    other = Scene(Community.objects.filter(subdistrict__district=THERE).first())
    other.ordered()
    other.service()
    return other


def test_every_district_in_which_somebody_waits_has_its_round(there, capsys):
    told = json.loads(said(capsys, "--json"))
    assert [(each["district"], each["orders"]) for each in told] == [(HERE, 2), (THERE, 1)]
    assert Offer.objects.count() == 3


def test_one_district_alone_has_its_round(there, capsys):
    told = json.loads(said(capsys, "--district", THERE, "--json"))
    assert [each["district"] for each in told] == [THERE]
    assert Offer.objects.count() == 1


def test_a_preview_in_one_district_holds_up_no_other(there, scene, capsys):
    propose_round(HERE, by=scene.dispatcher, at=timezone.now())
    with pytest.raises(CommandError, match=HERE) as refusal:
        call_command("dispatch")
    assert refusal.value.returncode == 75
    assert f"in {THERE}: 1 orders, 1 providers, 1 proposed, 1 offered" in capsys.readouterr().out
    assert Offer.objects.count() == 1


def test_an_unknown_district_is_refused_with_those_there_are(there):
    with pytest.raises(CommandError, match=f"no district 110101; there are {HERE}, {THERE}"):
        call_command("dispatch", "--district", "110101")
