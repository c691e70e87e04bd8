"""Following by code: how far it is, and nothing that says whose it is."""

import pytest
from django.urls import reverse

from marketplace.needs.choices import NeedState
from tests.makers import SECRETS, make_need, make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return make_need(resident=make_resident(name="王示兰", **SECRETS), description="不该出现的事")


def page_of(client, name, need):
    return client.get(reverse(f"residents:{name}", args=[need.follow_code]))


def test_the_code_is_found_however_it_is_typed(client, need):
    spaced = " ".join(need.follow_code.lower())
    page = client.get(reverse("residents:follow"), {"code": spaced})
    assert page.url == reverse("residents:request", args=[need.follow_code])


@pytest.mark.parametrize(
    "code", ["", "XXXXXXXXXXXX", "12", "王" * 12, "'; --", "\x00", "长" * 5000]
)
def test_a_wrong_code_is_told_so(client, need, code):
    page = client.get(reverse("residents:follow"), {"code": code})
    assert page.status_code == 422
    assert need.follow_code not in page.content.decode()


def test_guessing_codes_is_slowed_down(client, need):
    answers = [
        client.get(reverse("residents:request", args=["A" * 12])).status_code for _ in range(31)
    ]
    assert answers[:30] == [404] * 30
    assert answers[30] == 429


@pytest.mark.parametrize(
    "name", ["request", "slip", "rate", "complain", "answer", "withdraw", "data"]
)
@pytest.mark.parametrize("state", NeedState.values)
def test_no_page_of_a_code_says_whose_it_is(client, name, state):
    need = make_need(
        state, resident=make_resident(name="王示兰", **SECRETS), description="不该出现的事"
    )
    page = page_of(client, name, need)
    assert page.status_code in (200, 302, 404), state
    words = page.content.decode()
    leaks = [secret for secret in ("王示兰", "不该出现的事", *SECRETS.values()) if secret in words]
    assert leaks == []


def test_a_request_is_withdrawn_by_its_code_and_only_by_post(client, need):
    url = reverse("residents:withdraw", args=[need.follow_code])
    client.get(url)
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED
    client.post(url)
    need.refresh_from_db()
    assert need.state == NeedState.WITHDRAWN


def test_withdrawing_twice_is_refused_in_words(client, need):
    url = reverse("residents:withdraw", args=[need.follow_code])
    client.post(url)
    assert client.post(url).status_code == 409


def test_what_was_missing_is_answered_by_the_code(client):
    need = make_need(NeedState.RETURNED)
    client.post(
        reverse("residents:answer", args=[need.follow_code]), {"description": "电话是对的，请再打"}
    )
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED


def test_a_complaint_needs_words_and_waits_for_an_answer(client, need):
    url = reverse("residents:complain", args=[need.follow_code])
    assert client.post(url, {"text": " "}).status_code == 422
    assert client.post(url, {"text": "没有人来"}).status_code == 302
    assert [complaint.text for complaint in need.complaints.all()] == ["没有人来"]


def test_pages_of_a_code_are_never_cached(client, need):
    assert "no-store" in page_of(client, "request", need)["Cache-Control"]
