"""What is asked of somebody, and their yes or no."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.catalogue.models import NeedType
from marketplace.dispatch.models import MatchRun, Proposal
from marketplace.journeys.ask_best import ask_best
from marketplace.needs.choices import NeedState
from marketplace.organizations.actions.vetting import suspend_organization
from marketplace.workorders.actions import lapse_offer, make_way, recall_offer
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState
from tests import makers
from tests.desks.field.side import NAME, WORDS, another_side
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import at, later

SECRETS = (*makers.SECRETS.values(), makers.ADDRESS, NAME, WORDS)


def accept(browser, side, offer):
    return browser.post(side.url("offer", offer.pk), {"answer": "accept"})


def decline(browser, side, offer, **told):
    return browser.post(side.url("offer", offer.pk), {"answer": "decline", **told})


def text_of(answer) -> str:
    return answer.content.decode()


def leaked(answer) -> set[str]:
    return {secret for secret in SECRETS if secret in text_of(answer)}


# -- what is shown ------------------------------------------------------------------------------


def test_an_offer_says_what_where_and_how_often_and_nothing_that_names_the_resident(side, browser):
    offer = side.offered()
    for url in (side.url("offers"), side.url("offer", offer.pk)):
        page = browser.get(url)
        assert page.status_code == 200
        assert leaked(page) == set()
        for shown in ("Test service E-L1-01", "Needs care", "隐*甲", "about 60 minutes", "Once"):
            assert shown in text_of(page), shown


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (90, "about 90 minutes"),
        (120, "about 2 hours"),
        (150, "about 2.5 hours"),
        (1440, "about 24 hours"),
    ],
)
def test_how_long_it_takes_is_said_as_people_say_it(minutes, told, side, browser):
    offer = side.offered()
    NeedType.objects.update(duration_minutes=minutes)
    assert told in text_of(browser.get(side.url("offer", offer.pk)))


def test_pages_of_offers_are_never_kept(side, browser):
    assert "no-store" in browser.get(side.url("offers"))["Cache-Control"]


def test_the_shortest_time_to_answer_stands_first(side, browser):
    calm, urgent = side.offered(tag="monitoring"), side.offered(tag="urgent")
    middle = side.offered(tag="needs_care")
    rows = browser.get(side.url("offers")).context["rows"]
    assert [row.offer for row in rows] == [urgent, middle, calm]


def test_only_what_waits_is_listed_until_one_asks_for_the_answered(side, browser):
    waiting, declined = side.offered(), side.offered()
    decline(browser, side, declined, reason="time")
    assert [row.offer for row in browser.get(side.url("offers")).context["rows"]] == [waiting]
    answered = browser.get(side.url("offers") + "?show=answered").context["rows"]
    assert [row.offer for row in answered] == [declined]


def test_an_empty_list_says_what_comes_next(side, browser):
    assert "No offer is waiting for you." in text_of(browser.get(side.url("offers")))


def test_who_was_chosen_by_hand_reads_the_reason(side, browser):
    offer = side.offered(by_hand_for="他们熟悉这位老人")
    assert "他们熟悉这位老人" in text_of(browser.get(side.url("offer", offer.pk)))


def test_who_was_chosen_by_the_engine_reads_why_but_not_who_else_was_in_question(side, browser):
    offer = side.offered()
    rival = makers.make_service(makers.make_organization(name_zh="对手机构", name_en="Rival"))
    run = MatchRun.objects.create(
        kind="arrival",
        started_at=makers.NOW,
        weights_id=1,
        seekers=1,
        providers=2,
        certificate="verified",
        snapshot=b"",
    )
    Proposal.objects.create(
        run=run,
        work_order=offer.work_order,
        **side.provider,
        terms={},
        total=0,
        facts={
            "metres": 900, "satisfied": 8, "answers": 9, "load": 1, "free": 4,
            "before": True, "wished": True,
        },
        runner_up={"provider": f"service:{rival.pk}", "gap": 3},
        offer=offer,
    )  # fmt: skip
    page = text_of(browser.get(side.url("offer", offer.pk)))
    for told in (
        "8 of 9 residents were satisfied with you.",
        "You helped this resident before.",
        "The community picked you.",
        "You have 4 free places.",
    ):
        assert told in page
    assert "Rival" not in page
    assert "对手机构" not in page


def test_the_list_takes_as_many_queries_for_one_offer_as_for_a_hundred(side, browser):
    side.offered()
    with CaptureQueriesContext(connection) as one:
        browser.get(side.url("offers"))
    side.many(99, OfferState.OFFERED)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(side.url("offers"))
    assert len(page.context["rows"]) == 20
    assert len(many) == len(one) <= 10


# -- yes ----------------------------------------------------------------------------------------


def test_a_yes_leads_to_the_order_and_the_need_is_in_service(side, browser):
    offer = side.offered()
    answer = accept(browser, side, offer)
    assert (answer.status_code, answer.url) == (302, side.order_url(offer.work_order))
    offer.refresh_from_db()
    assert (offer.state, offer.answered_by) == (OfferState.ACCEPTED, side.user)
    assert offer.work_order.need.state == NeedState.IN_SERVICE


def test_a_second_yes_is_told_that_there_was_one_and_shown_the_way(side, browser):
    offer = side.offered()
    accept(browser, side, offer)
    again = accept(browser, side, offer)
    assert again.status_code == 409
    assert "This is not possible any more" in text_of(again)
    assert side.order_url(offer.work_order) in text_of(again)


def test_a_yes_after_the_time_is_refused_and_the_page_says_so(side, browser, clock):
    offer = side.offered()
    clock.at = at("2026-10-22", "17:00")
    assert "The time to answer is over" not in text_of(browser.get(side.url("offer", offer.pk)))
    clock.at = at("2026-10-22", "17:01")
    page = text_of(browser.get(side.url("offer", offer.pk)))
    assert "The time to answer is over" in page
    assert 'value="accept"' not in page
    answer = accept(browser, side, offer)
    assert answer.status_code == 409
    assert "The time to answer is over; the order goes to somebody else." in text_of(answer)
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


def test_a_lapsed_or_recalled_offer_says_what_became_of_it(side, browser, clock):
    lapsed, recalled = side.offered(), side.offered()
    clock.at = later(days=3)
    lapse_offer(lapsed, at=clock.at)
    recall_offer(recalled, reason="重复", by=side.scene.dispatcher, at=clock.at)
    assert "The time to answer ran out" in text_of(browser.get(side.url("offer", lapsed.pk)))
    taken = text_of(browser.get(side.url("offer", recalled.pk)))
    assert "The dispatch centre took this back." in taken
    assert accept(browser, side, lapsed).status_code == 409
    assert accept(browser, side, recalled).status_code == 409


def test_whoever_made_room_for_a_more_urgent_need_reads_so_and_may_be_asked_again(side, browser):
    offer, pressing = side.offered(tag="monitoring"), side.offered(tag="urgent")
    make_way(offer, to=pressing.work_order, by=None, at=later(hours=1))
    page = text_of(browser.get(side.url("offer", offer.pk)))
    assert "A more urgent need took this place before you answered." in page
    assert accept(browser, side, offer).status_code == 409
    assert ask_best(offer.work_order, by=None, at=later(hours=2)).provider == offer.provider


def test_a_suspended_organization_is_told_that_it_takes_nothing_new(organization, as_user):
    offer = organization.offered()
    bureau = makers.make_staff(
        Role.BUREAU_OFFICER, organization.scene.community.subdistrict.district
    )
    suspend_organization(organization.organization, reason="演示停用", by=bureau, at=later(hours=1))
    answer = accept(as_user(organization.user), organization, offer)
    assert answer.status_code == 409
    assert "This organization takes no new orders at the moment." in text_of(answer)


def test_nothing_of_the_resident_shows_after_a_no(side, browser):
    offer = side.offered()
    decline(browser, side, offer, reason="time")
    for url in (side.url("offer", offer.pk), side.url("offers") + "?show=answered"):
        assert leaked(browser.get(url)) == set()


# -- no -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [code for code in DeclineReason.values if code != "other"])
def test_a_no_keeps_its_reason_and_the_order_goes_on(volunteer, as_user, reason):
    browser, offer = as_user(volunteer.user), volunteer.offered()
    answer = decline(browser, volunteer, offer, reason=reason, note="不便说明")
    assert (answer.status_code, answer.url) == (302, volunteer.url("offers"))
    offer.refresh_from_db()
    assert (offer.state, offer.decline_reason) == (OfferState.DECLINED, reason)
    assert offer.decline_note == "不便说明"
    assert offer.work_order.state == OrderState.CREATED


@pytest.mark.parametrize("told", [{}, {"reason": "nonsense"}, {"reason": "other", "note": " "}])
def test_a_no_without_a_reason_is_asked_for_one_and_keeps_what_was_typed(volunteer, as_user, told):
    browser, offer = as_user(volunteer.user), volunteer.offered()
    answer = decline(browser, volunteer, offer, **{"note": "我写了这些", **told})
    assert answer.status_code == 422
    assert "note" in told or "我写了这些" in text_of(answer)
    assert answer.context["form"].errors
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


def test_an_answer_of_neither_kind_is_no_answer(side, browser):
    offer = side.offered()
    assert browser.post(side.url("offer", offer.pk), {}).status_code == 422
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


def test_a_no_after_a_no_is_refused(side, browser):
    offer = side.offered()
    decline(browser, side, offer, reason="time")
    assert decline(browser, side, offer, reason="too_far").status_code == 409
    offer.refresh_from_db()
    assert offer.decline_reason == "time"


@pytest.mark.parametrize("note", [UNSTORABLE["nul"], UNSTORABLE["bell"], TOO_LONG])
def test_a_note_that_cannot_be_stored_is_refused(volunteer, as_user, note):
    browser, offer = as_user(volunteer.user), volunteer.offered()
    answer = decline(browser, volunteer, offer, reason="time", note=note)
    assert answer.status_code == 422
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


@pytest.mark.parametrize("note", KEPT.values(), ids=KEPT.keys())
def test_a_note_is_kept_as_it_was_written_and_shown_escaped(volunteer, as_user, note):
    browser, offer = as_user(volunteer.user), volunteer.offered()
    decline(browser, volunteer, offer, reason="other", note=note)
    offer.refresh_from_db()
    assert offer.decline_note == note
    assert "<script>alert" not in text_of(browser.get(volunteer.url("offer", offer.pk)))


# -- who ----------------------------------------------------------------------------------------


def test_an_offer_to_somebody_else_does_not_exist(side, browser):
    other = another_side(side.name, side.scene)
    offer = other.offered()
    url = side.url("offer", offer.pk)
    assert browser.get(url).status_code == 404
    assert accept(browser, side, offer).status_code == 404
    assert decline(browser, side, offer, reason="time").status_code == 404
    assert browser.get(side.url("offers")).context["rows"] == []
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


@pytest.mark.parametrize("pk", [0, 2**31, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_no_offer_has_is_404(side, browser, pk):
    assert browser.get(side.url("offer", pk)).status_code == 404


def test_a_worker_sees_offers_and_cannot_answer_them(organization, as_user):
    offer = organization.offered()
    browser = as_user(organization.worker())
    page = text_of(browser.get(organization.url("offer", offer.pk)))
    assert "A manager of your organization answers this." in page
    assert 'name="answer"' not in page
    assert 'name="answer"' not in text_of(browser.get(organization.url("offers")))
    assert accept(browser, organization, offer).status_code == 403
    assert decline(browser, organization, offer, reason="time").status_code == 403
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


def test_who_sits_at_both_desks_finds_at_each_only_its_own(scene, organization, volunteer, as_user):
    makers.make_member(organization.organization, user=volunteer.user)
    mine, theirs = volunteer.offered(), organization.offered()
    browser = as_user(volunteer.user)
    for side, offer in ((volunteer, mine), (organization, theirs)):
        assert [row.offer for row in browser.get(side.url("offers")).context["rows"]] == [offer]
    assert browser.get(volunteer.url("offer", theirs.pk)).status_code == 404
