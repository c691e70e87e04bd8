from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.organizations import actions
from marketplace.organizations.actions import ServiceOffer
from marketplace.organizations.choices import OrganizationState, ServiceState
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_on_shelf
from tests import hostile, makers
from tests.makers import NOW, TODAY


@pytest.fixture
def offer(town) -> ServiceOffer:
    return ServiceOffer(
        name_zh="上门送餐",
        name_en="Meals at home",
        subcategory=makers.make_subcategory("A1"),
        need_types=[makers.make_need_type("E-L1-01")],
        groups=[makers.make_group("E"), makers.make_group("D")],
        subdistricts=[town.here.subdistrict],
        places=8,
        radius=3000,
        price_cents=1500,
    )


def test_a_service_is_drafted_by_its_organization_and_put_on_the_shelf_by_the_bureau(town, offer):
    service = actions.offer_service(town.organization, offer, by=town.manager, at=NOW)
    assert service.state == ServiceState.DRAFT
    assert not services_on_shelf().exists()
    actions.put_on_shelf(service, by=town.bureau, at=NOW)
    service.refresh_from_db()
    assert set(services_on_shelf()) == {service}
    assert (service.checked_on, service.checked_by) == (TODAY, town.bureau)
    assert {group.pk for group in service.groups.all()} == {"E", "D"}
    assert [each.pk for each in service.need_types.all()] == ["E-L1-01"]
    assert set(service.subdistricts.all()) == {town.here.subdistrict}
    assert [entry.verb for entry in thread_of(service)] == ["offer_service", "put_on_shelf"]


def test_nobody_checks_their_own_service(town, offer):
    service = actions.offer_service(town.organization, offer, by=town.manager, at=NOW)
    with pytest.raises(NotAllowed):
        actions.put_on_shelf(service, by=town.manager, at=NOW)


@pytest.mark.parametrize(
    "state", [OrganizationState.REGISTERED, OrganizationState.LISTED, OrganizationState.SUSPENDED]
)
def test_only_residents_have_services_on_the_shelf(town, offer, state):
    organization = makers.make_organization(state, community=town.here)
    service = actions.offer_service(organization, offer, by=town.bureau, at=NOW)
    with pytest.raises(RuleBroken, match="not_resident"):
        actions.put_on_shelf(service, by=town.bureau, at=NOW)


def test_the_organization_takes_a_service_off_by_itself(town):
    service = makers.make_service(town.organization)
    actions.take_off_shelf(service, reason="人手不足", by=town.manager, at=NOW)
    service.refresh_from_db()
    assert service.state == ServiceState.OFF_SHELF
    with pytest.raises(RuleBroken, match="wrong_step"):
        actions.take_off_shelf(service, by=town.manager, at=NOW)
    actions.put_on_shelf(service, by=town.bureau, at=NOW)
    assert service.state == ServiceState.ON_SHELF


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("worker", NotAllowed),
        ("dispatcher", NotAllowed),
        ("steward", NotAllowed),
        ("manager_of_other", Hidden),
        ("bureau_abroad", Hidden),
        ("stranger", Hidden),
    ],
)
def test_nobody_else_changes_the_shelf(town, offer, who, refusal):
    service = makers.make_service(town.organization)
    by = getattr(town, who)
    with pytest.raises(refusal):
        actions.offer_service(town.organization, offer, by=by, at=NOW)
    with pytest.raises(refusal):
        actions.take_off_shelf(service, by=by, at=NOW)
    with pytest.raises(refusal):
        actions.set_places(service, places=0, by=by, at=NOW)
    assert set(Service.objects.values_list("pk", "places", "state")) == {
        (service.pk, 5, ServiceState.ON_SHELF)
    }


def test_places_are_set_and_told(town):
    service = makers.make_service(town.organization, places=5)
    for places in (9, 9, 0):
        actions.set_places(service, places=places, by=town.manager, at=NOW)
    assert [entry.changes["places"] for entry in thread_of(service)] == [[5, 9], [9, 0]]


