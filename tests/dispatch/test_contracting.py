"""Whoever holds a contract for such help is preferred, unless somebody was picked; nobody goes without for it."""

import pytest

from marketplace.dispatch.contracting import Holders
from marketplace.dispatch.engine import candidates_for, providers, seekers_for
from marketplace.dispatch.keys import organization_key, service_key
from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.record import facts_of
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.contracts.makers import Tendered
from tests.journeys.scene import Scene
from tests.panels.makers import make_project

pytestmark = pytest.mark.django_db
IN_FORCE = makers.at("2026-12-02").date()


def wish_of(order: WorkOrder, on=IN_FORCE):
    (seeker,) = seekers_for(WorkOrder.objects.filter(pk=order.pk), on)
    return seeker.wish


def test_the_contract_whose_scope_holds_the_order_says_whom_to_prefer():
    scene = Scene()
    contract = Tendered(make_project(subcategories="A1")).signed()
    Tendered(make_project(subcategories="A2")).signed()
    order = scene.ordered()
    assert wish_of(order) == organization_key(contract.organization_id)
    assert wish_of(order, makers.TODAY) is None
    assert wish_of(order, contract.until_on) is None


def test_a_contract_holds_in_its_own_district_or_where_it_says():
    holders = Holders()
    holders.add(("E", 1, "A1"), "320113002", 7)
    holders.add(("E", 1, "A1"), "320113", 8)
    scope = ("E", 1, "A1")
    assert holders.of(scope, "320113002") == organization_key(7)
    assert holders.of(scope, "320113001") == organization_key(8)
    assert holders.of(scope, "320114001") is None
    assert holders.of(("E", 2, "A1"), "320113001") is None


def test_what_was_picked_comes_before_any_contract():
    scene = Scene()
    Tendered(make_project(subcategories="A1")).signed()
    order = scene.ordered(pick=scene.service())
    assert wish_of(order) == service_key(order.need.pick_id)


def test_a_contract_of_another_place_says_nothing():
    scene = Scene()
    tendered = Tendered(make_project(subcategories="A1"))
    tendered.signed()
    tendered.project.subdistricts.add(makers.make_subdistrict(number=2))
    assert wish_of(scene.ordered()) is None


def test_the_holder_comes_first_and_the_reason_is_told():
    scene = Scene()
    contract = Tendered(make_project(subcategories="A1")).signed()
    near, hired = scene.service(), makers.make_service(contract.organization, subcategory="A1")
    order = scene.ordered()
    first, second = candidates_for(order, IN_FORCE, WeightSet.objects.order_by("-version").first())
    assert [first.provider, second.provider] == [service_key(hired.pk), service_key(near.pk)]
    (seeker,) = seekers_for(WorkOrder.objects.filter(pk=order.pk), IN_FORCE)
    told = {
        one.key: facts_of(seeker, one) for one in providers(scene.community.district_code, IN_FORCE)
    }
    assert told[first.provider]["contracted"] is True
    assert told[second.provider]["contracted"] is False
    assert told[first.provider]["wished"] is None
