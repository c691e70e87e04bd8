import json
import logging
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from marketplace.accounts.choices import Role
from marketplace.households import actions
from marketplace.households.choices import (
    Basis,
    LookupKind,
    LowIncomeStatus,
    Purpose,
    Sex,
    ToldBy,
    ToldHow,
)
from marketplace.households.models import Consent, Household, Lookup, Resident, Reveal
from marketplace.households.queries import consents_in_force, find_residents
from marketplace.households.rules.identity import make_fictional_id
from marketplace.households.rules.reasons import DAILY_REVEALS
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from tests.households.people import (
    ADDRESS,
    CHILD,
    CONSENTS,
    GUARDIAN,
    HER,
    HER_ID,
    PLAIN,
    leaks,
)
from tests.makers import (
    NOW,
    make_community,
    make_district,
    make_group,
    make_staff,
    make_subdistrict,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def steward(community):
    return make_staff(Role.STEWARD, community)


@pytest.fixture
def officer(community):
    return make_staff(Role.SUBDISTRICT_OFFICER, community.subdistrict)


@pytest.fixture
def household(community, steward):
    return actions.register_household(
        community=community,
        address=ADDRESS,
        low_income_status=LowIncomeStatus.DIBAO,
        by=steward,
        at=NOW,
    )


@pytest.fixture
def her(household, steward):
    return register(household, steward, **HER, consents=CONSENTS)


@pytest.fixture
def child(household, steward):
    return register(household, steward, "M", **CHILD, **GUARDIAN)


def register(household, by, groups="E", **given):
    groups = [make_group(letter) for letter in groups]
    return actions.register_resident(household, **given, groups=groups, by=by, at=NOW)


def as_stored(resident):
    return Resident.objects.get(pk=resident.pk)


def rows_there_are():
    return tuple(m.objects.count() for m in (Household, Resident, Lookup, Consent, Reveal, Entry))


def refused(kind, code, act, *args, **given):
    """`act` says no in this way, and nothing at all is stored."""
    before = rows_there_are()
    with pytest.raises(kind) as refusal, transaction.atomic():
        act(*args, **given)
    assert refusal.value.code == code
    assert rows_there_are() == before
    return refusal.value


# -- registering --------------------------------------------------------------------------------


def test_a_registered_resident_has_every_value_in_its_one_form(household, steward):
    resident = register(
        household,
        steward,
        "ED",
        name=" 上官　金雀 ",
        phone="+86 154 0000 7788",
        id_number=HER_ID[:6] + "-" + HER_ID[6:].lower(),
        guardian_name=HER["guardian_name"],
        guardian_phone="（025）4000 9911",
        health_note=HER["health_note"] + "\r\n",
        consents=CONSENTS,
    )
    stored = as_stored(resident)
    assert {name: getattr(stored, name) for name in HER} == HER
    assert (stored.birth_on, stored.sex) == ("1947-08-19", Sex.FEMALE)
    assert {g.code for g in stored.groups.all()} == {"E", "D"}
    assert stored.household.address == ADDRESS
    assert {c.purpose: c.basis for c in consents_in_force(stored)} == CONSENTS


def test_a_resident_without_account_registers_themself(community):
    household = actions.register_household(community=community, address="", by=None, at=NOW)
    resident = register(household, None, name="演示·某", consents={Purpose.SERVICE: Basis.CONSENT})
    assert resident.consents.get().recorded_by is None


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.STEWARD, True),
        (Role.COMMUNITY_STAFF, True),
        (Role.SUBDISTRICT_OFFICER, True),
        (Role.HOTLINE_OPERATOR, True),
        (Role.DISPATCHER, False),
        (Role.BUREAU_OFFICER, False),
        (Role.EVALUATOR, False),
    ],
)
def test_who_takes_requests_registers(role, allowed, community, household):
    somebody = make_staff(role, make_district())
    if allowed:
        assert register(household, somebody, name="演示·某").pk
        return
    refused(NotAllowed, "not_allowed", register, household, somebody, name="演示·某")
    refused(
        NotAllowed,
        "not_allowed",
        actions.register_household,
        community=community,
        address="",
        by=somebody,
        at=NOW,
    )


