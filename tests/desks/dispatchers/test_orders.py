"""One order: who could take it, the engine's best, a person's choice, and taking it back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.journal.models import Entry
from marketplace.journeys.answer_offer import answer_offer
from marketplace.workorders.choices import OfferState, OrderState
from tests import makers
from tests.desks.dispatchers.conftest import order_of, text
from tests.hostile import EMPTY, KEPT, TOO_LONG, UNSTORABLE
from tests.journeys.scene import manager_of

REASON = "离家近，老人认识他们"


@pytest.fixture
def near(scene):
    return scene.service()


@pytest.fixture
def far(scene):
    """Serves everywhere, from ten kilometres away."""
    community = makers.make_community(makers.make_subdistrict(number=2), number=9, x=16_000)
    organization = makers.make_organization(community=community)
    makers.make_member(organization)
    return makers.make_service(organization, subcategory=scene.need_type.subcategory_id)


@pytest.fixture
def order(scene, near, far):
    return order_of(scene)


def url(order, step=""):
    return f"/dispatch/{order.number}/{step}"


def key(service):
    return f"service:{service.pk}"


def test_everybody_who_could_take_it_is_ranked_with_the_points(desk, order, near, far):
    ranking = desk.get(url(order)).context["ranking"]
    assert [choice.key for choice in ranking.eligible] == [key(near), key(far)]
    assert [choice.place for choice in ranking.eligible] == [1, 2]
    for choice in ranking.eligible:
        assert sum(points for _, points in choice.by_term) == choice.ranked.total
    assert ranking.best.key == key(near)
    assert ranking.eligible[1].dearer == 1000


def test_who_cannot_is_counted_and_listed_under_the_first_reason(desk, order, scene):
    full = scene.service(places=0)
    for _ in range(2):
        makers.make_service(subcategory="B1")
    refused = {
        group.sentence: [choice.key for choice in group.choices]
        for group in desk.get(url(order)).context["ranking"].refused
    }
    assert refused == {
        "2 do not offer this service.": [],
        "1 has no free place.": [key(full)],
    }


def test_the_best_is_asked_at_one_press(desk, order, near):
    page = desk.post(url(order, "best/"), follow=True)
    assert order.offers.get().service == near
    assert f"{near.organization.name_en} · {near.name_en} has been asked." in text(page)
    assert "Recall the order" in text(page)


def test_pressing_twice_asks_one(desk, order):
    desk.post(url(order, "best/"))
    page = desk.post(url(order, "best/"), follow=True)
    assert order.offers.count() == 1
    assert page.status_code == 200
    assert "messages" in text(page)


def test_nobody_to_ask_is_said_and_the_centre_owns_it(desk, scene):
    order = order_of(scene)
    page = desk.post(url(order, "best/"), follow=True)
    assert "Nobody is left who could be asked" in text(page)
    order.need.refresh_from_db()
    assert order.need.owner == scene.dispatcher
    assert "Nobody can take it as things are" in text(page)


# -- by hand --------------------------------------------------------------------------------------


def test_choosing_another_shows_what_it_costs(desk, order, near, far):
    page = desk.get(url(order), {"assign": key(far)})
    chosen, best = page.context["chosen"], page.context["best"]
    assert chosen.dearer == chosen.ranked.total - best.ranked.total > 0
    assert f"It costs {chosen.dearer} points more." in text(page)
    assert "The engine would choose the same provider." in text(
        desk.get(url(order), {"assign": key(near)})
    )


def test_assigning_by_hand_asks_that_one_and_keeps_the_reason(desk, order, far, scene):
    answer = desk.post(url(order, "assign/"), {"provider": key(far), "reason": REASON})
    assert (answer.status_code, answer.url) == (302, url(order))
    offer = order.offers.get()
    assert (offer.service, offer.by_hand_for, offer.offered_by) == (far, REASON, scene.dispatcher)
    entry = Entry.objects.filter(verb="make_offer").get()
    assert (entry.reason, entry.actor) == (REASON, scene.dispatcher)
    assert REASON in text(desk.get(url(order)))


def test_what_the_choice_by_hand_cost_stands_beside_it(desk, order, near, far):
    desk.post(url(order, "assign/"), {"provider": key(far), "reason": REASON})
    page = desk.get(url(order))
    assert "What the choice by hand cost" in text(page)
    engine, dearer = page.context["cost"]
    assert engine == f"The engine would have asked {near.organization.name_en} · {near.name_en}."
    assert dearer.endswith("points dearer.")


def test_a_volunteer_can_be_chosen_too(desk, order, scene):
    volunteer = makers.make_volunteer(community=scene.community)
    desk.post(url(order, "assign/"), {"provider": f"volunteer:{volunteer.pk}", "reason": REASON})
    assert order.offers.get().volunteer == volunteer


def test_an_unanswered_offer_is_recalled_for_the_new_one(desk, order, far):
    desk.post(url(order, "best/"))
    shown = text(desk.get(url(order), {"assign": key(far)}))
    assert "The offer that waits for an answer now is recalled." in shown
    desk.post(url(order, "assign/"), {"provider": key(far), "reason": REASON})
    assert {offer.service: offer.state for offer in order.offers.all()}[far] == OfferState.OFFERED
    assert order.offers.filter(state=OfferState.RECALLED).count() == 1


def test_what_protects_people_cannot_be_set_aside(desk, order, scene):
    full = scene.service(places=0)
    assert "Not even by hand" in text(desk.get(url(order), {"assign": key(full)}))
    page = desk.post(url(order, "assign/"), {"provider": key(full), "reason": REASON})
    assert page.status_code == 409
    assert "Not possible, not even by hand" in text(page)
    assert REASON in text(page)
    assert order.offers.count() == 0


@pytest.mark.parametrize("reason", [*EMPTY, UNSTORABLE["nul"], UNSTORABLE["bell"], TOO_LONG])
def test_no_reason_or_one_that_cannot_be_kept_is_refused_in_words(reason, desk, order, far):
    page = desk.post(url(order, "assign/"), {"provider": key(far), "reason": reason})
    assert page.status_code == 422
    assert page.context["form"].errors["reason"]
    assert order.offers.count() == 0


@pytest.mark.parametrize("reason", KEPT.values(), ids=KEPT)
def test_people_write_as_they_write(reason, desk, order, far):
    desk.post(url(order, "assign/"), {"provider": key(far), "reason": reason})
    assert order.offers.get().by_hand_for == reason
    assert "<script>alert" not in text(desk.get(url(order)))


@pytest.mark.parametrize(
    "provider",
    ["", "service:", "service:0x1", "robot:1", "service:１", "service:1' OR 1", "x" * 99],
)
def test_a_provider_that_is_none_is_refused(provider, desk, order):
    page = desk.post(url(order, "assign/"), {"provider": provider, "reason": REASON})
    assert page.status_code == 422
    assert order.offers.count() == 0
    assert desk.get(url(order), {"assign": provider}).context["chosen"] is None


def test_a_provider_that_left_is_not_found(desk, order):
    page = desk.post(url(order, "assign/"), {"provider": "service:999999", "reason": REASON})
    assert page.status_code == 404


# -- taking it back -------------------------------------------------------------------------------


def test_recalling_frees_the_order_and_keeps_the_reason(desk, order, scene):
    offer = scene.accepted(scene.offered(order)).offers.get(state=OfferState.ACCEPTED)
    page = desk.post(url(order, "recall/"), {"reason": REASON}, follow=True)
    offer.refresh_from_db()
    order.refresh_from_db()
    assert (offer.state, order.state) == (OfferState.RECALLED, OrderState.CREATED)
    assert "waits for another provider" in text(page)
    assert Entry.objects.get(verb="recall_offer").reason == REASON


def test_recalling_wants_a_reason_and_shows_the_form_again(desk, order, scene):
    scene.offered(order)
    page = desk.post(url(order, "recall/"), {"reason": " "})
    assert page.status_code == 422
    assert page.context["recalling"].errors["reason"]
    assert order.offers.get().state == OfferState.OFFERED


def test_there_is_nothing_to_recall_when_nobody_holds_it(desk, order):
    page = desk.post(url(order, "recall/"), {"reason": REASON}, follow=True)
    assert "there is nothing to recall" in text(page)


def test_who_was_asked_before_is_told_with_the_answer(desk, order, scene):
    offer = scene.offered(order)
    answer = {"accept": False, "reason": "time", "note": "本周没空"}
    answer_offer(offer, **answer, by=manager_of(offer), at=makers.later(minutes=30))
    past = desk.get(url(order)).context["past"]
    (declined,) = [entry for entry in past if "Declined" in entry["what"]]
    assert declined["why"] == "The time does not fit · 本周没空"


def test_the_page_of_an_order_under_way_ranks_nobody(desk, order, scene):
    scene.accepted(scene.offered(order))
    page = desk.get(url(order))
    assert (page.context["is_searching"], page.context["ranking"].eligible) == (False, [])
    assert "could take it" not in text(page)


def test_nobody_learns_here_whose_need_it_is(desk, order):
    shown = text(desk.get(url(order)))
    assert order.number in shown
    leaks = [s for s in ("演示·老王", makers.ADDRESS, *makers.SECRETS.values()) if s in shown]
    assert leaks == []


def test_ranking_many_costs_as_much_as_ranking_two(desk, order, scene):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url(order)).status_code == 200
        return len(queries)

    makers.make_volunteer(community=scene.community)
    few = cost()
    for _ in range(15):
        scene.service()
        makers.make_volunteer(community=scene.community)
    # Two of them ask who may not bid, and whose contract holds such orders.
    assert cost() == few <= 22


# -- what a choice by hand costs all who wait ---------------------------------------------------------


def test_choosing_shows_what_it_costs_all_who_wait(desk, scene):
    calm, urgent = order_of(scene), order_of(scene, tag="urgent")
    only = scene.service(places=1)
    page = desk.get(url(calm), {"assign": key(only)})
    price = page.context["price"]
    assert [each.order for each in price.loses] == [urgent]
    assert "1 would go without" in text(page)


def test_whoever_may_not_be_chosen_has_no_price(desk, order, scene):
    full = scene.service(places=0)
    page = desk.get(url(order), {"assign": key(full)})
    assert page.context["price"] is None
    assert "Not even by hand" in text(page)


def test_a_price_that_cannot_be_told_is_no_obstacle(desk, order, far, monkeypatch):
    monkeypatch.setattr("marketplace.desks.dispatchers.pricing.price_by_hand", lambda *a, **k: None)
    page = desk.get(url(order), {"assign": key(far)})
    assert "cannot be told right now" in text(page)
    assert 'name="reason"' in text(page)


# -- room for a more urgent order -------------------------------------------------------------------------


@pytest.fixture
def crowded(scene):
    """The only place is held by an unanswered offer, and something more urgent comes."""
    scene.service(places=1)
    makers.make_tag("safety_net")
    waiting = scene.offered(order_of(scene))
    return waiting, order_of(scene, tag="safety_net")


def test_what_would_move_is_shown_before_a_dispatcher_agrees(desk, crowded):
    waiting, pressing = crowded
    page = text(desk.get(url(pressing)))
    name = f"{waiting.service.organization.name} · {waiting.service.name}"
    assert f"To ask {name}, 1 offer that nobody has answered would be taken back" in page
    assert "1 order would have nobody for now" in page
    assert waiting.work_order.number in page
    assert f'name="agreed" value="{waiting.pk}"' in page


def test_agreeing_makes_room_and_asks(desk, crowded):
    waiting, pressing = crowded
    page = desk.post(url(pressing, "room/"), {"agreed": str(waiting.pk)}, follow=True)
    assert "has been asked" in text(page)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.recalled_for) == ("recalled", "more_urgent")
    assert pressing.offers.get().service == waiting.service
    history = text(desk.get(url(waiting.work_order)))
    assert "A more urgent need took this place" in history


@pytest.mark.parametrize("agreed", ["1,999999", "", "all"])
def test_nothing_else_is_taken_back_than_what_was_shown(agreed, desk, crowded):
    waiting, pressing = crowded
    page = desk.post(url(pressing, "room/"), {"agreed": agreed}, follow=True)
    assert 'class="message' in text(page) or "would have to move by now" in text(page)
    waiting.refresh_from_db()
    assert waiting.state == OfferState.OFFERED


def test_the_least_urgent_asks_nobody_to_make_room(desk, scene):
    scene.service(places=1)
    scene.offered(order_of(scene))
    assert 'id="room"' not in text(desk.get(url(order_of(scene))))


def test_what_earlier_choices_by_hand_cost_stands_in_the_history(desk, order, near, far):
    for service in (far, near):
        desk.post(url(order, "assign/"), {"provider": key(service), "reason": "方言相同"})
    told = text(desk.get(url(order)))
    assert "The plan got" in told
    assert "The engine would have asked the same provider." in told
