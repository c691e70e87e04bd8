"""Asking without an account: three pages, an owner at once, nothing typed lost, nothing half-stored."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.households.models import Household, Resident
from marketplace.needs.choices import Channel, NeedState
from marketplace.needs.models import Need
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import (
    make_community,
    make_need_type,
    make_organization,
    make_service,
    make_staff,
)

pytestmark = pytest.mark.django_db

# A browser cannot send a lone surrogate: what it would send instead is replaced on arrival.
SENDABLE = [text for name, text in UNSTORABLE.items() if name != "lone surrogate"]
WHAT = {"description": "八十岁的老人自己洗澡站不稳", "at_risk": "no"}
WHO = {
    "which": "1",
    "who": "1",
    "need_type": "none",
    "name": "王示兰",
    "phone": "13900000001",
    "address": "演示路1号",
    "consent": "on",
}


@pytest.fixture
def community():
    community = make_community()
    make_staff(Role.STEWARD, community)
    return community


@pytest.fixture
def ask(client, community):
    def send(**changes):
        return client.post(
            reverse("residents:ask"), {**WHAT, **WHO, "community": community.pk, **changes}
        )

    return send


def test_asking_goes_from_what_to_which_to_who_and_stores_nothing_before_the_end(client, community):
    page = client.post(reverse("residents:ask"), WHAT)
    assert page.status_code == 200
    assert page.templates[0].name == "desks/residents/which.html"
    page = client.post(reverse("residents:ask"), {**WHAT, "which": "1", "need_type": "none"})
    assert page.templates[0].name == "desks/residents/who.html"
    assert WHAT["description"] in page.content.decode()
    assert not Need.objects.exists()


def test_a_request_has_an_owner_and_a_code_at_once(ask, community):
    page = ask()
    need = Need.objects.get()
    assert page.url == reverse("residents:request", args=[need.follow_code])
    assert (need.channel, need.state, need.posted_by) == (Channel.PUBLIC, NeedState.SUBMITTED, None)
    assert need.owner.postings.get().community == community
    assert need.description == WHAT["description"]


def test_what_was_recognised_in_the_words_is_chosen_by_the_person(ask):
    bathing = make_need_type(name_zh="失能老人上门助浴", name_en="Bathing", keywords_zh="洗澡")
    ask(need_type=bathing.code)
    assert Need.objects.get().need_type == bathing


def test_danger_is_not_asked_twice(ask):
    ask(at_risk="yes")
    assert Need.objects.get().at_risk is True


def test_without_consent_nothing_is_stored(ask):
    page = ask(consent="")
    assert page.status_code == 422
    assert not Resident.objects.exists()


def test_a_child_of_unknown_guardian_consents_through_the_guardian(ask):
    ask(guardian_name="李示芳", guardian_phone="13900000002")
    assert Need.objects.get().consent.basis == "guardian"


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "12"},
        {"phone": "二五"},
        {"name": ""},
        {"name": "1234"},
        {"community": "999999999999"},
        {"community": "' OR 1=1"},
        {"description": ""},
        {"description": TOO_LONG},
        {"at_risk": "perhaps"},
        {"need_type": "E-L9-99"},
        *({"description": text} for text in SENDABLE),
        *({"address": text} for text in SENDABLE),
    ],
    ids=str,
)
def test_bad_input_is_told_and_nothing_is_stored(ask, wrong):
    page = ask(**wrong)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Household.objects.exists()


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_people_really_type_is_kept_and_shown_harmlessly(ask, client, text):
    ask(description=text)
    assert Need.objects.get().description == text
    page = client.post(
        reverse("residents:ask"), {**WHAT, "description": text, "which": "1", "need_type": "none"}
    )
    assert "<script>alert" not in page.content.decode()


def test_full_width_digits_are_a_phone_like_any_other(ask):
    ask(phone="１３９００００００１１")
    assert Need.objects.count() == 1


def test_asking_without_end_is_slowed_down(ask):
    answers = {ask(name="王示" + "一二三四五六七八九十百千万"[n]).status_code for n in range(13)}
    assert answers == {302, 429}
    assert Need.objects.count() == 12


def test_going_back_keeps_what_was_typed(client, community):
    page = client.post(
        reverse("residents:ask"), {**WHAT, "which": "1", "need_type": "none", "back": "1"}
    )
    assert WHAT["description"] in page.content.decode()
    assert page.templates[0].name == "desks/residents/what.html"


def test_a_double_click_asks_once_and_shows_the_one_request_twice(ask):
    answers = [ask(sending="once") for _ in range(2)]
    assert {answer.url for answer in answers} == {
        reverse("residents:request", args=[Need.objects.get().follow_code])
    }
    assert Resident.objects.count() == 1


def test_two_different_requests_from_one_page_are_two(ask):
    ask(sending="once")
    ask(sending="once", description="想有人陪着去医院")
    assert Need.objects.count() == 2


def test_each_showing_of_the_last_page_is_a_sending_of_its_own(client, community):
    sent = {**WHAT, "which": "1", "need_type": "none"}
    pages = [client.post(reverse("residents:ask"), sent) for _ in range(2)]
    sendings = [page.context["sending"] for page in pages]
    assert len({*sendings}) == 2
    assert f'name="sending" value="{sendings[0]}"' in pages[0].content.decode()


# -- “I need this” at a service ---------------------------------------------------------------------


@pytest.fixture
def bath(community):
    kind = make_need_type(subcategory="A3")
    organization = make_organization(community=community)
    return make_service(organization, need_types=[kind], name_en="Bath at home")


def test_who_comes_from_the_shelf_is_shown_what_they_asked_for_and_it_is_picked(client, ask, bath):
    page = client.get(f"/ask/?service={bath.pk}")
    assert bath.name_zh in page.content.decode()
    page = client.post("/ask/", {**WHAT, "service": str(bath.pk)})
    (kind,) = bath.need_types.all()
    assert page.context["form"].initial["need_type"] == kind.code
    ask(service=str(bath.pk), need_type=kind.code)
    need = Need.objects.get()
    assert (need.pick, need.need_type) == (bath, kind)


def test_whoever_decides_for_something_else_picks_nobody(ask, bath):
    ask(service=str(bath.pk), need_type="none")
    assert Need.objects.get().pick is None


@pytest.mark.parametrize("sent", ["0", "99999999", "9" * 30, "-1", "x", "１", "1 OR 1=1", "a\x00"])
def test_a_service_that_is_not_there_asks_as_if_nobody_had_come_from_one(client, sent):
    page = client.get("/ask/", {"service": sent})
    assert page.status_code == 200
    assert page.context["wanted"] is None


def test_a_service_that_left_the_shelf_meanwhile_is_picked_by_nobody(ask, bath):
    bath.state = "off_shelf"
    bath.save(update_fields=["state"])
    ask(service=str(bath.pk), need_type="none")
    assert Need.objects.get().pick is None
