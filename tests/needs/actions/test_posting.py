from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.households.actions import erase_resident
from marketplace.households.choices import Basis, Purpose
from marketplace.households.models import Resident
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.needs.actions import NeedDraft, answer_return, post_need, withdraw_need
from marketplace.needs.choices import Channel, NeedState
from marketplace.needs.models import Need
from marketplace.organizations.choices import OrganizationState, ServiceState
from tests import hostile, makers
from tests.makers import NOW, later


@pytest.fixture
def draft(town) -> NeedDraft:
    return NeedDraft(
        resident=town.resident,
        community=town.here,
        need_type=town.need_type,
        description="腿脚不便，想请人送餐",
        channel=Channel.STEWARD,
        at_risk=None,
        pick=None,
        reported_at=NOW,
    )


@pytest.fixture
def consent(town):
    return makers.make_consent(town.resident)


def test_a_need_comes_in_with_an_owner_a_number_and_a_code(town, draft, consent):
    need = post_need(draft, consent=consent, by=town.steward, at=later(minutes=5))
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED
    assert (need.owner, need.posted_by) == (town.steward, town.steward)
    assert need.number == "XQ-20261021-0001"
    assert len(need.follow_code) == 12
    assert need.reported_at == NOW
    assert need.description == "腿脚不便，想请人送餐"


def test_numbers_go_on_within_a_day_and_begin_again_at_midnight_in_shanghai(town, draft, consent):
    at = makers.at("2026-10-21", "23:59")
    draft = replace(draft, despite_open=None)
    numbers = [
        post_need(draft, consent=consent, by=town.steward, at=moment).number
        for moment in (at, at, at + timedelta(minutes=1))
    ]
    assert numbers == ["XQ-20261021-0001", "XQ-20261021-0002", "XQ-20261022-0001"]


@pytest.mark.parametrize("who", ["steward", "staff", "officer", "dispatcher"])
def test_who_is_asked_first_stays_responsible(town, draft, consent, who):
    somebody = getattr(town, who)
    assert post_need(draft, consent=consent, by=somebody, at=NOW).owner == somebody


def test_who_only_writes_down_hands_the_need_to_the_steward_of_the_community(town, draft, consent):
    drafted = replace(draft, channel=Channel.HOTLINE)
    need = post_need(drafted, consent=consent, by=town.hotline, at=NOW)
    assert (need.owner, need.posted_by) == (town.steward, town.hotline)


def test_the_public_form_needs_no_account_and_still_finds_an_owner(town, draft, consent):
    drafted = replace(draft, channel=Channel.PUBLIC)
    need = post_need(drafted, consent=consent, by=None, at=NOW)
    assert (need.owner, need.posted_by) == (town.steward, None)


def test_an_owner_can_be_named_if_they_answer_for_the_community(town, draft, consent):
    assert post_need(draft, consent=consent, owner=town.officer, by=town.steward, at=NOW).owner == (
        town.officer
    )
    again = replace(draft, despite_open=None)
    with pytest.raises(RuleBroken) as refusal:
        post_need(again, consent=consent, owner=town.officer_there, by=town.steward, at=NOW)
    assert refusal.value.code == "cannot_own"


def test_a_community_where_nobody_works_takes_no_needs(town, draft, consent):
    empty = makers.make_community(makers.make_subdistrict(makers.make_district("110101")))
    with pytest.raises(RuleBroken) as refusal:
        post_need(
            replace(draft, community=empty, channel=Channel.PUBLIC),
            consent=consent,
            by=None,
            at=NOW,
        )
    assert refusal.value.code == "nobody_on_duty"
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    "who",
    [
        "officer_there",
        "officer_abroad",
        "dispatcher_abroad",
        "bureau",
        "evaluator",
        "manager",
        "volunteer",
        "stranger",
    ],
)
def test_nobody_else_posts_for_this_community(town, draft, consent, who):
    with pytest.raises(NotAllowed):
        post_need(draft, consent=consent, by=getattr(town, who), at=NOW)
    assert not Need.objects.exists()


