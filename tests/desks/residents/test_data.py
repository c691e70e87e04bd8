"""The resident's own door to their data: asked by code, done by somebody, answered on the same page."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.journeys.erase_resident import erase_resident
from marketplace.journeys.withdraw_consent import withdraw_consent
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.satisfaction.actions import answer_complaint
from marketplace.satisfaction.models import Complaint
from tests import makers
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import SECRETS, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def need(scene):
    return scene.posted()


@pytest.fixture
def url(need):
    return reverse("residents:data", args=[need.follow_code])


@pytest.fixture
def request_url(need):
    return reverse("residents:request", args=[need.follow_code])


def offered(page):
    return [value for value, _label in page.context["form"].fields["about"].choices]


def test_the_request_leads_there(client, request_url, url):
    assert url in client.get(request_url).content.decode()


def test_only_what_was_agreed_to_can_be_taken_back(client, url, need):
    assert offered(client.get(url)) == ["service", "erasure"]
    makers.make_consent(need.resident, purpose="health")
    assert offered(client.get(url)) == ["service", "health", "erasure"]


def test_asking_makes_a_task_that_somebody_owns_and_says_who(client, url, need, request_url):
    page = client.post(url, {"about": "erasure", "text": "请全部删除"}, follow=True)
    assert page.redirect_chain == [(request_url, 302)]
    assert str(need.owner) in page.content.decode()
    asked = Complaint.objects.get()
    assert (asked.about, asked.text, asked.state, asked.need) == (
        *("erasure", "请全部删除", "received"),
        need,
    )
    assert "Erase everything about me" in page.content.decode()


def test_nothing_is_withdrawn_or_erased_by_whoever_holds_a_code(client, url, need):
    for about in ("service", "erasure"):
        client.post(url, {"about": about})
    need.resident.refresh_from_db()
    assert need.resident.erased_at is None
    assert need.resident.consents.get().withdrawn_at is None


def test_asking_twice_is_asking_once(client, url):
    client.post(url, {"about": "erasure"})
    page = client.post(url, {"about": "erasure", "text": "快一点"})
    assert page.status_code == 409
    assert "快一点" in page.content.decode()
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"about": ""}, "about"),
        ({"about": "help"}, "about"),
        ({"about": "health"}, "about"),
        ({"text": UNSTORABLE["nul"]}, "text"),
        ({"text": TOO_LONG}, "text"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_is_kept(wrong, field, client, url):
    page = client.post(url, {"about": "erasure", "text": "都删了吧", **wrong})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_odd_words_are_kept_and_escaped(text, client, url):
    client.post(url, {"about": "erasure", "text": text})
    assert Complaint.objects.get().text == text


def test_the_answer_is_read_on_the_page_of_the_request(client, url, scene, request_url):
    client.post(url, {"about": "service"})
    consent = scene.resident.consents.get()
    told = {"told_by": "person", "told_how": "phone"}
    withdraw_consent(consent, **told, by=scene.steward, at=later(hours=1))
    page = client.get(request_url).content.decode()
    assert Complaint.objects.get().answer in page
    assert "Answered" in page


def test_a_complaint_is_answered_there_too(client, need, scene, request_url):
    client.post(reverse("residents:complain", args=[need.follow_code]), {"text": "来晚了"})
    answer_complaint(
        Complaint.objects.get(), answer="已提醒机构", by=scene.officer, at=later(days=1)
    )
    assert "已提醒机构" in client.get(request_url).content.decode()


def test_the_page_never_says_whose_it_is(client, url, need):
    page = client.get(url).content.decode()
    assert not [
        secret for secret in (*SECRETS.values(), "演示·老王", makers.ADDRESS) if secret in page
    ]


def test_after_the_erasure_the_code_says_so_and_nothing_else(client, url, need, scene, request_url):
    withdraw_need(need, reason="不用了", by=scene.steward, at=later(hours=1))
    erase_resident(need.resident, reason="本人要求删除", by=scene.officer, at=later(hours=2))
    for page in (client.get(request_url), client.get(url), client.post(url, {"about": "erasure"})):
        assert page.status_code == 410
        assert "was erased" in page.content.decode()
        assert need.number not in page.content.decode()
    assert (
        client.get(reverse("residents:follow"), {"code": need.follow_code}, follow=True).status_code
        == 410
    )


def test_a_code_that_is_none_opens_nothing(client, db):
    assert client.get(reverse("residents:data", args=["A" * 12])).status_code == 404
