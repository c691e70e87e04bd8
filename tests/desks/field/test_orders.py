"""What somebody took on: whom they see, what is next, how they end it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.close_need import close_need
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.dispute_order import dispute_order
from marketplace.journeys.plan_visits import plan_visits
from marketplace.needs.choices import NeedState, Outcome
from marketplace.workorders.actions import check_in, check_out, decline_offer, make_offer
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState, VisitState
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.desks.field.side import NAME, WORDS, another_side
from tests.hostile import KEPT, TOO_LONG, UNSTORABLE
from tests.makers import ADDRESS, SECRETS, later

NEVER = {SECRETS["id_number"], SECRETS["birth_on"], SECRETS["health_note"]}
CONTACT = {NAME, ADDRESS, SECRETS["phone"], SECRETS["guardian_name"], SECRETS["guardian_phone"]}


def text_of(answer) -> str:
    return answer.content.decode()


def seen(page: str, of: set[str]) -> set[str]:
    return {each for each in of if each in page}


def first_way(browser, side, order) -> tuple[str, str]:
    way = browser.get(side.order_url(order)).context["first_way"]
    return (str(way.label), way.url) if way else ("", "")


def ended(side) -> WorkOrder:
    """Over and done three hours and a half after the beginning."""
    order = side.delivered()
    confirm_order(order, by=side.scene.steward, at=later(hours=3, minutes=10))
    order.refresh_from_db()
    close_need(
        order.need, outcome=Outcome.MET, unheard_because="已回访", by=side.scene.steward,
        at=later(hours=3, minutes=30),
    )  # fmt: skip
    order.refresh_from_db()
    assert order.state == OrderState.CLOSED
    return order


# -- whom they see --------------------------------------------------------------------------------


def test_an_order_shows_how_to_reach_the_resident_and_never_more(side, browser):
    order = side.accepted()
    page = text_of(browser.get(side.order_url(order)))
    assert seen(page, CONTACT) == CONTACT
    assert seen(page, NEVER) == set()
    assert WORDS in page
    listed = text_of(browser.get(side.orders_url))
    assert seen(listed, CONTACT) == {NAME}


def test_thirty_days_after_the_end_the_resident_is_gone_with_all_that_was_written(
    side, browser, clock
):
    order = ended(side)
    visit = order.visits.get()
    pages = (side.order_url(order), side.url("visit", visit.pk))
    clock.at = order.ended_at + timedelta(days=30) - timedelta(seconds=1)
    assert seen(text_of(browser.get(pages[0])), CONTACT) == CONTACT
    assert "已经帮过" in text_of(browser.get(pages[1]))
    clock.at = order.ended_at + timedelta(days=30)
    for url in (*pages, side.orders_url + "?show=ended", side.url("visits") + "?show=past"):
        page = browser.get(url)
        assert page.status_code == 200
        assert seen(text_of(page), CONTACT | NEVER | {WORDS, "已经帮过"}) == set()


def test_an_order_of_somebody_else_does_not_exist(side, browser):
    order = another_side(side.name, side.scene).accepted()
    for page in ("order", "plan"):
        assert browser.get(side.order_url(order, page)).status_code == 404
        assert browser.post(side.order_url(order, page)).status_code == 404
    for slug in ("complete", "give-back"):
        assert browser.get(side.order_url(order, "order_step", slug)).status_code == 404
        assert browser.post(side.order_url(order, "order_step", slug)).status_code == 404
    assert browser.get(side.orders_url + "?show=all").context["rows"] == []


def test_an_order_that_is_only_offered_is_none_yet(side, browser):
    order = side.offered().work_order
    assert browser.get(side.order_url(order)).status_code == 404
    assert browser.get(side.orders_url + "?show=all").context["rows"] == []


@pytest.mark.parametrize("number", ["XQ-0", "x" * 24, "x" * 25, "1", "..", "XQ-20261021-0001-99"])
def test_a_number_that_no_order_has_is_404(side, browser, number):
    prefix = {"organizations": "organization", "volunteers": "volunteer"}[side.name]
    assert browser.get(f"/{prefix}/orders/{number}/").status_code == 404


# -- the list -------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_how_far_an_order_is(side, browser):
    to_plan, planned = side.accepted(), side.planned().work_order
    reported, over = side.delivered(), ended(side)
    expected = {
        "": {to_plan, planned},
        "to-plan": {to_plan},
        "reported": {reported},
        "ended": {over},
        "all": {to_plan, planned, reported, over},
        "nonsense": {to_plan, planned},
    }
    shown = {
        name: {row.order for row in browser.get(f"{side.orders_url}?show={name}").context["rows"]}
        for name in expected
    }
    assert shown == expected


def test_the_next_visit_stands_first(side, browser):
    without = side.accepted()
    later_on = side.planned(at=later(days=2)).work_order
    sooner = side.planned(at=later(days=1)).work_order
    rows = browser.get(side.orders_url).context["rows"]
    assert [row.order for row in rows] == [sooner, later_on, without]


def test_the_list_takes_as_many_queries_for_one_order_as_for_a_hundred(side, browser):
    side.many(1, OfferState.ACCEPTED)
    with CaptureQueriesContext(connection) as one:
        browser.get(side.orders_url)
    side.many(99, OfferState.ACCEPTED)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(side.orders_url)
    assert len(page.context["rows"]) == 20
    assert len(many) == len(one) <= 11


def test_a_page_takes_as_many_queries_for_one_visit_as_for_thirty(side, browser):
    order = side.planned(at=later(days=1)).work_order
    with CaptureQueriesContext(connection) as one:
        browser.get(side.order_url(order))
    slots = [(later(days=day), later(days=day, hours=1)) for day in range(2, 31)]
    plan_visits(order, slots=slots, by=side.user, at=later(hours=1))
    with CaptureQueriesContext(connection) as many:
        page = browser.get(side.order_url(order))
    assert len(page.context["coming"]) + len(page.context["later"]) == 30
    assert len(many) == len(one) <= 14


# -- what is next ---------------------------------------------------------------------------------


def test_each_state_waits_for_one_thing(side, browser, clock):
    order = side.accepted()
    assert first_way(browser, side, order) == ("Plan the visits", side.order_url(order, "plan"))
    visit = side.planned(order, at=later(hours=2))
    url = side.url("visit", visit.pk)
    assert first_way(browser, side, order) == ("Next visit: Wed 21 Oct 12:00–13:00", url)
    clock.at = later(hours=4)
    told = "Write down the visit of Wed 21 Oct 12:00–13:00"
    assert first_way(browser, side, order) == (told, url)
    check_in(visit, companion="演示·同伴", by=side.user, at=later(hours=2))
    assert first_way(browser, side, order) == ("Go on with the visit", url)
    check_out(visit, record="好", by=side.user, at=later(hours=3))
    complete = side.order_url(order, "order_step", "complete")
    assert first_way(browser, side, order) == ("Report the work as done", complete)
    browser.post(complete)
    assert first_way(browser, side, order) == ("", "")


def test_an_open_ended_order_goes_on_with_the_next_visit(scene, organization, as_user):
    scene.need_type.visits = None
    scene.need_type.frequency = "weekly:2"
    scene.need_type.save(update_fields=["visits", "frequency"])
    order = organization.visited().work_order
    browser = as_user(organization.user)
    told = ("Plan the next visit", organization.order_url(order, "plan"))
    assert first_way(browser, organization, order) == told


# -- reporting it done ------------------------------------------------------------------------------


def test_without_a_visit_the_page_says_what_is_missing_and_the_step_is_refused(side, browser):
    order = side.accepted()
    url = side.order_url(order, "order_step", "complete")
    page = text_of(browser.get(url))
    assert "No visit has been written down yet" in page
    assert "data-once" not in page
    assert browser.post(url).status_code == 409
    side.planned(order)
    refused = browser.post(url)
    assert refused.status_code == 409
    order.refresh_from_db()
    assert order.state == OrderState.SCHEDULED


def test_with_somebody_still_there_the_page_says_so(side, browser, clock):
    order = side.visited().work_order
    going = side.planned(order, at=later(hours=2))
    check_in(going, companion="演示·同伴", by=side.user, at=later(hours=2))
    clock.at = later(hours=2)
    url = side.order_url(order, "order_step", "complete")
    assert "check out of the visit first" in text_of(browser.get(url))
    assert browser.post(url).status_code == 409


def test_with_a_visit_the_work_is_reported_once(side, browser, clock):
    order = side.visited().work_order
    clock.at = later(hours=3)
    url = side.order_url(order, "order_step", "complete")
    assert browser.post(url).url == side.order_url(order)
    order.refresh_from_db()
    assert (order.state, order.delivered_at) == (OrderState.DELIVERED, clock.at)
    assert order.need.state == NeedState.FULFILLED
    assert browser.post(url).status_code == 409
    assert browser.get(url).url == side.order_url(order)


def test_work_found_not_done_comes_back_with_the_reason(side, browser, clock):
    order = side.delivered()
    dispute_order(order, reason="窗户没有擦", by=side.scene.steward, at=later(hours=4))
    clock.at = later(hours=5)
    page = text_of(browser.get(side.order_url(order)))
    assert "窗户没有擦" in page
    assert "Report the work as done" in page


# -- giving it back -----------------------------------------------------------------------------------


def test_an_order_is_given_back_and_is_ours_no_longer(side, browser):
    visit = side.planned(at=later(days=1))
    order = visit.work_order
    url = side.order_url(order, "order_step", "give-back")
    assert browser.get(url).status_code == 200
    answer = browser.post(url, {"reason": DeclineReason.TIME, "note": ""})
    assert (answer.status_code, answer.url) == (302, side.orders_url)
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    assert order.offers.get().state == OfferState.RETURNED
    assert browser.get(side.order_url(order)).status_code == 404
    assert browser.get(side.url("visit", visit.pk)).status_code == 404
    page = text_of(browser.get(side.url("offer", order.offers.get().pk)))
    assert seen(page, CONTACT | NEVER | {WORDS}) == set()
    assert browser.post(url, {"reason": DeclineReason.TIME}).status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"reason": "nonsense"},
        {"reason": "other"},
        {"reason": "time", "note": UNSTORABLE["nul"]},
        {"reason": "time", "note": TOO_LONG},
    ],
)
def test_giving_back_wants_a_reason_that_can_be_kept(volunteer, as_user, told):
    browser, order = as_user(volunteer.user), volunteer.accepted()
    answer = browser.post(volunteer.order_url(order, "order_step", "give-back"), told)
    assert answer.status_code == 422
    order.refresh_from_db()
    assert order.state == OrderState.ACCEPTED


@pytest.mark.parametrize("note", KEPT.values(), ids=KEPT.keys())
def test_what_is_said_on_giving_back_is_kept(volunteer, as_user, note):
    browser, order = as_user(volunteer.user), volunteer.accepted()
    browser.post(
        volunteer.order_url(order, "order_step", "give-back"), {"reason": "other", "note": note}
    )
    assert order.offers.get().decline_note == note


def test_a_worker_works_and_reports_but_does_not_give_back(organization, as_user):
    order = organization.visited().work_order
    browser = as_user(organization.worker())
    page = browser.get(organization.order_url(order))
    assert "Give the order back" not in text_of(page)
    url = organization.order_url(order, "order_step", "give-back")
    assert browser.get(url).url == organization.order_url(order)
    assert browser.post(url, {"reason": "time"}).status_code == 403
    complete = organization.order_url(order, "order_step", "complete")
    assert browser.post(complete).status_code == 302


def test_a_step_that_there_is_not_is_no_page(side, browser):
    order = side.accepted()
    for slug in ("accept", "check-in", "nonsense"):
        assert browser.get(side.order_url(order, "order_step", slug)).status_code == 404
        assert browser.post(side.order_url(order, "order_step", slug)).status_code == 404


# -- what happened ------------------------------------------------------------------------------------


def test_the_timeline_tells_our_own_steps_and_not_who_was_asked_before(side, browser):
    before = another_side(side.name, side.scene)
    offer = before.offered()
    order = decline_offer(
        offer, reason="other", note="前面的人说的话", by=before.user, at=later(minutes=16)
    ).work_order
    mine = make_offer(order, **side.provider, by=side.scene.dispatcher, at=later(minutes=17))
    answer_offer(mine, accept=True, by=side.user, at=later(minutes=18))
    visit = side.visited(order)
    timeline = browser.get(side.order_url(order)).context["timeline"]
    assert [entry["what"] for entry in timeline] == [
        "The visit is over",
        "The helper has arrived",
        "Visits planned",
        "The provider accepted",
        "Offered to a provider",
    ]
    assert "前面的人说的话" not in str(timeline)
    assert visit.state == VisitState.DONE


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_speaks_both_languages(side, as_user, language):
    visit = side.visited()
    order, offer = visit.work_order, visit.offer
    browser = as_user(side.user, language)
    lang = {"en": 'lang="en"', "zh-hans": 'lang="zh-Hans"'}[language]
    for url in (
        side.url("offers"),
        side.url("offer", offer.pk),
        side.orders_url,
        side.order_url(order),
        side.order_url(order, "plan"),
        side.order_url(order, "order_step", "complete"),
        side.url("visits"),
        side.url("visit", visit.pk),
    ):
        page = browser.get(url)
        assert page.status_code == 200, url
        assert lang in text_of(page)


def test_nobody_comes_in_without_signing_in_or_from_another_desk(side, client, as_user):
    order = side.accepted()
    steward = as_user(makers.fresh(side.scene.steward))
    for url in (
        side.url("offers"),
        side.orders_url,
        side.order_url(order),
        side.order_url(order, "plan"),
        side.url("visits"),
    ):
        assert client.get(url).status_code == 302
        assert steward.get(url).status_code == 403
