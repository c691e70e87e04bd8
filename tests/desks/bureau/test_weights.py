"""The weights in plain words: read by the bureau and the dispatchers, turned by the bureau after a look."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.desks.bureau.weights import pages
from marketplace.desks.bureau.weights.words import GROUPS, WEIGHTS
from marketplace.dispatch.actions import set_weights
from marketplace.dispatch.models import MatchRun, WeightSet
from marketplace.dispatch.queries import minutes_between_rounds, weights_in_force
from marketplace.dispatch.rules import BOUNDS, USUAL_MINUTES
from marketplace.journal.models import Entry
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.models import Offer
from tests import makers
from tests.desks.bureau.conftest import DESK_TIME, text
from tests.dispatch.test_rules import FINE
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.makers import later

TURN, RHYTHM = "/weights/turn/", "/weights/rhythm/"


@pytest.fixture(autouse=True)
def at_desk_time(monkeypatch, db):
    monkeypatch.setattr(pages, "now", lambda: DESK_TIME)
    for code in ("urgent", "safety_net", "needs_care", "monitoring"):
        makers.make_tag(code)


def posted(desk, *, look=False, **told):
    fields = {**FINE, "instead_of": 1, "reason": "路太远", "from_on": "", **told}
    return desk.post(TURN, fields | ({"look": "yes"} if look else {}))


def turned(officer, version, **values):
    return set_weights(
        FINE | values,
        block_banned=False,
        instead_of=version - 1,
        reason=f"第{version}版",
        by=officer,
        at=later(hours=version),
    )


# -- reading ----------------------------------------------------------------------------------------


def test_every_weight_stands_there_in_words_with_its_unit_and_bounds(desk):
    page = unescape(text(desk.get("/weights/")))
    assert "10 points" in page
    assert "for each 100 metres between provider and home" in page
    assert "900 of 1,000" in page
    assert "500–\u206050,000" in page
    for words in WEIGHTS.values():
        assert str(words.label) in page
        assert str(words.does) in page


def test_every_weight_has_its_words_in_one_group():
    named = [name for names in GROUPS.values() for name in names]
    assert sorted(named) == sorted(BOUNDS)
    assert set(WEIGHTS) == set(BOUNDS)


def test_dispatchers_read_and_press_nothing(scene, as_user):
    browser = as_user(scene.dispatcher)
    shown = text(browser.get("/weights/"))
    assert "10 points" in shown
    assert "Turn the weights" not in shown
    assert "Change the rhythm" not in shown
    for url in (TURN, RHYTHM):
        assert browser.get(url).status_code == 403
        assert browser.post(url, FINE).status_code == 403


def test_nobody_else_comes_in(scene, as_user, client):
    for user in (scene.steward, scene.officer, makers.make_member()):
        assert as_user(user).get("/weights/").status_code == 403
    for url in ("/weights/", TURN, RHYTHM):
        assert client.get(url).status_code == 302


def test_the_history_tells_who_when_why_and_what_differs(desk, officer):
    turned(officer, 2, travel=12, load_full=800)
    turned(officer, 3, travel=12, load_full=800, wish=600)
    page = desk.get("/weights/")
    third, second, first = page.context["versions"]
    assert [each.state for each in (third, second, first)] == ["in force", "no longer", "no longer"]
    assert [(str(label), was, now) for label, was, now in second.changes] == [
        ("Distance", "10 points", "12 points"),
        ("Busier than that", "700 points", "800 points"),
    ]
    assert [str(label) for label, *_ in third.changes] == ["Pick"]
    assert first.changes == []
    for shown in ("第2版", str(officer), "It came with the engine.", "Version 3"):
        assert shown in text(page)


def test_the_history_costs_as_much_for_one_version_as_for_ten(desk, officer):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/weights/").status_code == 200
        return len(queries)

    one = cost()
    for version in range(2, 13):
        turned(officer, version, travel=version)
    assert cost() <= one + 1  # the page turner counts
    assert len(desk.get("/weights/", {"page": "2"}).context["versions"]) == 2


# -- turning ----------------------------------------------------------------------------------------


def test_the_form_begins_with_what_is_in_force(desk, officer):
    turned(officer, 2, travel=12)
    form = desk.get(TURN).context["form"]
    assert form.initial == FINE | {"travel": 12, "block_banned": False, "instead_of": 2}


def test_a_look_shows_what_would_change_and_keeps_nothing(desk, scene):
    far = makers.make_organization(
        community=makers.make_community(number=9, x=scene.community.x + 30_000)
    )
    makers.make_service(far, places=1)
    order = scene.ordered()
    page = posted(desk, look=True, threshold=50_000, reason="")
    change = page.context["change"]
    assert (change.orders, change.gained, change.lost, change.moved) == (1, 0, 0, 0)
    assert [(each.before, each.after) for each in change.figures][1] == ("30,000 m", "30,000 m")
    page = posted(desk, look=True, travel=50, reason="")
    change = page.context["change"]
    assert (change.gained, change.lost) == (0, 1)
    assert [(tag.code, was, now) for tag, was, now in change.served if was or now] == [
        (order.need.tag_id, 1, 0)
    ]
    (lost,) = change.loses
    assert (lost.order, lost.after) == (order, "")
    assert far.name in lost.before
    assert "1 would go without" in text(page)
    assert (WeightSet.objects.count(), MatchRun.objects.count(), Offer.objects.count()) == (1, 0, 0)


def test_a_look_tells_who_would_go_to_somebody_else(desk, scene):
    near = scene.service(places=2)
    scene.offered()
    other = makers.make_organization(
        community=makers.make_community(number=9, x=scene.community.x + 1000)
    )
    idle = makers.make_service(other)
    order = scene.ordered(resident=makers.make_resident(scene.community))
    change = posted(desk, look=True, travel=50).context["change"]
    assert (change.moved, change.gained, change.lost) == (1, 0, 0)
    (moved,) = change.moves
    assert moved.order == order
    assert idle.organization.name in moved.before
    assert near.organization.name in moved.after


def test_a_look_costs_as_much_for_one_order_as_for_many(desk, scene):
    scene.service(places=30)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert posted(desk, look=True, travel=100, threshold=2300).status_code == 200
        return len(queries)

    scene.ordered()
    one = cost()
    for _ in range(12):
        scene.ordered(resident=makers.make_resident(scene.community))
    assert cost() == one <= 45


def test_where_nobody_waits_the_look_says_so(desk):
    assert "No order waits for a provider now" in text(posted(desk, look=True, travel=11))


def test_new_weights_are_put_in_force_and_stand_in_the_journal(desk, officer):
    answer = posted(desk, travel=12, block_banned="on", reason="路太远了")
    assert (answer.status_code, answer.url) == (302, "/weights/")
    weights = weights_in_force(DESK_TIME)
    assert (weights.version, weights.travel, weights.block_banned) == (2, 12, True)
    assert (weights.made_by, weights.made_at, weights.reason) == (officer, DESK_TIME, "路太远了")
    entry = Entry.objects.get(verb="set_weights")
    assert (entry.actor, entry.reason) == (officer, "路太远了")
    assert "Version 2 is in force." in text(desk.get("/weights/"))


def test_new_weights_may_wait_for_a_day(desk):
    today = DESK_TIME.astimezone(SHANGHAI).date()
    posted(desk, travel=12, from_on=str(today + timedelta(days=2)))
    weights = WeightSet.objects.get(version=2)
    assert (
        weights.from_at.astimezone(SHANGHAI).isoformat()
        == f"{today + timedelta(days=2)}T00:00:00+08:00"
    )
    page = desk.get("/weights/")
    assert [each.state for each in page.context["versions"]] == ["planned", "in force"]
    assert page.context["in_force"].version == 1


def test_from_today_on_means_at_once(desk):
    posted(desk, travel=12, from_on=str(DESK_TIME.astimezone(SHANGHAI).date()))
    assert weights_in_force(DESK_TIME).version == 2


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"travel": ""}, "travel"),
        ({"travel": "a few"}, "travel"),
        ({"travel": "101"}, "travel"),
        ({"travel": "-1"}, "travel"),
        ({"travel": "9" * 5000}, "travel"),
        ({"load_half": "301"}, "load_three_quarters"),
        ({"threshold": "2200"}, "threshold"),
        ({"reason": ""}, "reason"),
        ({"reason": TOO_LONG}, "reason"),
        ({"reason": UNSTORABLE["nul"]}, "reason"),
        ({"from_on": "soon"}, "from_on"),
        ({"from_on": "2001-01-01", "travel": "11"}, "from_on"),
        ({"instead_of": "x"}, "instead_of"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_makes_no_sense_is_refused_at_its_field_and_nothing_typed_is_lost(desk, told, wrong):
    page = posted(desk, wish="555", **told)
    assert page.status_code == 422
    assert page.context["form"].errors[wrong]
    assert 'value="555"' in text(page)
    assert WeightSet.objects.count() == 1


def test_what_makes_no_sense_cannot_be_looked_at_either(desk):
    page = posted(desk, look=True, travel="101")
    assert (page.status_code, page.context["change"]) == (422, None)


def test_somebody_elses_new_version_is_seen_first(desk, officer):
    turned(officer, 2, travel=12)
    page = posted(desk, travel=14, instead_of=1)
    assert page.status_code == 409
    assert "Somebody put another version in force meanwhile" in text(page)
    assert WeightSet.objects.count() == 2


def test_nothing_turned_is_nothing_new(desk):
    page = posted(desk)
    assert page.status_code == 409
    assert "Nothing differs" in text(page)


# -- the rhythm -------------------------------------------------------------------------------------


def beat(desk, **told):
    minutes = {f"minutes_{rank}": minutes for rank, minutes in USUAL_MINUTES.items()}
    return desk.post(RHYTHM, minutes | {"makes_room": "on", "reason": "夜里少跑"} | told)


def test_the_rhythm_stands_there_and_is_changed_with_a_reason(desk, officer):
    assert "every 15 min" in text(desk.get("/weights/"))
    assert "After 15 minutes without a decision" in text(desk.get("/weights/"))
    answer = beat(desk, minutes_3="20")
    assert (answer.status_code, answer.url) == (302, "/weights/")
    assert minutes_between_rounds() == USUAL_MINUTES | {3: 20}
    page = desk.get("/weights/")
    (changed,) = page.context["beats"]
    assert (changed.tag.code, changed.before, changed.after) == ("needs_care", 15, 20)
    assert (changed.entry.actor, changed.entry.reason) == (officer, "夜里少跑")
    assert "every 20 min" in text(page)


def test_the_bureau_leaves_it_to_a_dispatcher_to_make_room(desk):
    assert "by itself." in text(desk.get("/weights/"))
    assert desk.get(RHYTHM).context["form"].initial["makes_room"] is True
    beat(desk, makes_room="")
    page = desk.get("/weights/")
    assert "a dispatcher decides whether" in text(page)
    (changed,) = page.context["beats"]
    assert (changed.tag.code, changed.after) == ("urgent", "a dispatcher makes room")
    assert minutes_between_rounds() == USUAL_MINUTES


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"minutes_1": "0"}, "minutes_1"),
        ({"minutes_2": "61"}, "minutes_2"),
        ({"minutes_3": "4"}, "minutes_3"),
        ({"minutes_4": ""}, "minutes_4"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused_at_its_field(desk, told, wrong):
    page = beat(desk, **told)
    assert page.status_code == 422
    assert page.context["form"].errors[wrong]
    assert minutes_between_rounds() == USUAL_MINUTES


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_open_in_both_languages(as_user, officer, language):
    browser = as_user(officer, language)
    assert [browser.get(url).status_code for url in ("/weights/", TURN, RHYTHM)] == [200] * 3


@pytest.mark.parametrize("role", [Role.BUREAU_OFFICER, Role.DISPATCHER])
def test_the_header_leads_there(role, as_user, district):
    browser = as_user(makers.make_staff(role, district))
    assert 'href="/weights/"' in text(browser.get("/weights/"))
