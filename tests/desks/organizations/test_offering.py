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


# -- while it stands on the shelf -----------------------------------------------------------------


@pytest.fixture
def shelved(home, kinds):
    return makers.make_service(
        home, subcategory="A3", groups="E", name_zh="上门助浴", places=8, price_cents=1250
    )


def propose(manager, service, **changed):
    address = f"/organization/services/{service.pk}/change/"
    return manager.post(address, told(helpers="1", **changed), follow=True)


def test_a_change_is_proposed_checked_and_read(manager, bureau, home, shelved):
    page = propose(manager, shelved, price_cents="20").content.decode()
    assert "waits to be checked" in page
    assert page.index("12.50") < page.index("20.00")
    shelved.refresh_from_db()
    assert (shelved.price_cents, shelved.state) == (1250, ServiceState.ON_SHELF)

    assert home.name_en in bureau.get("/organizations/").content.decode()
    desk = f"/organizations/{home.pk}/"
    page = bureau.get(desk).content.decode()
    assert page.index("12.50") < page.index("20.00")
    bureau.post(desk, {"step": f"accept-change-{shelved.revisions.get().pk}"})
    shelved.refresh_from_db()
    assert (shelved.price_cents, shelved.description_zh) == (2000, "两人上门，先量血压。")
    assert "accept-change" not in bureau.get(desk).content.decode()


def test_what_was_sent_back_is_there_to_be_mended(manager, bureau, home, shelved):
    propose(manager, shelved, name_zh="助浴上门")
    desk = f"/organizations/{home.pk}/"
    step = f"return-change-{shelved.revisions.get().pk}"
    assert bureau.post(desk, {"step": step, "reason": ""}).status_code == 422
    bureau.post(desk, {"step": step, "reason": "名称请用通用说法"})
    address = f"/organization/services/{shelved.pk}/"
    assert "名称请用通用说法" in manager.get(address).content.decode()
    form = manager.get(f"{address}change/").content.decode()
    assert 'value="助浴上门"' in form
    shelved.refresh_from_db()
    assert shelved.name_zh == "上门助浴"


def test_a_second_one_waits_until_the_first_is_taken_back(manager, shelved):
    propose(manager, shelved, name_zh="助浴上门")
    page = propose(manager, shelved, name_zh="又一个名字")
    assert page.status_code == 409
    assert "又一个名字" in page.content.decode()
    address = f"/organization/services/{shelved.pk}/"
    assert "Propose a change" not in manager.get(address).content.decode()
    manager.post(f"{address}change/take-back/")
    assert "Propose a change" in manager.get(address).content.decode()
    assert propose(manager, shelved, name_zh="又一个名字").status_code == 200
    assert manager.post(f"{address}change/take-back/", follow=True).status_code == 200


def test_a_change_of_others_is_nobodys_to_take_back(manager, shelved, as_user):
    propose(manager, shelved, name_zh="助浴上门")
    other = as_user(makers.make_member(makers.make_organization()))
    address = f"/organization/services/{shelved.pk}/change/take-back/"
    assert other.post(address).status_code == 404
    assert other.get(address).status_code in (404, 405)


def test_every_kind_of_difference_is_told_in_words(manager, bureau, home, shelved, scene):
    here = scene.community.subdistrict
    makers.make_group("M")
    need = makers.make_need_type("E-L1-03", subcategory="A3")
    page = propose(
        manager,
        shelved,
        name_en="Bath at home",
        groups=["M"],
        subdistricts=[here.pk],
        need_types=[need.pk],
        radius="1500",
        places="4",
        price_cents="",
    ).content.decode()
    for words in ("The whole district", here.name_en, "No limit", "1,500", "Free", need.name_en):
        assert words in page, words
