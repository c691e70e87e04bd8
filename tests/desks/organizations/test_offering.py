"""What an organization wants to offer is drafted, checked, sent back, mended, and put on the shelf."""

import pytest

from marketplace.accounts.choices import Role
from marketplace.organizations.choices import ServiceState
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_on_shelf
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(scene):
    return makers.make_organization(community=scene.community)


@pytest.fixture
def manager(home, as_user):
    return as_user(makers.make_member(home))


@pytest.fixture
def bureau(scene, as_user):
    district = scene.community.subdistrict.district
    return as_user(makers.make_staff(Role.BUREAU_OFFICER, district))


def told(**changed):
    sent = {
        "name_zh": "上门助浴",
        "description_zh": "两人上门，先量血压。",
        "groups": ["E"],
        "places": "8",
        "helpers": "2",
        "price_cents": "12.50",
    }
    return {**sent, **changed}


def draft(manager, home, **changed):
    return manager.post(f"/organization/{home.pk}/offer/A3/", told(**changed), follow=True)


@pytest.fixture
def kinds(scene):
    makers.make_subcategory("A3"), makers.make_group("E")


def test_it_is_drafted_sent_back_mended_and_stands_on_the_shelf(manager, bureau, home, kinds):
    assert (
        f"/organization/{home.pk}/offer/A3/"
        in manager.get(f"/organization/{home.pk}/offer/").content.decode()
    )
    page = draft(manager, home)
    service = Service.objects.get(organization=home)
    assert (service.price_cents, service.helpers, service.state) == (1250, 2, ServiceState.DRAFT)
    assert "两人上门" in page.content.decode()

    address = f"/organization/services/{service.pk}/"
    manager.post(f"{address}send/")
    desk = f"/organizations/{home.pk}/"
    assert "两人上门" in bureau.get(desk).content.decode()
    bureau.post(desk, {"step": f"return-{service.pk}", "reason": "请写明时长"})
    assert "请写明时长" in manager.get(address).content.decode()
    manager.post(f"{address}change/", told(description_zh="两人上门，约一小时。"))
    manager.post(f"{address}send/")
    bureau.post(desk, {"step": f"put-{service.pk}"})
    service.refresh_from_db()
    assert (service.state, service.description_zh) == (
        ServiceState.ON_SHELF,
        "两人上门，约一小时。",
    )
    assert service in services_on_shelf()


def test_what_stands_on_the_shelf_or_is_being_checked_does_not_change(manager, bureau, home, kinds):
    draft(manager, home)
    service = Service.objects.get(organization=home)
    address = f"/organization/services/{service.pk}/"
    manager.post(f"{address}send/")
    assert manager.post(f"{address}change/", told(name_zh="别的")).status_code == 409
    manager.post(f"{address}take-back/")
    assert manager.post(f"{address}change/", told(name_zh="别的")).status_code == 302
    service.refresh_from_db()
    assert (service.name_zh, service.state) == ("别的", ServiceState.DRAFT)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name_zh": UNSTORABLE["nul"]}, "name_zh"),
        ({"description_zh": TOO_LONG}, "description_zh"),
        ({"groups": []}, "groups"),
        ({"groups": ["X"]}, "groups"),
        ({"places": "0"}, "places"),
        ({"places": "9" * 30}, "places"),
        ({"price_cents": "-1"}, "price_cents"),
        ({"subdistricts": ["370212001"]}, "subdistricts"),
        ({"need_types": ["E-L1-01"]}, "need_types"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(
    manager, home, kinds, changed, field
):
    page = draft(manager, home, **changed)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    assert not Service.objects.filter(organization=home).exists()


def test_others_neither_read_nor_send_it(manager, home, kinds, as_user):
    draft(manager, home)
    service = Service.objects.get(organization=home)
    other = as_user(makers.make_member(makers.make_organization()))
    address = f"/organization/services/{service.pk}/"
    assert other.get(address).status_code == 404
    assert other.post(f"{address}send/").status_code == 404
    assert other.get(f"/organization/{home.pk}/offer/A3/").status_code == 404


def test_only_who_has_moved_in_can_send_it(manager, home, kinds, bureau):
    draft(manager, home)
    service = Service.objects.get(organization=home)
    bureau.post(f"/organizations/{home.pk}/", {"step": "suspend", "reason": "年检逾期"})
    page = manager.post(f"/organization/services/{service.pk}/send/", follow=True)
    assert "has moved in" in page.content.decode()
    service.refresh_from_db()
    assert service.state == ServiceState.DRAFT
