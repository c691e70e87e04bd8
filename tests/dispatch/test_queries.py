from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.dispatch import actions, queries
from marketplace.dispatch.models import Proposal
from marketplace.dispatch.replay import replay
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


def another(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def a_run(scene: Scene):
    return actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))


def test_runs_are_seen_by_dispatchers_and_the_bureau(scene):
    run = a_run(scene)
    bureau = makers.make_staff(Role.BUREAU_OFFICER)
    manager = scene.service().organization.memberships.get().user
    assert {queries.previewed_rounds(user).first() for user in (scene.dispatcher, bureau)} == {run}
    for user in (scene.steward, scene.officer, manager, makers.make_user()):
        assert list(queries.runs_visible_to(user)) == []


def test_every_provider_is_ranked_with_its_reasons(scene):
    near = scene.service(places=1)
    far = makers.make_service(
        makers.make_organization(
            community=makers.make_community(makers.make_subdistrict(number=2), number=2)
        ),
        radius=1000,
    )
    full = scene.service(places=0)
    suspended = makers.make_service(
        makers.make_organization("suspended", suspended_for="检查", community=scene.community)
    )
    ranked = queries.ranking_for(scene.ordered(), at=later(hours=1))
    assert {
        (each.provider, tuple(each.reasons), each.eligible, each.by_hand) for each in ranked
    } == {
        (near, (), True, True),
        (far, ("distance",), False, True),
        (full, ("capacity",), False, False),
        (suspended, ("suspended",), False, False),
    }
    assert ranked[0].provider == near
    assert all(len(each.against) == len(each.reasons) for each in ranked)
    assert near.organization.name in ranked[0].name


def test_ranking_takes_a_fixed_number_of_queries(scene, django_assert_num_queries):
    order = WorkOrder.objects.select_related("need__community").get(pk=scene.ordered().pk)
    for _ in range(2):
        scene.service()
        makers.make_volunteer(community=scene.community)
        with django_assert_num_queries(13):
            queries.ranking_for(order, at=later(hours=1))


def test_a_round_is_explained_most_urgent_first_in_a_fixed_number_of_queries(
    scene, django_assert_num_queries
):
    another(scene, tag="urgent")
    scene.service(places=9)
    scene.service(places=9)
    for tags in (["needs_care"], ["monitoring", "safety_net"]):
        for tag in tags:
            another(scene, tag=tag)
        run = a_run(scene)
        with django_assert_num_queries(2):
            told = queries.explained_proposals(run)
            ranks = [each.subject.work_order.need.tag.rank for each in told]
        assert ranks == sorted(ranks)
        assert len(ranks) == run.seekers
    assert all(each.sentences for each in told)


def test_who_is_left_out_is_explained(scene):
    another(scene), another(scene, tag="urgent")
    scene.service(places=1)
    (left_out,) = queries.explained_unserved(a_run(scene))
    assert left_out.subject.work_order.need.tag.rank == 3
    assert len(left_out.sentences) == 2


def test_a_run_replays_to_the_same_plan(scene):
    for _ in range(3):
        scene.service(places=1)
        another(scene)
    makers.make_volunteer(community=scene.community)
    another(scene, tag="urgent")
    run = a_run(scene)
    scene.service(places=9)
    assert replay(run).differences == ()


def test_a_replay_names_what_somebody_changed_afterwards(scene):
    one, two = scene.service(places=1), scene.service(places=1)
    another(scene)
    run = a_run(scene)
    proposal = run.proposals.get()
    Proposal.objects.filter(pk=proposal.pk).update(service=two if proposal.service == one else one)
    type(run).objects.filter(pk=run.pk).update(objective="1")
    run.refresh_from_db()
    assert {each.what for each in replay(run).differences} == {"objective", "proposals"}


def test_the_next_round_comes_when_the_last_is_long_enough_ago(scene):
    another(scene)
    at = later(hours=1)
    assert queries.next_rounds(HERE, at) == dict.fromkeys((1, 2, 3, 4), at)
    dispatch_at_once(HERE, by=scene.dispatcher, at=at)
    assert queries.next_rounds(HERE, at + timedelta(minutes=2))[3] == at + timedelta(minutes=15)
    assert queries.next_rounds(HERE, at + timedelta(minutes=20))[3] == at + timedelta(minutes=20)


def test_what_stands_against_one_provider_is_told_as_codes(scene):
    order, service = scene.ordered(), scene.service(places=0)
    volunteer = makers.make_volunteer(community=scene.community)
    ask = {"at": later(hours=1)}
    assert queries.reasons_against(order, service=service, volunteer=None, **ask) == ["capacity"]
    assert queries.reasons_against(order, service=None, volunteer=volunteer, **ask) == []
    hidden = makers.make_service(state="draft")
    assert queries.reasons_against(order, service=hidden, volunteer=None, **ask) == ["suspended"]