def test_a_posting_that_has_ended_posts_no_more(town, draft, consent):
    gone = makers.make_staff(Role.STEWARD, town.here, until_on=makers.TODAY)
    with pytest.raises(NotAllowed):
        post_need(draft, consent=consent, by=gone, at=NOW)


def test_without_an_account_only_the_public_form_is_open(town, draft, consent):
    with pytest.raises(NotAllowed):
        post_need(draft, consent=consent, by=None, at=NOW)


def test_nothing_is_arranged_without_consent(town, draft):
    with pytest.raises(RuleBroken) as refusal:
        post_need(draft, consent=None, by=town.steward, at=NOW)
    assert refusal.value.code == "consent_missing"


def test_danger_needs_no_consent_to_begin_with(town, draft):
    need = post_need(replace(draft, at_risk=True), consent=None, by=town.steward, at=NOW)
    assert (need.state, need.consent) == (NeedState.SUBMITTED, None)


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        ({"purpose": Purpose.FOLLOW_UP}, "consent_of_another"),
        ({"basis": Basis.EMERGENCY}, "consent_was_emergency"),
        ({"withdrawn_at": NOW}, "consent_withdrawn"),
    ],
)
def test_the_consent_must_be_the_right_one(town, draft, consent, code):
    resident = makers.make_resident(town.here, consent=False)
    withdrawn_at = consent.pop("withdrawn_at", None)
    given = makers.make_consent(resident, **consent)
    given.withdrawn_at = withdrawn_at
    given.save()
    with pytest.raises(RuleBroken) as refusal:
        post_need(replace(draft, resident=resident), consent=given, by=town.steward, at=NOW)
    assert refusal.value.code == code


def test_the_consent_of_somebody_else_does_not_count(town, draft):
    other = makers.make_consent(makers.make_resident(town.here, name="演示·老李"))
    with pytest.raises(RuleBroken) as refusal:
        post_need(draft, consent=other, by=town.steward, at=NOW)
    assert refusal.value.code == "consent_of_another"


def test_other_must_be_described(town, draft, consent):
    other = replace(draft, need_type=None, description="  ")
    with pytest.raises(Malformed) as refusal:
        post_need(other, consent=consent, by=town.steward, at=NOW)
    assert set(refusal.value.fields) == {"description"}
    described = replace(draft, need_type=None, description="家里的猫没人照顾")
    assert post_need(described, consent=consent, by=town.steward, at=NOW).need_type is None


def test_what_is_on_the_list_needs_no_description(town, draft, consent):
    need = post_need(replace(draft, description=""), consent=consent, by=town.steward, at=NOW)
    assert need.description == ""


def test_what_is_no_longer_on_the_list_is_refused(town, draft, consent):
    retired = makers.make_need_type("E-L1-99", retired_on=makers.TODAY)
    with pytest.raises(RuleBroken) as refusal:
        post_need(replace(draft, need_type=retired), consent=consent, by=town.steward, at=NOW)
    assert refusal.value.code == "need_type_retired"


def test_what_is_picked_stands_on_the_shelf_for_this_need(town, draft, consent):
    by_name = makers.make_service(need_types=[town.need_type])
    by_subcategory = makers.make_service()
    for pick in (by_name, by_subcategory):
        drafted = replace(draft, pick=pick, despite_open=None)
        assert post_need(drafted, consent=consent, by=town.steward, at=NOW).pick == pick


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda: makers.make_service(state=ServiceState.DRAFT),
        lambda: makers.make_service(state=ServiceState.OFF_SHELF),
        lambda: makers.make_service(makers.make_organization(OrganizationState.SUSPENDED)),
        lambda: makers.make_service(makers.make_organization(OrganizationState.LISTED)),
        lambda: makers.make_service(subcategory="G1"),
        lambda: makers.make_service(need_types=[makers.make_need_type("E-L1-02")]),
    ],
)
def test_what_is_not_on_the_shelf_for_this_need_cannot_be_picked(town, draft, consent, elsewhere):
    with pytest.raises(RuleBroken) as refusal:
        post_need(replace(draft, pick=elsewhere()), consent=consent, by=town.steward, at=NOW)
    assert refusal.value.code == "pick_not_on_shelf"


