import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.kernel.errors import Hidden
from marketplace.needs import queries
from marketplace.needs.choices import MissingItem, NeedState
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.rules import ClockKind
from tests import makers
from tests.makers import fresh, later


@pytest.fixture
def needs(town):
    return {
        "here": makers.make_need(resident=town.resident),
        "there": makers.make_need(community=town.there),
        "abroad": makers.make_need(community=town.abroad),
    }


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("steward", {"here"}),
        ("staff", {"here"}),
        ("officer", {"here"}),
        ("hotline", {"here", "there"}),
        ("dispatcher", {"here", "there"}),
        ("bureau", {"here", "there"}),
        ("officer_there", {"there"}),
        ("officer_abroad", {"abroad"}),
        ("dispatcher_abroad", {"abroad"}),
        ("evaluator", set()),
        ("manager", set()),
        ("volunteer", set()),
        ("stranger", set()),
    ],
)
def test_everybody_sees_the_needs_of_their_posting_and_no_others(town, needs, who, seen):
    visible = set(queries.visible_to(getattr(town, who)))
    assert visible == {needs[name] for name in seen}


def test_a_posting_that_has_ended_shows_nothing(town, needs):
    gone = makers.make_staff(Role.DISPATCHER, town.district, until_on=makers.TODAY)
    assert not queries.visible_to(gone).exists()


def test_whoever_owns_a_need_without_a_posting_there_does_not_see_it(town):
    makers.make_need(resident=town.resident, owner=town.stranger)
    assert not queries.visible_to(town.stranger).exists()


# -- the queue --------------------------------------------------------------------------------


def test_the_queue_holds_what_waits_to_be_judged_nearest_clock_first(town):
    patient = makers.make_need(resident=town.resident)
    late = makers.make_need(resident=town.resident, reported_at=later(days=-3))
    endangered = makers.make_need(resident=town.resident, at_risk=True)
    assessed = makers.make_need(
        NeedState.ASSESSED, resident=town.resident, reported_at=later(days=-1)
    )
    makers.make_need(NeedState.APPROVED, resident=town.resident)
    makers.make_need(NeedState.RETURNED, resident=town.resident)
    makers.make_need(community=town.there)
    queue = queries.queue_for(town.officer)
    assert [waiting.need for waiting in queue] == [late, endangered, assessed, patient]
    assert {waiting.clock.kind for waiting in queue} == {ClockKind.TRIAGE}


@pytest.mark.parametrize("who", ["steward", "hotline", "bureau", "manager", "stranger"])
def test_who_judges_nothing_has_no_queue(town, needs, who):
    assert queries.queue_for(getattr(town, who)) == []


def test_the_queue_costs_the_same_however_long_it_is(town):
    def cost() -> int:
        user = fresh(town.officer)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            for waiting in queries.queue_for(user):
                assert waiting.need.community.subdistrict.name
                assert waiting.need.need_type.name
                assert waiting.need.owner.display_name
                assert waiting.need.resident.household.pk
        return len(spent)

    makers.make_need(resident=town.resident)
    one = cost()
    for state in (NeedState.SUBMITTED, NeedState.TRIAGED, NeedState.ASSESSED):
        makers.make_need(state, resident=makers.make_resident(town.here))
    assert cost() == one == 3


def test_a_need_goes_to_the_end_of_the_list_when_no_clock_runs(town):
    closed = makers.make_need(NeedState.CLOSED, resident=town.resident)
    waiting = makers.make_need(resident=town.resident)
    days = queries.calendar()
    listed = queries.with_clocks([closed, waiting], days)
    assert [(each.need, each.clock is None) for each in listed] == [
        (waiting, False),
        (closed, True),
    ]


# -- the rest ---------------------------------------------------------------------------------


def test_duplicates_are_open_needs_of_the_same_person_for_the_same_thing(town):
    same = {
        makers.make_need(state, resident=town.resident)
        for state in (NeedState.SUBMITTED, NeedState.ORDERED)
    }
    makers.make_need(NeedState.CLOSED, resident=town.resident)
    makers.make_need(resident=town.resident, need_type=makers.make_need_type("E-L2-01"))
    makers.make_need(community=town.here)
    assert set(queries.duplicates_of(town.resident, town.need_type)) == same


def test_owned_are_the_open_needs_one_answers_for(town):
    owned = {makers.make_need(state, community=town.here, owner=town.steward) for state in OPEN}
    makers.make_need(NeedState.CLOSED, resident=town.resident, owner=town.steward)
    makers.make_need(community=town.here, owner=town.staff)
    assert set(queries.owned_by(town.steward)) == owned


def test_a_need_is_followed_by_its_code_however_it_is_typed(town, needs):
    code = needs["here"].follow_code
    spaced = f" {code[:4]}-{code[4:8]} {code[8:]} ".lower()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (code, spaced, wide):
        assert queries.by_follow_code(typed) == needs["here"]


@pytest.mark.parametrize("code", ["", "AAAA", "0" * 10_000, "\x00", "\ud800", "' OR 1=1 --"])
def test_a_wrong_code_finds_nothing(town, needs, code):
    with pytest.raises(Hidden):
        queries.by_follow_code(code)


def test_what_is_missing_is_proposed_all_at_once(town):
    bare = makers.make_resident(town.here, phone="", guardian_name="", guardian_phone="")
    bare.household.address = ""
    bare.household.save()
    need = makers.make_need(resident=bare, description="")
    assert set(queries.missing_from(need, makers.TODAY)) == {MissingItem.PHONE, MissingItem.ADDRESS}


def test_a_child_needs_a_guardian(town):
    child = makers.make_resident(
        town.here, groups="M", birth_on="2018-06-01", guardian_name="", guardian_phone=""
    )
    need = makers.make_need(resident=child)
    assert queries.missing_from(need, makers.TODAY) == [MissingItem.GUARDIAN]


def test_nothing_is_missing_from_a_whole_need(town, needs):
    assert queries.missing_from(needs["here"], makers.TODAY) == []