def test_nobody_registers_in_another_community_or_district(household, community):
    elsewhere = make_community(make_subdistrict(make_district("320114")))
    next_door = make_community(number=2)
    for place in (elsewhere, next_door):
        refused(
            NotAllowed,
            "not_allowed",
            register,
            household,
            make_staff(Role.STEWARD, place),
            name="演示·某",
        )


BAD = {
    "name": ["", " ", "王\x00", "\ud800", "王" * 10_000, "<script>", "{{7*7}}", "😀"],
    "phone": ["1", "138****1234", "١٣٨١٢٣٤٥٦٧٨", "1" * 10_000, "13812345678\x00"],
    "id_number": [
        HER_ID[:-1],
        HER_ID[:-1] + "0123456789X"[int(HER_ID[-1]) - 1],
        "1.1E+17",
        "9" * 10_000,
    ],
    "birth_on": ["2026/2/30", date(9999, 1, 1), date(1, 1, 1), "二〇二六年"],
    "sex": ["other", "\x00"],
    "health_note": ["\x00", "\udfff", "字" * 2001],
    "guardian_name": ["<b>", "\x00"],
    "guardian_phone": ["12345"],
}


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, values in BAD.items() for v in values])
def test_bad_input_names_its_field_in_both_languages_and_stores_nothing(
    field, value, household, steward
):
    with pytest.raises(Malformed) as raised:
        register(household, steward, **{"name": "演示·某", field: value})
    refusal = raised.value
    assert set(refusal.fields) == {field}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert len(str(refusal.fields[field])) > 3
            assert len(str(refusal.message)) > 3
    assert not Resident.objects.exists()


def test_an_address_and_a_status_are_cleaned_too(community, steward):
    for given, field in (
        ({"address": "路\x00"}, "address"),
        ({"address": "路" * 201}, "address"),
        ({"address": "", "low_income_status": "rich"}, "low_income_status"),
    ):
        with pytest.raises(Malformed) as raised:
            actions.register_household(community=community, **given, by=steward, at=NOW)
        assert set(raised.value.fields) == {field}
    assert not Household.objects.exists()


def test_one_identity_number_is_registered_once(her, household, steward):
    number = HER_ID[:6] + " " + HER_ID[6:]
    refusal = refused(
        RuleBroken,
        "already_registered",
        register,
        household,
        steward,
        name="别人",
        id_number=number,
    )
    assert set(refusal.fields) == {"id_number"}
    assert not leaks(f"{refusal} {refusal.fields}")


def test_the_database_itself_refuses_a_second_resident_of_one_number(her, child):
    digest = her.lookups.get(kind=LookupKind.ID_NUMBER).digest
    with pytest.raises(IntegrityError), transaction.atomic():
        Lookup.objects.create(resident=child, kind=LookupKind.ID_NUMBER, digest=digest)