@pytest.mark.parametrize("reported_at", [later(seconds=1), NOW.replace(tzinfo=None)])
def test_no_need_was_told_in_the_future_or_at_no_known_time(town, draft, consent, reported_at):
    with pytest.raises(Malformed) as refusal:
        post_need(replace(draft, reported_at=reported_at), consent=consent, by=town.steward, at=NOW)
    assert set(refusal.value.fields) == {"reported_at"}


@pytest.mark.parametrize(
    "reported_at",
    [later(days=-367), datetime(1900, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)],
)
def test_what_was_told_more_than_a_year_ago_is_a_slip_of_the_pen(town, draft, consent, reported_at):
    with pytest.raises(Malformed) as refusal:
        post_need(replace(draft, reported_at=reported_at), consent=consent, by=town.steward, at=NOW)
    assert (refusal.value.code, set(refusal.value.fields)) == ("too_long_ago", {"reported_at"})


def test_what_was_told_a_year_ago_still_counts(town, draft, consent):
    reported_at = later(days=-366)
    need = post_need(
        replace(draft, reported_at=reported_at), consent=consent, by=town.steward, at=NOW
    )
    assert need.reported_at == reported_at


@pytest.mark.parametrize("channel", ["", "fax", "STEWARD", None])
def test_a_channel_that_does_not_exist_is_refused(town, draft, consent, channel):
    with pytest.raises(Malformed) as refusal:
        post_need(replace(draft, channel=channel), consent=consent, by=town.steward, at=NOW)
    assert set(refusal.value.fields) == {"channel"}


def test_somebody_whose_data_were_erased_cannot_be_asked_for(town, draft, consent):
    seen_before = Resident.objects.get(pk=town.resident.pk)
    erase_resident(town.resident, reason="本人书面要求删除", by=town.officer, at=NOW)
    draft = replace(draft, resident=seen_before)
    with pytest.raises(RuleBroken) as refusal:
        post_need(draft, consent=consent, by=town.steward, at=NOW)
    assert refusal.value.code == "resident_erased"


@pytest.mark.parametrize("text", hostile.UNSTORABLE.values(), ids=hostile.UNSTORABLE)
def test_text_that_cannot_be_stored_is_refused_and_nothing_stays(town, draft, consent, text):
    with pytest.raises(Malformed) as refusal:
        post_need(replace(draft, description=text), consent=consent, by=town.steward, at=NOW)
    assert set(refusal.value.fields) == {"description"}
    assert not Need.objects.exists()


def test_ten_thousand_characters_are_too_many(town, draft, consent):
    with pytest.raises(Malformed) as refusal:
        post_need(
            replace(draft, description=hostile.TOO_LONG), consent=consent, by=town.steward, at=NOW
        )
    assert refusal.value.code == "too_long"


@pytest.mark.parametrize("text", hostile.KEPT.values(), ids=hostile.KEPT)
def test_what_people_really_write_is_kept(town, draft, consent, text):
    need = post_need(replace(draft, description=text), consent=consent, by=town.steward, at=NOW)
    need.refresh_from_db()
    assert need.description == text


def test_the_journal_knows_codes_and_no_word_of_the_resident(town, draft, consent):
    need = post_need(draft, consent=consent, by=town.steward, at=NOW)
    entry = thread_of(need).get()
    assert (entry.verb, entry.actor, entry.at) == ("post_need", town.steward, NOW)
    assert entry.changes == {
        "number": need.number,
        "state": NeedState.SUBMITTED,
        "resident": town.resident.pk,
        "community": town.here.pk,
        "channel": Channel.STEWARD,
        "need_type": town.need_type.pk,
        "at_risk": None,
        "pick": None,
        "windows": [],
        "language": "",
        "helper_sex": "",
        "owner": town.steward.pk,
        "consent": consent.pk,
        "reported_at": NOW.isoformat(),
    }


