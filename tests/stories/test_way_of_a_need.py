"""The way of a need, told page by page: what each person sees, writes and presses.

Nobody here reaches behind the pages. What a page does not offer cannot be done.
"""

from marketplace.journal.queries import verify
from marketplace.needs.models import Need
from tests.journeys.scene import verbs


def test_a_bath_at_home_from_the_stewards_page_to_the_last_word(street, clock):
    steward, officer, dispatcher = street.steward, street.officer, street.dispatcher
    manager = street.organization("演示助浴中心", metres=800, subcategory="A3", papers="NW,HC")
    secret = street.resident.household.address

    # At the door, the steward finds the resident and says in plain words what is needed.
    steward.signs_in()
    steward.sends("Search", q="演示·老王")
    steward.follows("演示·老王")
    steward.sends(
        "Propose kinds of need from the text", need0__description="八十岁了，自己洗澡站不稳"
    )
    assert "Assisted bathing at home" in steward.words
    steward.sends("Go on", need0__need_type="E-L1-03", need0__at_risk="no")
    steward.sends("Post it")
    need = Need.objects.get()
    code = need.follow_code
    assert code in steward.words

    # The subdistrict judges it and says yes: it becomes an order.
    clock.goes_on(hours=1)
    officer.signs_in()
    officer.follows("Triage")
    officer.sends("Send the decision", at_risk="no", need_type="E-L1-03", decision="approve")
    assert officer.next_step == "A provider is looked for"

    # The dispatcher looks at a round, sees why, and sends the offers.
    clock.goes_on(minutes=5)
    dispatcher.signs_in()
    dispatcher.sends("Run a round")
    assert "演示助浴中心" in dispatcher.words
    assert "Nobody has been asked yet" in dispatcher.words
    dispatcher.sends("Send the offers")

    # The organization sees what is asked of it, and only after its yes, of whom and where.
    clock.goes_on(minutes=20)
    manager.signs_in()
    manager.follows("Assisted bathing at home")
    assert manager.next_step == "Say yes or no"
    assert street.resident.name not in manager.words
    assert secret not in manager.words
    manager.sends("Accept")
    assert manager.next_step == "Call the resident and plan the visits"
    assert street.resident.name in manager.words
    assert secret in manager.words
    manager.follows("Plan the visits")
    manager.sends("Plan the visits", repeat="single")

    # Two people come, as a bath needs; they write down what they did.
    clock.goes_on(hours=22, minutes=35)
    manager.signs_in()
    manager.follows("See my orders")
    manager.follows("Assisted bathing at home")
    manager.follows("Next visit")
    two = manager.may_choose("workers")
    assert len(two) == 2
    manager.sends("We are here: check in", workers=two)
    clock.goes_on(minutes=90)
    manager.sends("Check out", record="量血压后助浴，更衣，老人很高兴")
    manager.follows("To the order")
    manager.follows("Report the work as done")
    manager.sends("Report the work as done")
    assert manager.next_step == "Somebody else confirms that it is done"

    # The resident follows it with the code on the slip, and says how it was. No account.
    clock.goes_on(hours=3)
    street.neighbour.opens("/follow/")
    street.neighbour.sends("Show", code=code.lower())
    street.neighbour.follows("Say how it was")
    street.neighbour.sends("Send", score="5", comment="很舒服")
    assert "You have told us how it was" in street.neighbour.words

    # The steward reads it, and closes.
    clock.goes_on(days=1)
    steward.signs_in()
    steward.follows("Needs")
    steward.follows("Assisted bathing at home")
    assert "5 of 5 points" in steward.words
    steward.follows("Close the need")
    steward.sends("Close the need", outcome="met")
    assert (steward.state, steward.next_step) == ("Closed", "")
    assert verbs(need) == [
        *("post_need", "triage_need", "assess_need", "approve_need", "open_order", "mark_ordered"),
        *("make_offer", "accept_offer", "mark_started", "plan_visits", "check_in", "check_out"),
        *("deliver_order", "mark_fulfilled", "give_verdict", "confirm_order", "close_order"),
        "close_need",
    ]
    assert list(verify()) == []


def test_somebody_in_danger_is_helped_at_once_and_nobody_is_asked_twice(street, clock):
    near = street.organization("演示近处", metres=600, subcategory="A4", papers="NW,HC")
    far = street.organization("演示远处", metres=2600, subcategory="A4", papers="NW,HC")
    neighbour, officer, dispatcher = street.neighbour, street.officer, street.dispatcher

    # A neighbour without an account says that somebody is in danger, and knows at once who answers.
    neighbour.opens("/en/")
    neighbour.follows("Ask for help")
    neighbour.sends("Go on", description="照顾老人的儿子突然住院，家里没人了", at_risk="yes")
    neighbour.sends("Go on", need_type="E-L1-14")
    neighbour.sends(
        "Send the request",
        name="李示兰",
        phone="15400000009",
        community=street.community.pk,
        consent="on",
    )
    assert str(street.steward.user) in neighbour.words

    # One judgement is enough: approved, ordered, and the nearest is being asked.
    clock.goes_on(minutes=10)
    officer.signs_in()
    officer.follows("Triage")
    officer.sends("Send the decision", need_type="E-L1-14", decision="approve")
    assert "Fast lane" in officer.page.get_text()
    assert officer.next_step == "The provider says yes or no"

    # The nearest cannot; the next best is asked in the same moment. It cannot either.
    for asked in (near, far):
        clock.goes_on(minutes=5)
        asked.signs_in()
        asked.follows("Emergency care")
        asked.sends("Decline", reason="no_capacity")
        assert "No offer is waiting for you" in asked.words
    near.opens("/organization/offers/")
    assert "No offer is waiting for you" in near.words

    # Nobody is left: the dispatch centre owns it, its board says so, and a round asks nobody again.
    dispatcher.signs_in()
    assert "Nobody left to ask" in dispatcher.words
    assert "No provider left to ask" in dispatcher.words
    dispatcher.sends("Run a round")
    assert "Nobody is proposed" in dispatcher.words
    need = Need.objects.get()
    assert need.owner == dispatcher.user
    assert [offer.state for offer in need.work_orders.get().offers.all()] == ["declined"] * 2
