"""Role x stage x field: what the tables in `showing` promise, written here a second time, by hand."""

import copy
import dataclasses
import json
import traceback
from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from marketplace.accounts.choices import Role
from marketplace.households import actions
from marketplace.households.choices import AgeBand, PersonalField, Sex
from marketplace.households.showing import (
    Known,
    Sight,
    Stage,
    editable,
    known_of,
    show,
    show_many,
    sight_of,
    sight_of_staff,
)
from tests.households.people import ADDRESS, CONSENTS, HER, MASKS, PLAIN, leaks
from tests.makers import (
    NOW,
    TODAY,
    make_community,
    make_district,
    make_group,
    make_household,
    make_resident,
    make_staff,
    make_user,
)

STAFF_WHO_KNOW_PEOPLE = {Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER}
PROVIDERS = {Role.ORGANIZATION, Role.VOLUNTEER}

SEEN = {
    Sight.MASKED: {**dict.fromkeys(PLAIN, ""), "name": MASKS["name"], "phone": MASKS["phone"]},
    Sight.CONTACT: {**PLAIN, "id_number": MASKS["id_number"], "birth_on": "", "health_note": ""},
    Sight.RECORD: {**PLAIN, "id_number": MASKS["id_number"]},
}


def expected(role: Role, stage: Stage) -> Sight:
    if role in STAFF_WHO_KNOW_PEOPLE and stage == Stage.POSTED:
        return Sight.CONTACT
    if role in PROVIDERS and stage == Stage.SERVING:
        return Sight.CONTACT
    return Sight.MASKED


@pytest.fixture
def her(db):
    community = make_community()
    household = actions.register_household(community=community, address=ADDRESS, by=None, at=NOW)
    return actions.register_resident(
        household, **HER, groups=[make_group("E")], consents=CONSENTS, by=None, at=NOW
    )


def test_the_masks_are_what_one_expects():
    assert MASKS["name"] == "上官**"
    assert MASKS["phone"] == "154****7788"
    assert MASKS["id_number"] == f"3201**********{HER['id_number'][-4:]}"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_of_each_field_at_each_stage_what_it_may(role, her):
    for stage in Stage:
        sight = sight_of(role, stage)
        shown = show(her, sight)
        assert sight == expected(role, stage)
        assert {field.value: getattr(shown, field) for field in PersonalField} == SEEN[sight]


def test_nobody_sees_a_health_note_or_a_whole_identity_number_by_their_role():
    for role in Role:
        for stage in Stage:
            assert SEEN[sight_of(role, stage)]["health_note"] == ""
            assert SEEN[sight_of(role, stage)]["id_number"] in ("", MASKS["id_number"])


def test_everybody_sees_the_community_the_age_band_and_the_sex(her):
    for sight in Sight:
        shown = show(her, sight, on=TODAY)
        assert shown.community == her.household.community
        assert (shown.age_band, shown.sex) == (AgeBand.OLD, Sex.FEMALE)
        assert show(her, sight, on=date(2027, 8, 19)).age_band == AgeBand.VERY_OLD


# -- staff --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_staff_posted_over_the_community_see_what_their_role_gives(role, her):
    community = her.household.community
    for place in (community, community.subdistrict, make_district()):
        assert sight_of_staff(make_staff(role, place), her) == expected(role, Stage.POSTED)


@pytest.mark.parametrize("role", list(Role))
def test_staff_posted_elsewhere_see_masks(role, her):
    elsewhere = make_district("320114")
    for place in (make_community(number=2), elsewhere, elsewhere.subdistricts.first()):
        assert sight_of_staff(make_staff(role, place), her) == Sight.MASKED


def test_a_posting_that_has_ended_or_not_begun_shows_nothing_more(her):
    community = her.household.community
    for period in (
        {"until_on": date(2021, 1, 1)},
        {"from_on": date(2999, 1, 1)},
    ):
        assert sight_of_staff(make_staff(Role.STEWARD, community, **period), her) == Sight.MASKED
    assert sight_of_staff(make_user(is_superuser=True, is_staff=True), her) == Sight.MASKED