# -- what was missing is there ----------------------------------------------------------------


def test_an_answer_submits_the_need_again_and_its_clock_begins_anew(town):
    need = makers.make_need(NeedState.RETURNED, resident=town.resident, note="请补充")
    answer_return(need, description="是每天中午", by=town.steward, at=later(days=3))
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED
    assert (need.description, need.missing, need.note) == ("是每天中午", [], "")
    assert need.restarted_at == later(days=3)


def test_the_resident_answers_by_their_code_and_their_words_stay_out_of_the_journal(town):
    need = makers.make_need(NeedState.RETURNED, resident=town.resident)
    answer_return(need, description="我姓王，住三楼", by=None, at=NOW)
    entry = thread_of(need).get()
    assert (entry.verb, entry.actor) == ("answer_return", None)
    assert "王" not in str(entry.changes) + entry.reason


def test_only_what_was_returned_can_be_answered(town):
    need = makers.make_need(NeedState.TRIAGED, resident=town.resident)
    with pytest.raises(RuleBroken):
        answer_return(need, description="再说一次", by=town.steward, at=NOW)


def test_a_stranger_is_told_of_no_need(town):
    need = makers.make_need(NeedState.RETURNED, resident=town.resident)
    with pytest.raises(Hidden):
        answer_return(need, description="再说一次", by=town.officer_abroad, at=NOW)


# -- open already ---------------------------------------------------------------------------------


@pytest.fixture
def open_one(town, draft, consent):
    return post_need(draft, consent=consent, by=town.steward, at=NOW)


def test_what_is_open_already_is_not_posted_again_unseen(town, draft, consent, open_one):
    with pytest.raises(RuleBroken) as refusal:
        post_need(draft, consent=consent, by=town.steward, at=later(minutes=1))
    assert (refusal.value.code, [*refusal.value.fields]) == ("open_already", ["despite_open"])
    assert open_one.number in str(refusal.value.message)
    assert Need.objects.get() == open_one


def test_whoever_has_seen_what_is_open_posts_beside_it(town, draft, consent, open_one):
    seen = replace(draft, despite_open=[open_one.pk])
    post_need(seen, consent=consent, by=town.steward, at=NOW)
    with pytest.raises(RuleBroken):
        post_need(seen, consent=consent, by=town.steward, at=NOW)
    post_need(replace(draft, despite_open=None), consent=consent, by=town.steward, at=NOW)
    assert Need.objects.count() == 3


def test_only_the_same_need_of_the_same_person_counts(town, draft, consent, open_one):
    other_kind = replace(draft, need_type=makers.make_need_type("E-L1-02"))
    post_need(other_kind, consent=consent, by=town.steward, at=NOW)
    neighbour = makers.make_resident(town.here)
    theirs = replace(draft, resident=neighbour)
    post_need(theirs, consent=makers.make_consent(neighbour), by=town.steward, at=NOW)
    withdraw_need(open_one, reason="好了", by=town.steward, at=NOW)
    post_need(draft, consent=consent, by=town.steward, at=NOW)
    assert Need.objects.count() == 4


def test_what_is_sent_twice_is_posted_once(town, draft, consent):
    sent = replace(draft, follow_code="ACDE34679FGH", despite_open=None)
    need = post_need(sent, consent=consent, by=town.steward, at=NOW)
    with pytest.raises(RuleBroken) as refusal:
        post_need(sent, consent=consent, by=town.steward, at=NOW)
    assert refusal.value.code == "sent_already"
    assert (Need.objects.get(), need.follow_code) == (need, "ACDE34679FGH")
