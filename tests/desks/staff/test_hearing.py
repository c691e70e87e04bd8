"""The return call, and what the resident wants next."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.needs.choices import NeedState as S
from marketplace.needs.models import Need
from marketplace.satisfaction.models import Complaint, Verdict
from marketplace.workorders.choices import OrderState
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.journeys.scene import manager_of


@pytest.fixture
def order(scene):
    scene.service()
    return scene.delivered()


@pytest.fixture
def hear(steward, order):
    def send(client=steward, **told):
        url = reverse("staff:hear", args=[order.need.number])
        return client.post(url, {"score": "5", "channel": "phone", **told})

    return send


def test_a_good_word_is_written_down_and_confirms_the_work(hear, order, scene):
    answer = hear(comment="很满意", by_proxy="on")
    assert answer.url == reverse("staff:need", args=[order.need.number])
    verdict = Verdict.objects.get(work_order=order)
    told = (verdict.score, verdict.comment, verdict.by_proxy, verdict.asked_by, verdict.channel)
    assert told == (5, "很满意", True, scene.steward, "phone")
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED


def test_who_is_not_content_may_have_somebody_else(hear, order):
    hear(score="1", comment="没擦窗户", what_next="reopen")
    order.refresh_from_db()
    assert (Need.objects.get(pk=order.need_id).state, order.state) == (S.ORDERED, OrderState.FAILED)


def test_who_is_not_content_may_complain_in_the_same_words(hear, order):
    hear(score="2", comment="迟到两小时", what_next="complain")
    assert Complaint.objects.get(need=order.need).text == "迟到两小时"


def test_a_complaint_needs_words(hear):
    page = hear(score="1", what_next="complain")
    assert page.status_code == 422
    assert "comment" in page.context["form"].errors
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("score", ["1", "2"])
def test_who_is_not_content_is_asked_what_should_happen(hear, score):
    page = hear(score=score)
    assert (page.status_code, [*page.context["form"].errors]) == (422, ["what_next"])
    assert not Verdict.objects.exists()
    assert hear(score=score, what_next="").status_code == 302


def test_a_good_word_opens_nothing_again(hear, order):
    hear(score="4", what_next="reopen")
    assert Need.objects.get(pk=order.need_id).state == S.FULFILLED


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": ""},
        {"score": "0"},
        {"score": "6"},
        {"score": "５分"},
        {"score": "4.5"},
        {"channel": "link"},
        {"channel": ""},
        {"comment": TOO_LONG},
        {"comment": UNSTORABLE["nul"]},
        {"what_next": "revenge"},
    ],
)
def test_a_wrong_answer_is_told_at_its_field(wrong, hear):
    page = hear(**wrong)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == set(wrong)
    assert not Verdict.objects.exists()


def test_nobody_is_asked_twice(hear, steward, order):
    assert [hear().status_code, hear(score="1", what_next="").status_code] == [302, 409]
    answer = steward.get(reverse("staff:hear", args=[order.need.number]))
    assert answer.status_code == 302
    assert Verdict.objects.get().score == 5


def test_nobody_asks_before_the_work_is_done(steward, scene):
    scene.service()
    need = scene.accepted().need
    url = reverse("staff:hear", args=[need.number])
    assert steward.post(url, {"score": "5", "channel": "phone"}).status_code == 409


def test_without_an_order_there_is_nothing_to_ask_about(steward, scene):
    url = reverse("staff:hear", args=[scene.posted().number])
    assert steward.post(url, {"score": "5", "channel": "phone"}).status_code == 409


def test_who_did_the_work_cannot_ask_how_it_was(hear, as_user, order, scene):
    helper = manager_of(order.offers.get())
    helper = makers.make_staff(Role.STEWARD, scene.community, user=helper)
    assert hear(client=as_user(helper)).status_code == 403
    assert not Verdict.objects.exists()


def test_the_phone_is_there_for_those_who_may_call(people, as_user, order):
    url = reverse("staff:hear", args=[order.need.number])
    calling = {
        role
        for role, user in people.items()
        if role != Role.EVALUATOR
        and makers.SECRETS["phone"] in as_user(user).get(url).content.decode()
    }
    assert calling == {Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER}
