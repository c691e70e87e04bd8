"""Every small step: it is done, it is refused with the room's own words, and it loses nothing typed."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.households.choices import Basis
from marketplace.needs.choices import NeedState as S
from marketplace.needs.models import Need
from marketplace.satisfaction.models import Complaint
from marketplace.workorders.choices import OrderState
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE


@pytest.fixture
def step(as_user):
    def send(user, need, slug, **told):
        return as_user(user).post(reverse("staff:step", args=[need.number, slug]), told)

    return send


def state_of(need):
    return Need.objects.get(pk=need.pk).state


def test_what_was_missing_is_added(step, scene):
    need = makers.make_need(S.RETURNED, resident=scene.resident, owner=scene.steward)
    answer = step(scene.steward, need, "answer", description="电话补上了")
    assert answer.url == reverse("staff:need", args=[need.number])
    assert (state_of(need), Need.objects.get(pk=need.pk).description) == (S.SUBMITTED, "电话补上了")


def test_a_need_is_withdrawn_and_its_order_cancelled(step, scene):
    order = scene.ordered()
    step(scene.steward, order.need, "withdraw", outcome="withdrawn", reason="家人回来了")
    order.refresh_from_db()
    assert (state_of(order.need), order.state) == (S.WITHDRAWN, OrderState.CANCELLED)


def test_a_need_is_paused_and_resumed(step, scene):
    need = scene.ordered().need
    step(scene.officer, need, "hold", reason="住院了")
    assert state_of(need) == S.ON_HOLD
    step(scene.officer, need, "resume")
    assert state_of(need) == S.ORDERED


def test_the_work_is_confirmed_for_the_resident(step, scene):
    scene.service()
    order = scene.delivered()
    step(scene.steward, order.need, "confirm")
    order.refresh_from_db()
    assert (order.state, order.confirmed_by) == (OrderState.CONFIRMED, scene.steward)


def test_work_that_is_not_done_goes_back_to_the_provider(step, scene):
    scene.service()
    order = scene.delivered()
    step(scene.steward, order.need, "dispute", reason="窗户没擦")
    order.refresh_from_db()
    assert (state_of(order.need), order.state) == (S.IN_SERVICE, OrderState.IN_PROGRESS)


def test_nobody_closes_without_asking_or_saying_why_not(step, scene):
    scene.service()
    need = scene.delivered().need
    step(scene.steward, need, "confirm")
    page = step(scene.steward, need, "close", outcome="met")
    assert page.status_code == 409
    assert "unheard_because" in page.context["form"].errors
    step(scene.steward, need, "close", outcome="met", unheard_because="搬走了，联系不上")
    assert state_of(need) == S.CLOSED


def test_a_closed_need_is_opened_again(step, scene):
    scene.service()
    need = scene.delivered().need
    step(scene.steward, need, "confirm")
    step(scene.steward, need, "close", outcome="met", unheard_because="联系不上")
    step(scene.steward, need, "reopen", reason="又需要了")
    assert state_of(need) == S.ORDERED


def test_a_need_is_handed_over(step, scene):
    need = scene.posted()
    colleague = makers.make_staff(Role.STEWARD, scene.community)
    step(scene.steward, need, "hand-over", to=str(colleague.pk))
    assert Need.objects.get(pk=need.pk).owner == colleague


def test_only_somebody_of_that_place_can_take_over(step, scene):
    need = scene.posted()
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    stranger = makers.make_staff(Role.STEWARD, elsewhere)
    page = step(scene.steward, need, "hand-over", to=str(stranger.pk))
    assert (page.status_code, Need.objects.get(pk=need.pk).owner) == (422, scene.steward)


def test_papers_follow_the_help(step, scene):
    makers.make_tag("urgent")
    need = makers.make_need(
        S.FULFILLED,
        resident=scene.resident,
        owner=scene.steward,
        tag="urgent",
        consent=makers.make_consent(scene.resident, basis=Basis.EMERGENCY),
    )
    scene.resident.consents.update(basis=Basis.EMERGENCY)
    page = step(scene.steward, need, "papers", basis="consent")
    assert "notice_shown" in page.context["form"].errors
    step(scene.steward, need, "papers", basis="consent", notice_shown="on")
    need = Need.objects.get(pk=need.pk)
    assert need.papers_completed_at is not None
    assert need.consent.basis == Basis.CONSENT


def test_a_complaint_is_received_and_answered(step, scene):
    need = scene.posted()
    step(scene.steward, need, "complain", text="等太久了")
    step(scene.officer, need, "answer-complaint", answer="今天就派人")
    complaint = Complaint.objects.get(need=need)
    assert (complaint.text, complaint.answer) == ("等太久了", "今天就派人")


# -- refused --------------------------------------------------------------------------------------

SENT = {
    "answer": {"description": "x"},
    "papers": {"basis": "consent", "notice_shown": "on"},
    "confirm": {},
    "close": {"outcome": "met"},
    "answer-complaint": {"answer": "x"},
    "resume": {},
    "dispute": {"reason": "x"},
    "reopen": {"reason": "x"},
    "hold": {"reason": "x"},
    "withdraw": {"reason": "x", "outcome": "withdrawn"},
}


@pytest.mark.parametrize("slug", SENT)
def test_a_step_that_is_over_is_refused_and_changes_nothing(slug, step, scene):
    need = makers.make_need(S.REJECTED, resident=scene.resident, owner=scene.steward)
    page = step(scene.officer, need, slug, **SENT[slug])
    assert page.status_code == 409
    assert page.context["form"].errors
    assert state_of(need) == S.REJECTED


@pytest.mark.parametrize("slug", [*SENT, "hand-over"])
def test_a_step_that_is_over_is_not_offered_by_its_address(slug, officer, scene):
    need = makers.make_need(S.REJECTED, resident=scene.resident, owner=scene.steward)
    answer = officer.get(reverse("staff:step", args=[need.number, slug]))
    assert (answer.status_code, answer.url) == (302, reverse("staff:need", args=[need.number]))


@pytest.mark.parametrize(
    ("role", "slug"),
    [
        (Role.STEWARD, "hold"),
        (Role.HOTLINE_OPERATOR, "hold"),
        (Role.BUREAU_OFFICER, "withdraw"),
        (Role.BUREAU_OFFICER, "hold"),
    ],
)
def test_a_step_of_another_role_is_refused(role, slug, step, scene, people):
    need = scene.ordered().need
    assert step(people[role], need, slug, **SENT[slug]).status_code == 403
    assert state_of(need) == S.ORDERED


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", TOO_LONG, UNSTORABLE["nul"], UNSTORABLE["bell"]]
)
@pytest.mark.parametrize(
    ("slug", "field"), [("withdraw", "reason"), ("hold", "reason"), ("complain", "text")]
)
def test_words_that_say_nothing_or_cannot_be_stored_are_refused(slug, field, text, step, scene):
    need = scene.ordered().need
    page = step(scene.officer, need, slug, **{"outcome": "withdrawn", field: text})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert state_of(need) == S.ORDERED


def test_a_double_click_withdraws_once(step, scene):
    need = scene.ordered().need
    answers = [step(scene.steward, need, "withdraw", **SENT["withdraw"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]


@pytest.mark.parametrize(
    ("slug", "state"),
    [
        ("answer", S.RETURNED),
        ("resume", S.ON_HOLD),
        ("withdraw", S.SUBMITTED),
        ("hold", S.ORDERED),
        ("reopen", S.CLOSED),
        ("hand-over", S.IN_SERVICE),
        ("complain", S.CLOSED),
    ],
)
def test_an_open_step_has_its_page(slug, state, officer, scene):
    need = makers.make_need(state, resident=scene.resident, owner=scene.officer)
    page = officer.get(reverse("staff:step", args=[need.number, slug]))
    assert page.status_code == 200
    assert str(page.context["form"].label) in page.content.decode()
