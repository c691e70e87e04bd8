from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.dispatch import engine
from marketplace.dispatch.keys import order_key, volunteer_key
from marketplace.dispatch.queries import weights_in_force
from marketplace.kernel.errors import RuleBroken
from marketplace.needs.choices import NeedState
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.queries import person_of, task_of
from marketplace.volunteers.rules import may_take
from marketplace.workorders.actions import open_order
from marketplace.workorders.models import WorkOrder
from matching import CertificateError
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, NOW, TODAY, later

pytestmark = pytest.mark.django_db


def test_the_best_plan_serves_the_urgent_one_when_there_is_one_place():
    scene = Scene()
    calm = scene.ordered()
    urgent = scene.ordered(resident=makers.make_resident(scene.community), tag="urgent")
    service = scene.service(places=1)
    plan = engine.plan_for(WorkOrder.objects.all(), HERE, TODAY, weights_in_force(NOW))
    assert [(each.seeker, each.provider) for each in plan.assignments] == [
        (order_key(urgent.pk), f"service:{service.pk}")
    ]
    assert [each.seeker for each in plan.unmatched] == [order_key(calm.pk)]
    assert (plan.certificate, plan.gap) == ("verified", 0)


def test_a_plan_that_does_not_prove_itself_changes_nothing(monkeypatch):
    def unproven(*args, **kwargs):
        raise CertificateError("gap 1")

    monkeypatch.setattr("matching.match", unproven)
    with pytest.raises(RuleBroken) as refusal:
        engine.plan_for(WorkOrder.objects.all(), HERE, TODAY, weights_in_force(NOW))
    assert refusal.value.code == "not_proven"


def test_the_same_snapshot_gives_the_same_plan():
    scene = Scene()
    for _ in range(3):
        scene.service(places=1)
        makers.make_volunteer(community=scene.community, places=1)
        scene.ordered(resident=makers.make_resident(scene.community))
    plan = engine.plan_for(WorkOrder.objects.all(), HERE, TODAY, weights_in_force(NOW))
    assert engine.plan_again(engine.packed(plan)) == plan


WANTED = ["", "VOL", "VOL|TE", "VOL,TE"]
dates = st.sampled_from([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    state=st.sampled_from([VolunteerState.ACTIVE, VolunteerState.PAUSED]),
    age=st.integers(12, 20),
    income=st.booleans(),
    agreed=dates,
    insured=dates,
    declared=dates,
    subcategories=st.sampled_from(["A1", "B1", "A1,B1"]),
    groups=st.sampled_from(["E", "M", "EM"]),
    held=st.sampled_from(["", "VOL", "TE", "VOL,TE"]),
    code=st.sampled_from(["E-L1-01", "M-L4-01"]),
    wanted=st.sampled_from(WANTED),
    safeguards=st.booleans(),
)
def test_the_engine_excludes_exactly_the_volunteers_whom_the_rules_exclude(
    db,
    state,
    age,
    income,
    agreed,
    insured,
    declared,
    subcategories,
    groups,
    held,
    code,
    wanted,
    safeguards,
):
    number = f"{code[:5]}{10 + 2 * WANTED.index(wanted) + safeguards}"
    need_type = makers.make_need_type(
        number, qualifications=wanted, safeguards_minor=safeguards, helpers=1 + safeguards
    )
    volunteer = makers.make_volunteer(
        state=state,
        birth_on=TODAY.replace(year=TODAY.year - age),
        lives_on_own_income=income,
        guardian_agreed_on=agreed,
        insured_until_on=insured,
        background_declared_on=declared,
        subcategories=subcategories,
        groups=groups,
        qualifications=held,
    )
    resident = makers.make_resident(volunteer.community, groups=code[0])
    need = makers.make_need(NeedState.APPROVED, resident=resident, need_type=need_type)
    order = open_order(need, by=None, at=later())
    lawful = may_take(person_of(volunteer), task_of(need_type, need.group), TODAY)
    against = engine.stands_in_the_way(
        {order_key(order.pk): volunteer_key(volunteer.pk)},
        WorkOrder.objects.filter(pk=order.pk),
        HERE,
        TODAY,
        weights_in_force(NOW),
    )
    assert bool(against[order_key(order.pk)]) == bool(lawful)