def test_the_database_itself_refuses_a_nameless_and_a_half_erased_resident(her):
    for change in ({"name": ""}, {"erased_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Resident.objects.filter(pk=her.pk).update(**change)


def test_a_child_is_registered_only_with_a_guardian(household, steward, child):
    assert child.guardian_phone == GUARDIAN["guardian_phone"]
    for missing in GUARDIAN:
        given = {**CHILD, **GUARDIAN, missing: ""}
        refusal = refused(Malformed, "guardian_missing", register, household, steward, "M", **given)
        assert set(refusal.fields) == {missing}


def test_a_health_note_wants_its_own_consent(household, steward):
    refused(
        RuleBroken,
        "no_consent_to_health",
        register,
        household,
        steward,
        **HER,
        consents={Purpose.SERVICE: Basis.CONSENT},
    )


# -- consents -----------------------------------------------------------------------------------


def consent(resident, basis, by, purpose=Purpose.SERVICE, at=NOW):
    return actions.record_consent(resident, purpose=purpose, basis=basis, by=by, at=at)


def test_a_consent_recorded_twice_is_one(her, steward):
    assert consent(her, Basis.CONSENT, steward) == consent(her, Basis.CONSENT, steward)
    assert her.consents.count() == len(CONSENTS)


def test_help_in_an_emergency_comes_first_and_consent_replaces_it(household, steward):
    resident = register(household, steward, name="演示·某")
    first = consent(resident, Basis.EMERGENCY, steward)
    second = consent(resident, Basis.CONSENT, steward, at=NOW + timedelta(days=1))
    first.refresh_from_db()
    assert first.withdrawn_at == second.given_at
    assert list(consents_in_force(resident)) == [second]


def test_only_the_guardian_consents_for_a_child(child, steward):
    refused(RuleBroken, "guardian_must_consent", consent, child, Basis.CONSENT, steward)
    assert consent(child, Basis.GUARDIAN, steward).basis == Basis.GUARDIAN


def test_a_child_of_14_consents_themself(child, steward):
    on_the_birthday = NOW.replace(year=2033, month=5, day=5, hour=0, minute=0)
    the_eve = on_the_birthday - timedelta(microseconds=1)
    refused(RuleBroken, "guardian_must_consent", consent, child, Basis.CONSENT, steward, at=the_eve)
    assert consent(child, Basis.CONSENT, steward, at=on_the_birthday).basis == Basis.CONSENT


def test_a_guardian_who_is_not_on_record_consents_to_nothing(household, steward):
    resident = register(household, steward, name="演示·某")
    refused(RuleBroken, "no_guardian", consent, resident, Basis.GUARDIAN, steward)


def test_withdrawing_the_consent_to_health_erases_the_note(her, steward):
    service, health = her.consents.get(purpose="service"), her.consents.get(purpose="health")
    withdraw(service, steward)
    assert as_stored(her).health_note == HER["health_note"]
    withdraw(health, steward)
    assert as_stored(her).health_note == ""
    assert not consents_in_force(her).exists()
    refused(RuleBroken, "already_withdrawn", withdraw, health, steward)
    refused(
        RuleBroken,
        "no_consent_to_health",
        actions.amend_resident,
        her,
        changes={"health_note": "又有"},
        by=steward,
        at=NOW,
    )


@pytest.mark.parametrize(("purpose", "basis"), [("", "consent"), ("service", "nonsense")])
def test_a_consent_is_of_the_lists(her, steward, purpose, basis):
    refused(Malformed, "not_on_the_list", consent, her, basis, steward, purpose=purpose)


# -- amending -----------------------------------------------------------------------------------


def amend(resident, by, **changes):
    return actions.amend_resident(resident, changes=changes, by=by, at=NOW)


def test_an_amended_resident_is_found_by_the_new_values_only(her, steward):
    amend(her, steward, name="上官银雀", phone="15400001122")
    found = {
        text: find_residents(text, by=steward) for text in ("上官金雀", "7788", "上官银雀", "1122")
    }
    assert found == {"上官金雀": [], "7788": [], "上官银雀": [her], "1122": [her]}
    assert find_residents(HER_ID, by=steward) == [her]


def test_a_corrected_identity_number_brings_its_birth_and_sex(her, steward):
    number = make_fictional_id(birth_on=date(1950, 1, 2), sex=Sex.MALE)
    amended = amend(her, steward, id_number=number)
    assert (amended.birth_on, amended.sex) == ("1950-01-02", Sex.MALE)
    refused(Malformed, "birth_disagrees", amend, her, steward, birth_on=date(1950, 1, 3))


def test_what_is_amended_is_cleaned_like_what_is_registered(her, steward):
    for field, values in BAD.items():
        for value in values:
            if field == "birth_on" or (field, value) == ("sex", ""):
                continue
            with pytest.raises(Malformed) as raised:
                amend(her, steward, **{field: value})
            assert field in raised.value.fields
    assert {name: getattr(as_stored(her), name) for name in HER} == HER


def test_an_amendment_that_changes_nothing_leaves_no_entry(her, steward):
    before = Entry.objects.count()
    amend(her, steward, name=" 上官金雀", phone="154 0000 7788", groups=[make_group("E")])
    assert Entry.objects.count() == before


def test_an_amendment_cannot_take_an_identity_number_that_is_taken(her, household, steward):
    other = register(household, steward, name="演示·某", phone="15400005566")
    refused(RuleBroken, "already_registered", amend, other, steward, id_number=HER_ID)
    assert find_residents("15400005566", by=steward) == [other]


def test_who_turns_out_to_be_a_child_needs_the_guardian_first(household, steward):
    resident = register(
        household, steward, name="演示·某", consents={Purpose.SERVICE: Basis.CONSENT}
    )
    amend(resident, steward, **GUARDIAN)
    refused(
        RuleBroken, "guardian_must_consent", amend, resident, steward, birth_on=CHILD["birth_on"]
    )
    consent(resident, Basis.GUARDIAN, steward)
    assert amend(resident, steward, birth_on=CHILD["birth_on"]).birth_on == "2019-05-05"
    refused(
        Malformed, "check_fields", amend, resident, steward, guardian_name="", guardian_phone=""
    )


def test_only_who_knows_the_people_amends(her, community):
    for role, kind in (
        (Role.HOTLINE_OPERATOR, NotAllowed),
        (Role.DISPATCHER, NotAllowed),
        (Role.BUREAU_OFFICER, NotAllowed),
        (Role.EVALUATOR, Hidden),
    ):
        with pytest.raises(kind):
            amend(her, make_staff(role, make_district()), name="别·人")
    with pytest.raises(Hidden):
        amend(her, make_staff(Role.STEWARD, make_community(number=2)), name="别·人")
    assert as_stored(her).name == HER["name"]


def test_a_field_that_nobody_knows_is_a_mistake_of_the_caller(her, household, steward):
    with pytest.raises(TypeError):
        amend(her, steward, erased_at=NOW)
    with pytest.raises(TypeError):
        actions.amend_household(household, changes={"number": "H1"}, by=steward, at=NOW)


def test_a_household_moves_only_where_its_mover_may_act(household, steward, officer):
    there = make_community(number=2)
    refused(
        NotAllowed,
        "not_allowed",
        actions.amend_household,
        household,
        changes={"community": there},
        by=steward,
        at=NOW,
    )
    moved = actions.amend_household(
        household, changes={"community": there, "address": "新 居"}, by=officer, at=NOW
    )
    assert (moved.community, moved.address) == (there, "新 居")


def withdraw(consent, by, told_by=ToldBy.PERSON, told_how=ToldHow.PHONE):
    return actions.withdraw_consent(consent, told_by=told_by, told_how=told_how, by=by, at=NOW)


def test_a_withdrawal_says_who_told_whom_and_how(her, steward):
    ended = withdraw(her.consents.get(purpose="health"), steward, told_how=ToldHow.IN_WRITING)
    ended.refresh_from_db()
    assert (ended.withdrawn_at, ended.withdrawn_by) == (NOW, steward)
    assert (ended.withdrawn_told_by, ended.withdrawn_told_how) == ("person", "in_writing")
    entry = Entry.objects.get(verb="withdraw_consent")
    assert (entry.changes["told_by"], entry.changes["told_how"]) == ("person", "in_writing")


@pytest.mark.parametrize(
    ("told_by", "told_how"), [("", "phone"), ("neighbour", "phone"), ("person", "")]
)
def test_a_withdrawal_without_a_word_is_none(told_by, told_how, her, steward):
    service = her.consents.get(purpose="service")
    refused(Malformed, "not_on_the_list", withdraw, service, steward, told_by, told_how)


def test_for_a_child_the_guardian_withdraws(child, steward):
    given = consent(child, Basis.GUARDIAN, steward)
    refused(RuleBroken, "guardian_must_say", withdraw, given, steward)
    assert withdraw(given, steward, ToldBy.GUARDIAN).withdrawn_told_by == "guardian"


def test_where_no_guardian_is_on_record_none_withdraws(household, steward):
    resident = register(household, steward, name="演示·某", consents={Purpose.SERVICE: "consent"})
    given = resident.consents.get()
    refused(RuleBroken, "no_guardian", withdraw, given, steward, ToldBy.GUARDIAN)


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.BUREAU_OFFICER])
def test_who_takes_no_requests_withdraws_nothing(role, her):
    somebody = make_staff(role, make_district())
    refused(NotAllowed, "not_allowed", withdraw, her.consents.first(), somebody)


