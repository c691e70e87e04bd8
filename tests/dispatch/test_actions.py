import pytest

from marketplace.accounts.choices import Role
from marketplace.dispatch import actions
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.replay import replay
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


def another(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def test_a_round_keeps_what_went_in_what_came_out_and_the_proof(scene):
    calm, urgent = scene.ordered(), another(scene, tag="urgent")
    service = scene.service(places=1)
    run = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    run.refresh_from_db()
    proposal, unserved = run.proposals.get(), run.unserved.get()
    assert (proposal.work_order, proposal.service, unserved.work_order) == (urgent, service, calm)
    assert (unserved.offering, unserved.eligible, unserved.reasons) == (1, 1, {})
    assert (run.kind, run.state, run.seekers, run.providers) == (
        RunKind.ROUND,
        RunState.PREVIEWED,
        2,
        1,
    )
    assert run.served_by_tag == {"1": 1, "2": 0, "3": 0, "4": 0}
    assert (run.objective, run.certificate) == (run.bound, "verified")
    assert {
        len(run.input_digest),
        run.weights_id == 1,
        run.timings["with_database"] > 0,
    } == {64, True}
    assert proposal.total == sum(proposal.terms.values())
    assert proposal.facts == {
        "metres": 0,
        "satisfied": 0,
        "answers": 0,
        "load": 0,
        "free": 1,
        "before": None,
        "wished": None,
        "contracted": None,
    }
    assert proposal.runner_up["provider"] is None
    entry = thread_of(run).get()
    assert (entry.verb, entry.actor, entry.changes["seekers"]) == (
        "propose_round",
        scene.dispatcher,
        2,
    )


def test_a_round_proposes_and_offers_nothing(scene):
    scene.service()
    order = scene.ordered()
    actions.propose_round(HERE, by=None, at=later(hours=1))
    order.refresh_from_db()
    assert (order.state, order.offers.count()) == ("created", 0)


def test_a_new_round_discards_the_preview_before_it(scene):
    first = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    second = actions.propose_round(HERE, by=None, at=later(hours=2))
    assert dict(MatchRun.objects.values_list("pk", "state")) == {
        first.pk: RunState.DISCARDED,
        second.pk: RunState.PREVIEWED,
    }
    assert list(thread_of(first).values_list("verb", "actor")) == [
        ("propose_round", scene.dispatcher.pk),
        ("discard_round", None),
    ]


def test_a_run_is_committed_or_discarded_once(scene):
    committed = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    actions.mark_committed(committed, {}, by=scene.dispatcher, at=later(hours=1))
    discarded = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    actions.discard_run(discarded, by=scene.dispatcher, at=later(hours=1))
    for run in (committed, discarded):
        for function, more in [
            (actions.take_up, {}),
            (actions.discard_run, {}),
            (actions.mark_committed, {"outcomes": {}}),
        ]:
            with pytest.raises(RuleBroken) as refusal:
                function(run, by=scene.dispatcher, at=later(hours=2), **more)
            assert refusal.value.code == "run_is_over"


@pytest.mark.parametrize("role", [Role.STEWARD, Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER])
def test_only_dispatchers_and_time_itself_run_rounds(scene, role):
    run = actions.propose_round(HERE, by=None, at=later())
    somebody = makers.make_staff(role)
    for function, args in [
        (actions.propose_round, (HERE,)),
        (actions.take_up, (run,)),
        (actions.discard_run, (run,)),
    ]:
        with pytest.raises(NotAllowed):
            function(*args, by=somebody, at=later())


def test_what_stands_against_a_proposal_since_its_preview_is_told(scene):
    first, second, third = scene.service(places=1), scene.service(places=1), scene.service(places=1)
    orders = [another(scene) for _ in range(3)]
    run = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    gone, full, fine = (run.proposals.get(service=service) for service in (first, second, third))
    first.state = "off_shelf"
    first.save()
    second.groups.set([makers.make_group("M")])
    assert actions.take_up(run, by=scene.dispatcher, at=later(hours=2)) == {
        gone: "suspended",
        full: "group",
        fine: "",
    }
    assert {each.work_order for each in (gone, full, fine)} == set(orders)


def test_one_arrival_is_planned_alone_and_against_everybody(scene):
    near, far = scene.service(), makers.make_volunteer(community=makers.make_community(number=2))
    other, order = another(scene), scene.ordered()
    run = actions.propose_for(order, by=None, at=later(hours=1))
    assert (run.kind, run.seekers, run.providers) == (RunKind.ARRIVAL, 1, 2)
    proposal = run.proposals.get()
    assert (proposal.work_order, proposal.provider) == (order, near)
    assert proposal.runner_up["provider"] == f"volunteer:{far.pk}"
    assert proposal.runner_up["gap"] > 0
    assert other.pk not in set(run.proposals.values_list("work_order", flat=True))


def test_a_round_keeps_the_visits_of_a_week_where_a_flow_alone_would_not(scene):
    """Visits 3, 2 and 2 into 4: the urgent order of 3 is proposed for, the others go without."""
    urgent, *others = (another(scene, tag=tag) for tag in ("urgent", "monitoring", "monitoring"))
    WorkOrder.objects.filter(pk=urgent.pk).update(visits_a_week=3)
    WorkOrder.objects.filter(pk__in=[each.pk for each in others]).update(visits_a_week=2)
    scene.service(places=3, visits_a_week=4)
    run = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    assert run.proposals.get().work_order == urgent
    assert (run.unserved.count(), run.gap, run.certificate) == (2, 0, "verified")
    assert not replay(run).differences
