"""What the figures of a year propose to buy, and the plan that begins with them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.desks.bureau.projects.wanting import why_of
from marketplace.projects.models import Project
from marketplace.supervision.wanting import wanted
from tests import makers
from tests.desks.bureau.projects.conftest import text
from tests.journeys.scene import Scene
from tests.makers import later

URL = "/projects/wanted/"


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture(autouse=True)
def later_on(both_clocks):
    both_clocks(later(days=3))


def ordered(scene, times: int = 1):
    for _ in range(times):
        scene.ordered(resident=makers.make_resident(scene.community))


def test_it_counts_what_was_wanted_and_what_nobody_took_on(author, scene):
    ordered(scene, 2)
    ((want, _wait),) = author.get(URL).context["rows"]
    assert (want.needs, want.open, want.unserved) == (2, 2, 2)


def test_a_plan_begins_with_the_figures_and_says_them_in_a_sentence(author, scene, tendering):
    ordered(scene, 2)
    (want,) = wanted(tendering.author, at=later(days=3))
    page = author.get(f"/projects/batches/{tendering.batch.pk}/plan/", {"want": want.key})
    form = page.context["form"]
    assert form["groups"].value() == [want.group.pk]
    assert form["level"].value() == want.level.pk
    assert form["subcategories"].value() == [want.subcategory.pk]
    assert form["why"].value() == why_of(want)
    assert why_of(want).startswith("In the last twelve months 2 needs were approved")
    assert not Project.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "Z.9.Z9", "\x00", "长" * 5000, "E.1.A1.B1"])
def test_what_nobody_wants_begins_an_empty_plan(key, author, scene, tendering):
    ordered(scene)
    page = author.get(f"/projects/batches/{tendering.batch.pk}/plan/", {"want": key})
    assert page.status_code == 200
    assert not page.context["form"]["why"].value()


def test_the_button_is_there_as_long_as_a_batch_is_being_prepared(author, scene, tendering):
    ordered(scene)
    assert f"/projects/batches/{tendering.batch.pk}/plan/?want=" in text(author.get(URL))
    tendering.released()
    shown = text(author.get(URL))
    assert "?want=" not in shown
    assert "No batch is being prepared" in shown


@pytest.mark.parametrize("group", ["E", "D", "x", "\x00"])
def test_one_group_is_shown_alone(group, author, scene):
    ordered(scene)
    page = author.get(URL, {"group": group})
    assert len(page.context["rows"]) == (group == "E")
    assert [one.pk for one in page.context["groups"]] == ["E"]


def test_the_page_costs_the_same_with_one_need_and_with_thirty(author, scene):
    ordered(scene)
    with CaptureQueriesContext(connection) as few:
        author.get(URL)
    ordered(scene, 29)
    with CaptureQueriesContext(connection) as many:
        author.get(URL)
    assert len(few) == len(many) <= 12


def test_an_officer_of_another_district_sees_nothing_of_it(scene, stranger):
    ordered(scene)
    assert stranger.get(URL).context["rows"] == []
