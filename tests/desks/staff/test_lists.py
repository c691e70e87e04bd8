"""The lists: who sees what, what each filter finds, and what a list costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import OPEN
from tests import makers
from tests.makers import later

URL = "/needs/"


def numbers(page):
    return {row.need.number for row in page.context["rows"]}


def one_in_each_state(scene):
    """A need in every state, by state; each of somebody else."""
    states = [state for state in NeedState.values if state != NeedState.MERGED]
    return {
        state: makers.make_need(
            state, resident=makers.make_resident(scene.community), owner=scene.steward
        )
        for state in states
    }


@pytest.fixture
def needs(scene):
    return one_in_each_state(scene)


def test_the_list_opens_with_what_is_open(steward, needs):
    assert numbers(steward.get(URL)) == {needs[state].number for state in OPEN}


def test_everything_but_drafts_is_there_when_asked_for(steward, needs):
    wanted = {need.number for state, need in needs.items() if state != NeedState.DRAFT}
    assert numbers(steward.get(URL, {"show": "all"})) == wanted


@pytest.mark.parametrize(
    "state", [state for state in NeedState.values if state != NeedState.MERGED]
)
def test_each_state_finds_its_own(state, steward, needs):
    found = numbers(steward.get(URL, {"show": "all", "state": state}))
    everything = {need.number for need in needs.values()} - {needs["draft"].number}
    assert found == ({needs[state].number} if state != NeedState.DRAFT else everything)


def test_needs_of_other_communities_are_on_nobodys_list(needs, as_user):
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    stranger = makers.make_staff(Role.STEWARD, elsewhere)
    assert numbers(as_user(stranger).get(URL, {"show": "all"})) == set()


def test_what_waits_for_a_steward(steward, needs):
    waiting = {needs[NeedState.RETURNED].number, needs[NeedState.FULFILLED].number}
    assert numbers(steward.get(URL, {"show": "waiting"})) == waiting


def test_what_waits_for_an_officer(officer, needs):
    states = (NeedState.SUBMITTED, NeedState.TRIAGED, NeedState.ASSESSED)
    waiting = {needs[state].number for state in states}
    assert numbers(officer.get(URL, {"show": "waiting"})) == waiting


def test_what_an_officer_posted_does_not_wait_for_their_own_approval(officer, scene):
    makers.make_need(
        NeedState.ASSESSED, resident=scene.resident, owner=scene.steward, posted_by=scene.officer
    )
    assert numbers(officer.get(URL, {"show": "waiting"})) == set()


def test_mine_are_those_i_own_or_posted(as_user, scene):
    colleague = makers.make_staff(Role.STEWARD, scene.community)
    hers = makers.make_need(resident=scene.resident, owner=colleague)
    posted = makers.make_need(
        resident=makers.make_resident(scene.community), owner=scene.steward, posted_by=colleague
    )
    makers.make_need(resident=makers.make_resident(scene.community), owner=scene.steward)
    page = as_user(colleague).get(URL, {"show": "mine"})
    assert numbers(page) == {hers.number, posted.number}


def test_late_are_those_whose_clock_has_run_out(steward, scene, desk_time):
    late = makers.make_need(resident=scene.resident, owner=scene.steward)
    makers.make_need(
        resident=makers.make_resident(scene.community), owner=scene.steward, reported_at=desk_time
    )
    assert numbers(steward.get(URL, {"show": "breached"})) == {late.number}


def test_the_nearest_clock_stands_on_top(steward, scene, desk_time):
    calm = makers.make_need(
        resident=makers.make_resident(scene.community), owner=scene.steward, reported_at=desk_time
    )
    urgent = makers.make_need(
        resident=scene.resident, owner=scene.steward, reported_at=desk_time, at_risk=True
    )
    rows = steward.get(URL).context["rows"]
    assert [row.need for row in rows] == [urgent, calm]


def test_a_need_is_found_by_number_and_by_follow_code_however_typed(steward, scene):
    need = scene.posted()
    makers.make_need(resident=makers.make_resident(scene.community), owner=scene.steward)
    code = need.follow_code
    typed = (
        need.number,
        need.number.lower(),
        need.number.replace("-", ""),
        code,
        f" {code[:4]} {code[4:]}",
    )
    assert [numbers(steward.get(URL, {"q": text})) for text in typed] == [{need.number}] * 5


def test_tag_group_and_community_narrow(steward, scene, needs):
    other = makers.make_need(
        NeedState.ORDERED,
        resident=makers.make_resident(scene.community, groups="D"),
        need_type=makers.make_need_type("D-L1-01"),
        tag="safety_net",
        owner=scene.steward,
    )
    for wanted in ({"tag": "safety_net"}, {"group": "D"}):
        assert numbers(steward.get(URL, wanted)) == {other.number}
    assert numbers(steward.get(URL, {"community": scene.community.pk, "tag": "safety_net"})) == {
        other.number
    }


@pytest.mark.parametrize(
    "query",
    [
        {"show": "x" * 500},
        {"state": "nonsense", "tag": "'", "group": "\x00", "community": "9" * 400},
        {"q": "\x00"},
        {"q": "<script>alert(1)</script>"},
        {"page": "-3"},
        {"page": "9" * 40},
    ],
)
def test_whatever_the_address_says_a_list_is_shown(query, steward, needs):
    page = steward.get(URL, query)
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()


def test_an_empty_list_says_what_to_do(steward, scene):
    assert "appears here" in steward.get(URL).content.decode()


def test_names_are_shown_as_the_role_may_see_them(people, as_user, needs):
    shown = {
        role
        for role, user in people.items()
        if role != Role.EVALUATOR and "演示·老王" in as_user(user).get(URL).content.decode()
    }
    assert shown == {Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER}


def test_the_queue_holds_what_waits_to_be_judged_here(officer, needs, scene):
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    makers.make_need(resident=makers.make_resident(elsewhere))
    states = (NeedState.SUBMITTED, NeedState.TRIAGED, NeedState.ASSESSED)
    assert numbers(officer.get(reverse("staff:queue"))) == {needs[s].number for s in states}


@pytest.mark.parametrize(
    ("url", "most"),
    [(URL, 12), (f"{URL}?show=all", 13), (f"{URL}?show=waiting", 12), ("/triage/", 12)],
)
def test_a_list_costs_the_same_for_one_row_and_for_a_hundred(url, most, officer, scene):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(url).status_code == 200
        return len(queries)

    makers.make_need(resident=scene.resident, owner=scene.steward)
    one = cost()
    for n in range(99):
        makers.make_need(
            resident=makers.make_resident(scene.community),
            owner=scene.steward,
            reported_at=later(minutes=-n),
        )
    assert (cost(), one <= most) == (one, True)
