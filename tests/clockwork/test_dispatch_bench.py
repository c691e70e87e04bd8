"""What a whole round costs is measured on a crowd that is taken back."""

import pytest

from marketplace.clockwork.dispatch_bench import NothingToMeasure, measure
from marketplace.dispatch.models import MatchRun
from marketplace.journal.models import Entry
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import later

pytestmark = pytest.mark.django_db


def told(needs: int) -> dict:
    return measure(needs, at=later(hours=1), tell=lambda line: None)


def test_a_whole_round_is_measured_and_nothing_of_it_stays():
    scene = Scene()
    scene.service(places=1)
    for code in ("E-L1-07", "E-L2-01"):
        makers.make_need_type(code)
    before = [model.objects.count() for model in (Need, WorkOrder, MatchRun, Entry)]
    figures = told(3)
    assert (figures["orders"], figures["gap"]) == (3, 0)
    assert figures["proposals"] + figures["without_provider"] == 3
    assert figures["ms"]["total"] >= figures["ms"]["engine"] >= figures["ms"]["solve"] > 0
    assert [model.objects.count() for model in (Need, WorkOrder, MatchRun, Entry)] == before
    assert Service.objects.get().places == 1


def test_without_a_demo_world_there_is_nothing_to_measure():
    with pytest.raises(NothingToMeasure):
        told(3)