def test_a_list_is_shown_resident_by_resident_without_a_query_more(her, django_assert_num_queries):
    neighbour = make_resident(make_community(number=2), name="演示·邻居")
    steward = make_staff(Role.STEWARD, her.household.community)
    with django_assert_num_queries(1):
        shown = show_many([her, neighbour, her], to=steward)
    assert [s.sight for s in shown] == [Sight.CONTACT, Sight.MASKED, Sight.CONTACT]
    assert [s.name for s in shown] == [HER["name"], "演**", HER["name"]]


# -- every way out ------------------------------------------------------------------------------


def ways_out(shown) -> dict[str, str]:
    """Every way in which a value might leave by accident."""

    class Form(forms.Form):
        name = forms.CharField()
        phone = forms.CharField()
        address = forms.CharField()

    def broken():
        try:
            raise ValueError(shown)
        except ValueError:
            return traceback.format_exc()

    fields = [field.name for field in dataclasses.fields(shown)]
    return {
        "str": str(shown),
        "repr": repr(shown),
        "format": f"{shown} {shown!r} {[shown]} {(shown,)}",
        "dict": repr(dataclasses.asdict(shown)),
        "json": json.dumps(dataclasses.asdict(shown), default=str, ensure_ascii=False),
        "ascii json": json.dumps(dataclasses.asdict(shown), default=str),
        "form": Form(initial=dataclasses.asdict(shown)).as_p(),
        "template": Template("{{ s }}" + "".join(f"{{{{ s.{name} }}}}" for name in fields)).render(
            Context({"s": shown})
        ),
        "copy": repr(dataclasses.asdict(copy.copy(shown))),
        "replace": repr(dataclasses.asdict(dataclasses.replace(shown, sight=Sight.RECORD))),
        "exception": broken(),
        "attributes": repr([getattr(shown, name) for name in dir(shown) if name[:2] != "__"]),
    }


def test_the_canaries_would_be_heard(her):
    heard = ways_out(show(her, Sight.RECORD))
    assert all(leaks(heard[way]) for way in ("json", "ascii json", "form", "template", "dict"))


def test_no_canary_leaves_behind_a_mask_by_any_way(her):
    for way, text in ways_out(show(her, Sight.MASKED)).items():
        assert leaks(text) == set(), way


def test_even_who_sees_all_prints_nothing_by_accident(her):
    heard = ways_out(show(her, Sight.RECORD))
    for way in ("str", "repr", "format", "exception"):
        assert leaks(heard[way]) == set(), way


def test_a_form_is_filled_only_with_what_is_shown_plainly(her):
    assert editable(her, Sight.MASKED) == {}
    contact = {k: v for k, v in PLAIN.items() if k not in ("id_number", "birth_on", "health_note")}
    assert editable(her, Sight.CONTACT) == contact
    assert editable(her, Sight.RECORD) == {k: v for k, v in PLAIN.items() if k != "id_number"}


def test_what_is_known_is_told_without_telling_it(her):
    assert known_of(her, on=TODAY) == Known(phone=True, address=True, guarded=False, guardian=True)
    homeless = make_household(address="")
    nobody_knows = {"phone": "", "birth_on": "", "guardian_name": "", "guardian_phone": ""}
    minor = make_resident(household=homeless, groups="M", **nobody_knows)
    assert known_of(minor, on=TODAY) == Known(
        phone=False, address=False, guarded=True, guardian=False
    )


def test_an_erased_resident_is_shown_as_such(her):
    officer = make_staff(Role.SUBDISTRICT_OFFICER, her.household.community.subdistrict)
    erased = actions.erase_resident(her, reason="本人书面要求删除", by=officer, at=NOW)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for sight in Sight:
                shown = show(erased, sight)
                assert shown.name == translation.gettext("(erased)")
                assert (shown.phone, shown.id_number, shown.age_band) == ("", "", AgeBand.UNKNOWN)
