"""Each district has its rounds: its orders, those who serve it, its dispatchers, its moments."""

from importlib import import_module

import pytest
from django.apps import apps

from marketplace.accounts.choices import Role
from marketplace.clockwork.ticking import tick
from marketplace.dispatch import actions, queries
from marketplace.dispatch.choices import RunState
from marketplace.dispatch.fairness import ledger_of
from marketplace.dispatch.keys import service_key
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.providing import provider_rows
from marketplace.dispatch.shortages import shortages_between
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.journeys.dispatch_due import dispatch_due
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.kernel.errors import NotAllowed
from marketplace.organizations.models import Service
from marketplace.places.models import Community
from marketplace.workorders.models import Offer
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, THERE, TODAY, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(scene) -> Scene:
    makers.make_district(THERE)
    return Scene(Community.objects.filter(subdistrict__district=THERE).first())


def another(scene: Scene, **more):
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def regional(scene: Scene, there: Scene, **fields) -> Service:
    """At home there, and it names a subdistrict of each."""
    places = [scene.community.subdistrict, there.community.subdistrict]
    return there.service(subdistricts=places, **fields)


def keys(district: str) -> set[str]:
    return {row["key"] for row in provider_rows(district, TODAY)}


# -- whose orders -----------------------------------------------------------------------------------


def test_a_dispatchers_round_holds_the_orders_of_the_district_and_sends_them(scene, there):
    ours, theirs = scene.ordered(), there.ordered()
    scene.service(), there.service()
    run = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    assert (run.district_id, run.proposals.get().work_order) == (HERE, ours)
    dispatch_round(run, by=scene.dispatcher, at=later(hours=1))
    assert (ours.offers.count(), theirs.offers.count()) == (1, 0)


def test_nobody_runs_the_rounds_of_a_district_that_is_not_theirs_as_a_whole(scene, there):
    of_a_part = makers.make_staff(Role.DISPATCHER, scene.community.subdistrict)
    for somebody in (there.dispatcher, of_a_part):
        with pytest.raises(NotAllowed):
            actions.propose_round(HERE, by=somebody, at=later(hours=1))


def test_whoever_works_for_two_districts_runs_and_sees_the_rounds_of_both(scene, there):
    both = makers.make_staff(Role.DISPATCHER, there.community.subdistrict.district)
    both = makers.make_staff(Role.DISPATCHER, user=both)
    runs = {actions.propose_round(code, by=both, at=later(hours=1)) for code in (HERE, THERE)}
    assert set(queries.previewed_rounds(both)) == runs
    assert queries.previewed_rounds(scene.dispatcher).get().district_id == HERE


def test_the_rounds_shortages_and_shares_of_another_district_are_nobodys_to_see(scene, there):
    there.ordered()
    dispatch_at_once(THERE, by=None, at=later(hours=1))
    assert not queries.runs_visible_to(scene.dispatcher)
    assert not shortages_between(scene.dispatcher, days=7, at=later(hours=2))
    assert shortages_between(there.dispatcher, days=7, at=later(hours=2))
    assert ledger_of(scene.dispatcher, THERE, days=7, at=later(hours=2)).shares == []


def test_each_district_counts_its_last_round_of_the_day(scene, there):
    bureau = makers.make_staff(Role.BUREAU_OFFICER, there.community.subdistrict.district)
    bureau = makers.make_staff(Role.BUREAU_OFFICER, user=bureau)
    scene.ordered(), there.ordered()
    for number, code in enumerate((HERE, THERE, HERE)):
        actions.propose_round(code, by=None, at=later(hours=1, minutes=20 * number))
    found = shortages_between(bureau, days=7, at=later(hours=3))
    assert {(one.subdistrict.district_id, one.days) for one in found} == {(HERE, 1), (THERE, 1)}


# -- who is asked -----------------------------------------------------------------------------------


def test_whoever_serves_another_district_is_not_asked_however_near_the_planes_lie(scene, there):
    scene.service(), makers.make_volunteer(community=scene.community)
    service = there.service()
    volunteer = makers.make_volunteer(community=there.community)
    assert keys(THERE) == {f"service:{service.pk}", f"volunteer:{volunteer.pk}"}
    order = scene.ordered()
    assert not {service, volunteer} & {
        ranked.provider for ranked in queries.ranking_for(order, at=later(hours=1))
    }


