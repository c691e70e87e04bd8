from datetime import date

import pytest

from marketplace.households.choices import Sex
from marketplace.households.rules.identity import make_fictional_id
from marketplace.households.rules.person import clean_person
from marketplace.kernel.errors import Malformed

TODAY = date(2026, 11, 22)
HER_NUMBER = make_fictional_id(birth_on=date(1950, 3, 7), sex=Sex.FEMALE)
A_CHILD = date(2020, 6, 1)


def person(groups="E", **given):
    return clean_person(**{"name": "王秀兰", **given}, groups=groups, on=TODAY)


def faults_of(groups="E", **given) -> tuple[str, set[str]]:
    with pytest.raises(Malformed) as refused:
        person(groups, **given)
    return refused.value.code, set(refused.value.fields)


def test_the_identity_number_tells_birth_and_sex():
    her = person(id_number=HER_NUMBER)
    assert (her.birth_on, her.sex, her.needs_guardian) == (date(1950, 3, 7), Sex.FEMALE, False)


def test_what_is_told_beside_the_number_must_agree_with_it():
    assert (
        person(id_number=HER_NUMBER, sex=Sex.FEMALE, birth_on="1950-03-07").id_number == HER_NUMBER
    )
    assert faults_of(id_number=HER_NUMBER, sex=Sex.MALE) == ("sex_disagrees", {"sex"})
    assert faults_of(id_number=HER_NUMBER, birth_on=date(1950, 3, 8)) == (
        "birth_disagrees",
        {"birth_on"},
    )


def test_a_person_without_number_birth_and_sex_can_be_helped_too():
    her = person()
    assert (her.id_number, her.birth_on, her.sex) == ("", None, Sex.UNKNOWN)


def test_a_child_needs_a_guardian_with_a_telephone():
    guarded = person("M", birth_on=A_CHILD, guardian_name="王大明", guardian_phone="138 1234 5678")
    assert (guarded.guardian_phone, guarded.needs_guardian) == ("13812345678", True)
    assert faults_of("M", birth_on=A_CHILD) == ("check_fields", {"guardian_name", "guardian_phone"})
    assert faults_of("M", birth_on=A_CHILD, guardian_name="王大明") == (
        "guardian_missing",
        {"guardian_phone"},
    )
    assert faults_of("M", birth_on=A_CHILD, guardian_phone="13812345678") == (
        "guardian_missing",
        {"guardian_name"},
    )


def test_the_number_of_a_child_asks_for_the_guardian_whatever_the_group():
    number = make_fictional_id(birth_on=A_CHILD, sex=Sex.MALE)
    assert faults_of("E", id_number=number) == ("check_fields", {"guardian_name", "guardian_phone"})


def test_nobody_is_their_own_guardian():
    assert faults_of(
        "M", name="王 秀兰", birth_on=A_CHILD, guardian_name="王秀兰", guardian_phone="13812345678"
    ) == ("guardian_is_self", {"guardian_name"})


def test_every_fault_is_told_at_once():
    assert faults_of(
        name="",
        phone="1",
        id_number="2",
        sex="other",
        birth_on="2026/2/30",
        health_note="x" * 2001,
        guardian_name="<b>",
        guardian_phone="3",
    ) == (
        "check_fields",
        {
            "name",
            "phone",
            "id_number",
            "sex",
            "birth_on",
            "health_note",
            "guardian_name",
            "guardian_phone",
        },
    )


def test_a_person_tells_nothing_in_a_log_line():
    her = person(id_number=HER_NUMBER, phone="13812345678", health_note="糖尿病")
    for canary in ("王秀兰", HER_NUMBER, "13812345678", "糖尿病", "1950"):
        assert canary not in f"{her!r} {her} {her!s}"