def test_the_database_keeps_no_half_a_withdrawal(her, steward):
    for half in ({"withdrawn_told_how": "phone"}, {"withdrawn_by": steward}):
        with pytest.raises(IntegrityError), transaction.atomic():
            her.consents.filter(purpose="health").update(**half, withdrawn_at=NOW)


# -- revealing ----------------------------------------------------------------------------------


def reveal(resident, by, fields=("phone",), reason="上门前核对情况", at=NOW):
    return actions.reveal(resident, fields=fields, reason=reason, by=by, at=at)


def test_a_reveal_gives_the_values_and_says_who_whose_what_and_why(her, officer):
    assert reveal(her, officer, fields=list(PLAIN)) == PLAIN
    row = Reveal.objects.get()
    assert (row.resident, row.by, row.at, set(row.fields)) == (her, officer, NOW, set(PLAIN))
    entry = Entry.objects.filter(verb="reveal_resident").get()
    assert (entry.actor, entry.subject, entry.reason) == (
        officer,
        f"resident:{her.pk}",
        "上门前核对情况",
    )
    assert entry.changes == {"reveal": row.pk, "fields": row.fields}


@pytest.mark.parametrize("reason", ["", "看", "。。。。。", "上官金雀来电", "打15400007788"])
def test_a_reveal_wants_a_reason_that_tells_nothing(her, officer, reason):
    before = rows_there_are()
    with pytest.raises(Malformed) as raised:
        reveal(her, officer, reason=reason)
    assert set(raised.value.fields) == {"reason"}
    assert rows_there_are() == before