def test_whoever_names_a_subdistrict_here_is_asked_from_elsewhere_too(scene, there):
    service = regional(scene, there, radius=1)
    assert keys(HERE) == keys(THERE) == {f"service:{service.pk}"}
    order = scene.ordered()
    dispatch_at_once(HERE, by=scene.dispatcher, at=later(hours=1))
    assert order.offers.get().service == service


def test_whoever_comes_from_elsewhere_counts_from_the_middle_of_what_it_serves_here(scene, there):
    regional(scene, there, radius=1)
    homes = Community.objects.filter(subdistrict=scene.community.subdistrict)
    middle = sum(home.x for home in homes) // len(homes)
    (here,), (home,) = provider_rows(HERE, TODAY), provider_rows(THERE, TODAY)
    assert (here["x"], here["y"], here["radius"]) == (middle, 0, None)
    assert (home["x"], home["radius"]) == (there.community.x, 1)


def test_a_round_plans_with_the_places_that_other_districts_left(scene, there):
    regional(scene, there, places=1)
    scene.ordered(), there.ordered()
    assert dispatch_at_once(THERE, by=None, at=later(hours=1)).proposals.count() == 1
    left_out = dispatch_at_once(HERE, by=None, at=later(hours=1)).unserved.get()
    assert left_out.reasons == {"capacity": 1}


def test_a_place_that_another_districts_round_took_meanwhile_is_not_given_twice(scene, there):
    regional(scene, there, places=1)
    scene.ordered(), there.ordered()
    runs = [actions.propose_round(code, by=None, at=later(hours=1)) for code in (HERE, THERE)]
    first, second = (dispatch_round(run, by=None, at=later(hours=1)) for run in runs)
    assert (first.proposals.get().not_offered, second.proposals.get().not_offered) == (
        "",
        "capacity",
    )
    assert Offer.objects.count() == 1


def test_shares_of_work_are_those_of_the_districts_own_orders(scene, there):
    shared = regional(scene, there)
    there.offered(), another(there)
    scene.offered()
    ledger = ledger_of(scene.dispatcher, HERE, days=7, at=later(hours=2))
    share = {share.key: share for share in ledger.shares}[service_key(shared.pk)]
    assert (share.asked, share.possible) == (1, 0)


# -- when -------------------------------------------------------------------------------------------


def test_time_sends_a_round_in_each_district_where_somebody_waits(scene, there):
    ours, theirs = scene.ordered(), there.ordered()
    scene.service(), there.service()
    assert tick(at=later(hours=1)).offered == 2
    assert (ours.offers.count(), theirs.offers.count()) == (1, 1)
    assert set(MatchRun.objects.values_list("district", "seekers")) == {(HERE, 1), (THERE, 1)}


def test_a_preview_in_one_district_holds_up_no_other(scene, there):
    ours, theirs = scene.ordered(), there.ordered()
    scene.service(), there.service()
    preview = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    assert tick(at=later(hours=1, minutes=1)).offered == 1
    assert (ours.offers.count(), theirs.offers.count()) == (0, 1)
    actions.propose_round(THERE, by=there.dispatcher, at=later(hours=1, minutes=2))
    preview.refresh_from_db()
    assert preview.state == RunState.PREVIEWED


def test_a_tag_that_was_looked_for_in_one_district_is_due_in_another(scene, there):
    scene.ordered(), there.ordered()
    scene.service()
    dispatch_due(HERE, at=later(hours=1))
    another(scene)
    assert queries.due_tags(HERE, later(hours=1, minutes=1)) == []
    assert [tag.code for tag in queries.due_tags(THERE, later(hours=1, minutes=1))] == [
        "needs_care"
    ]


# -- what was kept before ---------------------------------------------------------------------------


def test_older_runs_are_of_the_district_that_their_orders_are_in(scene, there):
    derive = import_module("marketplace.dispatch.migrations.0007_district_of_runs").derive
    scene.ordered(), there.ordered()
    ours, theirs = (dispatch_at_once(code, by=None, at=later(hours=1)) for code in (HERE, THERE))
    both = dispatch_at_once(HERE, by=None, at=later(hours=2))
    both.unserved.create(
        work_order=theirs.unserved.get().work_order, offering=0, eligible=0, reasons={}
    )
    empty = dispatch_at_once(HERE, tags=[], by=None, at=later(hours=3))
    MatchRun.objects.update(district=None)
    derive(apps, None)
    assert dict(MatchRun.objects.values_list("pk", "district")) == {
        ours.pk: HERE,
        theirs.pk: THERE,
        both.pk: None,
        empty.pk: None,
    }
