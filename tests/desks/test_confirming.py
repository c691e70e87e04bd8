"""Before a request is sent its phone answers with a code; whoever cannot receive one, or is in danger, is not kept."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.needs.models import Need
from tests.desks.residents.test_asking import WHAT, WHO
from tests.hostile import UNSTORABLE
from tests.makers import make_community, make_staff
from tests.texting.carrying import SENT, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def carrier(settings):
    settings.TEXT_GATEWAY = "tests.texting.carrying.Carrier"
    SENT.clear()


@pytest.fixture
def ask(client):
    community = make_community()
    make_staff(Role.STEWARD, community)

    def send(**changes):
        told = {**WHAT, **WHO, "community": community.pk, **changes}
        return client.post(reverse("residents:ask"), told, headers={"accept-language": "en"})

    return send


def test_a_code_goes_to_the_phone_and_the_request_waits_for_it(
    ask, django_capture_on_commit_callbacks
):
    page = ask()
    assert page.templates[0].name == "desks/residents/confirm.html"
    assert not Need.objects.exists()
    assert [phone for phone, _text in SENT] == ["13900000001"]
    assert "139****0001" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = ask(confirm="1", phone_code=code_of(SENT[0][1]))
    need = Need.objects.get()
    assert page.url == reverse("residents:request", args=[need.follow_code])
    assert need.phone_confirmed_at is not None
    assert need.follow_code in SENT[-1][1]


def test_what_was_typed_wrong_is_told_and_nothing_is_lost(ask):
    ask()
    code = code_of(SENT[0][1])
    page = ask(confirm="1", phone_code=f"{(int(code) + 1) % 10**6:06d}")
    assert page.status_code == 422
    told = page.content.decode()
    assert "This is not the code that was sent." in told
    assert WHAT["description"] in told
    assert WHO["address"] in told
    assert not Need.objects.exists()
    assert ask(confirm="1", phone_code=" ".join(code)).status_code == 302


@pytest.mark.parametrize("typed", ["", "１２３", "x" * 21, next(iter(UNSTORABLE.values()))])
def test_whatever_is_typed_as_a_code_the_page_answers(ask, typed):
    ask()
    assert ask(confirm="1", phone_code=typed).status_code == 422
    assert not Need.objects.exists()


def test_another_phone_is_asked_anew(ask):
    ask()
    page = ask(confirm="1", phone_code=code_of(SENT[0][1]), phone="13900000002")
    assert page.status_code == 422
    assert not Need.objects.exists()


def test_whoever_gets_no_message_goes_on_without_and_the_steward_reads_so(ask, client):
    ask()
    assert ask(unconfirmed="1").status_code == 302
    need = Need.objects.get()
    assert need.phone_confirmed_at is None
    client.force_login(need.owner)
    page = client.get(f"/needs/{need.number}/", headers={"accept-language": "en"})
    assert "phone not confirmed" in page.content.decode()


@pytest.mark.parametrize("changes", [{"at_risk": "yes"}, {"phone": "025-85501234"}])
def test_in_danger_or_on_a_landline_nobody_is_asked_for_a_code(ask, changes):
    assert ask(**changes).status_code == 302
    assert (SENT, Need.objects.count()) == ([], 1)


def test_what_was_written_can_be_changed_first(ask):
    page = ask(confirm="1", rewrite="1")
    assert page.templates[0].name == "desks/residents/who.html"
    assert WHO["address"] in page.content.decode()


def test_a_dead_network_is_told_and_the_way_without_stays_open(ask, settings):
    settings.TEXT_GATEWAY = "tests.texting.carrying.Dead"
    page = ask()
    assert page.status_code == 200
    assert 'name="unconfirmed"' in page.content.decode()
    assert ask(unconfirmed="1").status_code == 302


def test_a_phone_is_not_flooded(ask):
    for _ in range(12):
        ask(again="1", confirm="1")
    assert len(SENT) == 1


def test_sent_twice_it_is_one_request(ask):
    ask()
    code = code_of(SENT[0][1])
    told = {"confirm": "1", "phone_code": code, "sending": "once"}
    assert ask(**told).status_code == 302
    ask(**told)
    assert Need.objects.count() == 1
