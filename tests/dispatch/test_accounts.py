"""One order of a run, accounted for to the last point, from what went in that day."""

import pytest
from django.utils import translation

from marketplace.dispatch import engine, queries
from marketplace.dispatch.accounts import account_of, remedies_of
from marketplace.dispatch.actions import propose_round
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.repairs import sentences_of
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def scene():
    return Scene()


def another(scene, **order):
    return scene.ordered(resident=makers.make_resident(scene.community), **order)


def a_run(scene):
    return propose_round(HERE, by=scene.dispatcher, at=later(hours=1))


def left_out(run):
    return account_of(run, run.unserved.select_related("work_order").get().work_order.number)


@pytest.fixture
def solves(monkeypatch) -> list[str]:
    """By which input plans were made, from here on."""
    queries._plan_of.cache_clear()
    made, genuine = [], engine.plan_again

    def counted(snapshot):
        plan = genuine(snapshot)
        made.append(plan.input_digest)
        return plan

    monkeypatch.setattr(engine, "plan_again", counted)
    return made


def test_whoever_reads_one_account_after_the_other_waits_for_one_plan(scene, solves):
    scene.service(places=2)
    another(scene), another(scene)
    run = a_run(scene)
    for proposal in run.proposals.select_related("work_order"):
        account_of(MatchRun.objects.get(pk=run.pk), proposal.work_order.number)
    assert solves == [run.input_digest]


def test_another_input_is_never_taken_for_it(scene, solves):
    """Not even one that somebody put in the place of what was kept, under the same digest."""
    scene.service(), another(scene)
    run = a_run(scene)
    queries.plan_of(run)
    another(scene)
    other = propose_round(HERE, by=scene.dispatcher, at=later(hours=2))
    MatchRun.objects.filter(pk=run.pk).update(snapshot=other.snapshot)
    assert queries.plan_of(MatchRun.objects.get(pk=run.pk)).input_digest == other.input_digest
    assert solves == [run.input_digest, other.input_digest]


def test_only_the_last_few_plans_are_kept(scene, solves):
    scene.service(places=9)
    runs = []
    for _ in range(queries.PLANS_KEPT + 1):
        another(scene)
        runs.append(a_run(scene))
    for run in (*runs, runs[-1], runs[0]):
        queries.plan_of(run)
    assert solves == [run.input_digest for run in (*runs, runs[0])]


def test_the_account_agrees_with_what_was_kept(scene):
    scene.service(places=1), scene.service(places=1)
    for _ in range(3):
        another(scene)
    run = a_run(scene)
    for proposal in run.proposals.select_related("work_order"):
        why = account_of(run, proposal.work_order.number).why
        kept = proposal.runner_up
        assert (why.runner_up, why.gap) == (kept["provider"], kept["gap"])
        assert dict(why.terms) == proposal.terms
    competition = left_out(run).why.competition
    assert (competition.needs, competition.places) == (3, 2)


def test_the_account_is_of_that_day(scene):
    service = scene.service(places=1)
    another(scene), another(scene)
    run = a_run(scene)
    service.places = 9
    service.save(update_fields=["places"])
    assert left_out(run).why.competition.places == 1


def test_an_order_that_the_run_did_not_plan_has_no_account(scene):
    run = a_run(scene)
    assert account_of(run, another(scene).number) is None


def told(scene):
    return [" ".join(each) for each in sentences_of(remedies_of(left_out(a_run(scene))))]


def test_a_place_more_helps_where_only_places_are_missing(scene):
    service = scene.service(places=1)
    another(scene), another(scene)
    assert told(scene)[0] == f"1 place more at {service.organization.name} · {service.name}."


def test_whoever_is_too_far_away_goes_farther(scene):
    service = scene.service(radius=0)
    service.organization.community = makers.make_community(
        scene.community.subdistrict, number=9, x=scene.community.x + 700, y=scene.community.y
    )
    service.organization.save(update_fields=["community"])
    another(scene)
    assert told(scene)[0] == (
        f"{service.organization.name} · {service.name} goes 700 metres farther."
    )


def test_whoever_serves_other_subdistricts_serves_this_one_too(scene):
    service = scene.service()
    service.subdistricts.add(makers.make_subdistrict(number=2))
    another(scene)
    assert f"also serves {scene.community.subdistrict.name}." in told(scene)[0]


def test_what_protects_people_is_no_repair(scene):
    volunteer = makers.make_volunteer(community=scene.community, insured_until_on=None)
    another(scene)
    assert told(scene) == [f"The insurance of {volunteer.name} is renewed."]


def test_it_is_looked_for_once(scene, monkeypatch):
    scene.service(places=1)
    another(scene), another(scene)
    account = left_out(a_run(scene))
    first = remedies_of(account)
    monkeypatch.setattr("matching.explain.remedies", lambda *args, **kwargs: 1 / 0)
    assert remedies_of(account) == first