@pytest.mark.parametrize("fields", [(), ("password",), ("phone", "household_id")])
def test_only_fields_of_the_list_are_revealed(her, officer, fields):
    refused(Malformed, "fields_unknown", reveal, her, officer, fields=fields)


CONTACT = {"name", "phone", "address", "guardian_name", "guardian_phone"}


@pytest.mark.parametrize(
    ("role", "revealable"),
    [
        (Role.STEWARD, set(PLAIN)),
        (Role.COMMUNITY_STAFF, set(PLAIN)),
        (Role.SUBDISTRICT_OFFICER, set(PLAIN)),
        (Role.HOTLINE_OPERATOR, CONTACT),
        (Role.DISPATCHER, CONTACT),
        (Role.BUREAU_OFFICER, set(PLAIN)),
        (Role.EVALUATOR, set()),
        (Role.ORGANIZATION, set()),
        (Role.VOLUNTEER, set()),
    ],
)
def test_each_role_has_the_fields_of_its_row_revealed(role, revealable, her):
    somebody = make_staff(role, make_district())
    got, told = set(), []
    for field in PLAIN:
        try:
            got |= set(reveal(her, somebody, fields=[field]))
        except (NotAllowed, Hidden) as refusal:
            told.append(f"{refusal!r} {refusal} {refusal.fields}")
    assert got == revealable
    assert not leaks(" ".join(told))


def test_two_postings_do_not_add_up_to_a_reveal_that_neither_allows(her):
    dispatcher = make_staff(Role.DISPATCHER, make_district())
    both = make_staff(Role.STEWARD, make_community(number=2), user=dispatcher)
    refused(NotAllowed, "not_allowed", reveal, her, both, fields=["phone", "health_note"])
    assert reveal(her, both, fields=["phone"]) == {"phone": HER["phone"]}


def test_there_are_only_so_many_reveals_a_day_in_shanghai(her, officer, steward):
    midnight = NOW.replace(hour=0, minute=0)
    Reveal.objects.bulk_create(
        [
            Reveal(resident=her, by=officer, at=midnight, fields=["phone"], reason="核对情况")
            for _ in range(DAILY_REVEALS - 1)
        ]
    )
    last = midnight + timedelta(days=1) - timedelta(microseconds=1)
    reveal(her, officer, at=last)
    refused(RuleBroken, "reveal_quota", reveal, her, officer, at=last)
    assert reveal(her, steward, at=last)
    assert reveal(her, officer, at=midnight + timedelta(days=1))


# -- erasing ------------------------------------------------------------------------------------


def erase(resident, by, reason="本人书面要求删除"):
    return actions.erase_resident(resident, reason=reason, by=by, at=NOW)