AVAILABLE = {
    "visits_a_week": 20,
    "windows": ["sun_evening", "mon_morning"],
    "languages": ["sign"],
    "sexes": ["female"],
}


def test_when_it_comes_and_whom_it_sends_is_set_and_told_once(town):
    service = makers.make_service(town.organization)
    for _ in range(2):
        actions.set_availability(service, **AVAILABLE, by=town.manager, at=NOW)
    service.refresh_from_db()
    assert service.windows == ["mon_morning", "sun_evening"]
    assert (service.visits_a_week, service.languages, service.sexes) == (20, ["sign"], ["female"])
    entry = thread_of(service).get()
    assert entry.changes["sexes"] == [["female", "male"], ["female"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("visits_a_week", -1),
        ("visits_a_week", 2**63),
        ("windows", ["noon"]),
        ("languages", ["latin"]),
        ("sexes", []),
        ("sexes", ["other"]),
    ],
)
def test_impossible_availability_is_refused_by_name(town, field, value):
    service = makers.make_service(town.organization)
    with pytest.raises(Malformed) as refusal:
        actions.set_availability(service, **AVAILABLE | {field: value}, by=town.manager, at=NOW)
    assert set(refusal.value.fields) == {field}


def test_others_do_not_set_availability(town):
    service = makers.make_service(town.organization)
    with pytest.raises((Hidden, NotAllowed)):
        actions.set_availability(service, **AVAILABLE, by=town.stranger, at=NOW)


@pytest.mark.parametrize("places", [-1, 5001, 2**63, 1.5, "3", None, True])
def test_impossible_places_are_refused(town, places):
    service = makers.make_service(town.organization)
    with pytest.raises(Malformed) as refusal:
        actions.set_places(service, places=places, by=town.manager, at=NOW)
    assert set(refusal.value.fields) == {"places"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_zh", ""),
        ("name_zh", "长" * 101),
        ("name_zh", hostile.UNSTORABLE["nul"]),
        ("name_en", hostile.UNSTORABLE["lone surrogate"]),
        ("description_zh", hostile.TOO_LONG),
        ("places", 0),
        ("places", -3),
        ("helpers", 0),
        ("helpers", 21),
        ("radius", 0),
        ("radius", 10**6),
        ("price_cents", -1),
        ("price_cents", 10**12),
        ("groups", []),
    ],
)
def test_an_impossible_offer_names_what_is_wrong(town, offer, field, value):
    with pytest.raises(Malformed) as refusal:
        actions.offer_service(
            town.organization, replace(offer, **{field: value}), by=town.manager, at=NOW
        )
    assert set(refusal.value.fields) == {field}
    assert not Service.objects.exists()


def test_needs_belong_to_the_subcategory_and_subdistricts_to_the_district(town, offer):
    elsewhere = makers.make_need_type("E-L2-01", subcategory="C1")
    with pytest.raises(Malformed, match="another_subcategory"):
        actions.offer_service(
            town.organization, replace(offer, need_types=[elsewhere]), by=town.manager, at=NOW
        )
    with pytest.raises(Malformed, match="another_district"):
        actions.offer_service(
            town.organization,
            replace(offer, subdistricts=[town.abroad.subdistrict]),
            by=town.manager,
            at=NOW,
        )


@pytest.mark.parametrize("text", hostile.KEPT.values(), ids=hostile.KEPT)
def test_descriptions_are_kept_as_written(town, offer, text):
    drafted = replace(offer, name_zh=text, description_zh=text)
    service = actions.offer_service(town.organization, drafted, by=town.manager, at=NOW)
    service.refresh_from_db()
    assert (service.name_zh, service.description_zh) == (text, text)


def test_the_database_wants_a_check_before_the_shelf_and_no_change_of_hands(town):
    draft = makers.make_service(town.organization, state=ServiceState.DRAFT)
    for changed in (
        {"state": ServiceState.ON_SHELF},
        {"state": ServiceState.OFF_SHELF},
        {"organization": town.other},
        {"helpers": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Service.objects.filter(pk=draft.pk).update(**changed)
