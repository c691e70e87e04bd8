"""An organization walks from the public form to the list, and the bureau's desk is the other side of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.organizations.choices import OrganizationKind, OrganizationState, PaperKind
from marketplace.organizations.models import Organization
from marketplace.organizations.rules import make_uscc
from tests import makers
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers_projects import a_pdf

pytestmark = pytest.mark.django_db
KIND = OrganizationKind.SERVICE_INSTITUTION
PASSWORD = "一个够长又好记的口令"


@pytest.fixture
def here():
    return makers.make_community()


@pytest.fixture
def bureau(here):
    client = Client()
    client.force_login(makers.make_staff(Role.BUREAU_OFFICER, here.subdistrict.district))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def visitor():
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def told(here, **changed):
    return {
        "uscc": make_uscc(9003, kind=KIND),
        "name_zh": "演示·枫桥社工服务中心",
        "kind": KIND.value,
        "legal_representative": "演示·钱某",
        "phone": "025-85550002",
        "community": here.pk,
        "address": "演示路 1 号",
        "display_name": "演示·钱某",
        "mobile": "139 0000 0002",
        "username": "fengqiao",
        "password": PASSWORD,
        **changed,
    }


def text(page) -> str:
    return page.content.decode()


def hand_in(client, pk, kind, content=None, **further):
    file = SimpleUploadedFile("纸.pdf", content or a_pdf(kind))
    sent = {"step": "hand_in", "kind": kind, "content": file, **further}
    return client.post(f"/organization/{pk}/papers/", sent, follow=True)


def test_from_the_public_form_to_the_list_and_onto_the_shelf(visitor, bureau, here):
    page = visitor.post("/join/", told(here), follow=True)
    one = Organization.objects.get(name_zh="演示·枫桥社工服务中心")
    assert page.redirect_chain[-1][0] == f"/organization/{one.pk}/papers/"
    assert "Still missing" in text(page)
    assert User.objects.get(username="fengqiao").phone == "13900000002"

    for kind in (PaperKind.REGISTRATION, PaperKind.CHARTER, PaperKind.INSPECTION):
        page = hand_in(visitor, one.pk, kind.value)
    assert "Ask to be listed" in text(page)
    visitor.post(f"/organization/{one.pk}/papers/", {"step": "apply"})

    assert one.name_zh in text(bureau.get("/organizations/"))
    detail = f"/organizations/{one.pk}/"
    first = one.papers.first()
    assert a_pdf("charter") == bureau.get(f"{detail}papers/{first.pk}/").content
    for paper in one.papers.all():
        bureau.post(detail, {"step": f"accept-{paper.pk}"})
    bureau.post(detail, {"step": "list"})
    bureau.post(detail, {"step": "admit"})
    one.refresh_from_db()
    assert one.state == OrganizationState.RESIDENT
    assert one.name_zh not in text(bureau.get("/organizations/"))


@pytest.mark.parametrize("name", ["nul", "bell"])
@pytest.mark.parametrize("field", ["uscc", "name_zh", "phone", "address", "username"])
def test_what_nothing_can_store_is_told_and_nobody_is_entered(visitor, here, field, name):
    page = visitor.post("/join/", told(here, **{field: UNSTORABLE[name]}))
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not User.objects.filter(username="fengqiao").exists()


@pytest.mark.parametrize("name", KEPT)
def test_odd_names_are_kept_as_they_are(visitor, here, name):
    visitor.post("/join/", told(here, name_zh=KEPT[name]))
    assert Organization.objects.filter(name_zh=KEPT[name]).exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"name_zh": TOO_LONG},
        {"community": "320113999999"},
        {"community": "9" * 40},
        {"kind": "bank"},
        {"uscc": "１２３"},
        {"password": ""},
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed_but_the_password(visitor, here, changed):
    page = visitor.post("/join/", told(here, **changed))
    assert page.status_code == 422
    assert "演示路 1 号" in text(page)
    assert PASSWORD not in text(page)


def test_whoever_tries_all_day_is_asked_to_wait(visitor, here):
    pages = [
        visitor.post("/join/", told(here, uscc=make_uscc(1, kind="foundation"))) for _ in range(7)
    ]
    assert [page.status_code for page in pages][-1] == 429


def test_nobody_sees_the_papers_of_others(visitor, here):
    visitor.post("/join/", told(here))
    mine = Organization.objects.get(name_zh="演示·枫桥社工服务中心")
    hand_in(visitor, mine.pk, "charter")
    paper = mine.papers.get()
    other = Client()
    other.force_login(makers.make_member(makers.make_organization()))
    for address in (
        f"/organization/{mine.pk}/papers/",
        f"/organization/{mine.pk}/papers/{paper.pk}/",
    ):
        assert other.get(address).status_code == 404
    assert other.post(f"/organization/{mine.pk}/papers/{paper.pk}/take-back/").status_code == 404
    assert mine.papers.count() == 1


def test_what_is_sent_back_says_all_that_is_missing(visitor, bureau, here):
    visitor.post("/join/", told(here))
    one = Organization.objects.get(name_zh="演示·枫桥社工服务中心")
    for kind in (PaperKind.REGISTRATION, PaperKind.CHARTER, PaperKind.INSPECTION):
        hand_in(visitor, one.pk, kind.value)
    visitor.post(f"/organization/{one.pk}/papers/", {"step": "apply"})
    empty = bureau.post(f"/organizations/{one.pk}/", {"step": "return", "reason": " "})
    assert empty.status_code == 422
    bureau.post(f"/organizations/{one.pk}/", {"step": "return", "reason": "章程缺第二页"})
    assert "章程缺第二页" in text(visitor.get(f"/organization/{one.pk}/papers/"))


def test_the_bureaus_list_costs_the_same_for_one_and_for_many(bureau, here):
    makers.make_organization(community=here)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert bureau.get("/organizations/?pile=resident").status_code == 200
        return len(asked)

    cost()
    once = cost()
    for _ in range(20):
        makers.make_organization(community=here)
    assert cost() == once <= 14


def found(bureau, asked):
    return [row[0] for row in bureau.get("/organizations/", {"q": asked}).context["rows"]]


def test_an_officer_finds_by_part_of_the_name_and_by_the_code(bureau, here):
    one, other = (makers.make_organization(community=here) for _ in range(2))
    assert found(bureau, one.name_zh[1:]) == [one]
    assert found(bureau, one.uscc.lower()) == [one]
    assert set(found(bureau, "社工服务中心")) == {one, other}
    assert found(bureau, "%") == found(bureau, "nobody") == []
    assert bureau.get("/organizations/", {"q": "a\x00b"}).status_code == 200


def test_an_officer_enters_one_that_comes_in_person(bureau, here):
    account = ("username", "password", "display_name")
    sent = {name: value for name, value in told(here).items() if name not in account}
    page = bureau.post("/organizations/new/", sent, follow=True)
    assert "演示·枫桥社工服务中心" in text(page)
    assert bureau.post("/organizations/new/", sent).status_code == 409