def test_nothing_is_left_of_an_erased_resident(her, child, household, officer):
    erase(her, officer)
    erased = as_stored(her)
    assert {name: getattr(erased, name) for name in HER} == dict.fromkeys(HER, "")
    assert (erased.birth_on, erased.sex, erased.erased_at) == ("", Sex.UNKNOWN, NOW)
    assert not erased.groups.exists()
    assert not erased.lookups.exists()
    assert not consents_in_force(erased).exists()
    household.refresh_from_db()
    assert household.address == ADDRESS, "the child still lives there"
    assert erased.household.address == "", "and does not tell who lived with them"
    assert erased.household.community == household.community
    erase(child, officer)
    household.refresh_from_db()
    assert (household.address, household.low_income_status) == ("", LowIncomeStatus.NONE)


def test_an_erased_resident_is_hidden_and_their_number_is_free_again(her, household, officer):
    erase(her, officer)
    for act in (erase, reveal, lambda r, by: amend(r, by, name="又·来")):
        with pytest.raises(Hidden):
            act(her, officer)
    assert find_residents(HER_ID, by=officer) == []
    assert register(household, officer, **HER, consents=CONSENTS).pk != her.pk


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.STEWARD, NotAllowed),
        (Role.COMMUNITY_STAFF, NotAllowed),
        (Role.HOTLINE_OPERATOR, NotAllowed),
        (Role.DISPATCHER, NotAllowed),
        (Role.EVALUATOR, Hidden),
        (Role.VOLUNTEER, Hidden),
    ],
)
def test_only_officers_erase(role, kind, her):
    with pytest.raises(kind):
        erase(her, make_staff(role, make_district()))
    assert as_stored(her).name == HER["name"]


def test_an_account_without_posting_reaches_nobody(her):
    nobody = make_user()
    for act in (erase, reveal, lambda r, by: amend(r, by, name="又·来")):
        with pytest.raises(Hidden):
            act(her, nobody)


# -- canaries -----------------------------------------------------------------------------------


def everything_done_to(resident, steward, officer):
    consent(resident, Basis.CONSENT, steward, purpose=Purpose.FOLLOW_UP)
    amend(resident, steward, phone=HER["phone"], health_note=HER["health_note"] + "。")
    reveal(resident, officer, fields=list(PLAIN))
    withdraw(resident.consents.get(purpose="health"), steward)
    erase(resident, officer)


def test_the_journal_never_hears_a_canary(her, steward, officer):
    everything_done_to(her, steward, officer)
    entries = list(Entry.objects.values())
    assert {e["verb"] for e in entries} == {
        "register_household",
        "register_resident",
        "record_consent",
        "amend_resident",
        "reveal_resident",
        "withdraw_consent",
        "erase_resident",
    }
    assert not leaks(json.dumps(entries, default=str, ensure_ascii=False))
    assert not leaks(json.dumps(list(Reveal.objects.values()), default=str, ensure_ascii=False))


def test_no_table_holds_a_canary_that_can_be_read(her, steward, officer):
    reveal(her, officer)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not leaks(repr(cursor.fetchall())), table


def test_no_log_line_and_no_refusal_holds_a_canary(her, household, steward, officer, caplog):
    caplog.set_level(logging.DEBUG)
    refusals = []
    for act in (
        lambda: register(household, steward, **HER),
        lambda: register(household, steward, **HER, consents=CONSENTS),
        lambda: register(household, make_user(), **HER),
        lambda: amend(her, steward, name=HER["name"] + "1", phone=HER["phone"] + "1"),
        lambda: amend(her, steward, id_number=HER_ID[:-1]),
        lambda: amend(her, steward, health_note=HER["health_note"] + "\x00"),
        lambda: reveal(her, officer, reason=f"给{HER['name']}打电话"),
        lambda: erase(her, steward),
    ):
        with pytest.raises((Malformed, RuleBroken, NotAllowed, Hidden)) as raised:
            act()
        refusals.append(raised.value)
    everything_done_to(her, steward, officer)
    told = [f"{r!r} {r} {r.message} {r.fields}" for r in refusals]
    assert not leaks(" ".join([*told, caplog.text, repr(her), str(her), str(household)]))
