from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.households import actions
from marketplace.households.choices import Basis, Purpose
from marketplace.households.queries import (
    find_residents,
    households_visible_to,
    is_identity_search,
    same_person,
    visible_to,
)
from marketplace.kernel.errors import Malformed
from tests.households.people import ADDRESS, CONSENTS, GUARDIAN, HER, HER_ID
from tests.makers import (
    NOW,
    TODAY,
    make_community,
    make_district,
    make_group,
    make_resident,
    make_staff,
    make_subdistrict,
    make_user,
)

pytestmark = pytest.mark.django_db


def register(community, *, at=NOW, **given):
    household = actions.register_household(community=community, address=ADDRESS, by=None, at=at)
    return actions.register_resident(household, **given, groups=[make_group()], by=None, at=at)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def steward(community):
    return make_staff(Role.STEWARD, community)


@pytest.fixture
def her(community):
    return register(community, **HER, consents=CONSENTS)


@pytest.fixture
def neighbours(community):
    """Two of one name, told apart by the ends of their phones."""
    return [
        register(community, name="阿依古丽·买买提", phone=f"1540000{tail}")
        for tail in ("1234", "5678")
    ]


# -- who sees whom ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_residents_and_households_are_visible_where_one_is_posted(role, her):
    there = register(make_community(number=2), name="演示·邻居")
    far = register(make_community(make_subdistrict(number=2)), name="演示·远邻")
    abroad = register(make_community(make_subdistrict(make_district("320114"))), name="演示·外区")
    community = her.household.community
    sees = role not in (Role.EVALUATOR, Role.ORGANIZATION, Role.VOLUNTEER)
    for place, residents in (
        (community, {her}),
        (community.subdistrict, {her, there}),
        (make_district(), {her, there, far}),
        (make_district("320114"), {abroad}),
    ):
        somebody = make_staff(role, place)
        assert {*visible_to(somebody)} == (residents if sees else set())
        households = {r.household for r in residents} if sees else set()
        assert {*households_visible_to(somebody)} == households


def test_without_a_posting_nobody_is_visible(her):
    for somebody in (make_user(), make_user(is_superuser=True, is_staff=True)):
        assert not visible_to(somebody).exists()
        assert find_residents(HER_ID, by=somebody) == []


def test_the_erased_are_not_visible(her, community):
    officer = make_staff(Role.SUBDISTRICT_OFFICER, community.subdistrict)
    actions.erase_resident(her, reason="本人书面要求删除", by=officer, at=NOW)
    assert not visible_to(officer).exists()


# -- finding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "上官金雀",
        " 上官　金雀 ",
        "15400007788",
        "+86 154 0000 7788",
        "１５４００００７７８８",
        "7788",
        "７７８８",
        HER_ID,
        f"{HER_ID[:6]} {HER_ID[6:14]} {HER_ID[14:]}",
        HER_ID[-4:],
        "025-40009911",
        "(025) 4000 9911",
        "上官金雀 7788",
        f"7788 {HER_ID[-4:]}",
    ],
)
def test_she_is_found_by_everything_that_people_type(typed, her, neighbours, steward):
    assert find_residents(typed, by=steward) == [her]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "上官",
        "金雀",
        "上官金",
        "上官**",
        "154****7788",
        "1540000778",
        "15400007789",
        "778",
        HER_ID[:-1],
        HER_ID[:-4],
        "上官金雀 1234",
        "金丝雀路",
        "服药",
        "诸葛金翅",
        "%",
        "_",
        "' OR 1=1 --",
        "😀",
        "1947-08-19",
    ],
)
def test_she_is_not_found_by_a_part_or_by_what_is_no_key(typed, her, steward):
    assert find_residents(typed, by=steward) == []


def test_a_name_and_a_last_four_tell_two_of_one_name_apart(neighbours, steward):
    one, other = neighbours
    assert {*find_residents("阿依古丽 买买提", by=steward)} == {one, other}
    assert find_residents("阿依古丽·买买提 1234", by=steward) == [one]
    assert find_residents("5678 阿依古丽·买买提", by=steward) == [other]


def test_a_child_is_found_by_the_guardians_phone(community, steward):
    child = register(community, name="金小雀", birth_on=TODAY, **GUARDIAN)
    assert find_residents(GUARDIAN["guardian_phone"], by=steward) == [child]


def test_only_residents_of_ones_own_places_are_found(her):
    elsewhere = make_staff(Role.STEWARD, make_community(number=2))
    abroad = make_staff(Role.BUREAU_OFFICER, make_district("320114"))
    for typed in (HER["name"], HER["phone"], HER_ID, "7788"):
        assert find_residents(typed, by=elsewhere) == find_residents(typed, by=abroad) == []


def test_the_newest_come_first_and_no_more_than_asked_for(community, steward):
    ten = [register(community, name="演示·重名", at=NOW + timedelta(minutes=n)) for n in range(12)]
    assert find_residents("演示·重名", by=steward) == ten[:1:-1]
    assert find_residents("演示·重名", by=steward, limit=2) == ten[:9:-1]


@pytest.mark.parametrize("typed", ["7788", "上官金雀", "上官金雀 7788", HER_ID])
def test_finding_takes_two_queries_however_many_there_are(
    typed, her, neighbours, steward, django_assert_num_queries
):
    with django_assert_num_queries(2):
        for resident in find_residents(typed, by=steward):
            assert resident.household.community.name


@pytest.mark.parametrize("typed", ["\x00", "王\udfff", "王" * 10_000])
def test_what_cannot_be_a_search_is_refused(typed, steward):
    with pytest.raises(Malformed) as refused:
        find_residents(typed, by=steward)
    assert set(refused.value.fields) == {"q"}


@pytest.mark.parametrize(
    ("typed", "asks"),
    [(HER_ID, True), ("002X", True), ("7788", True), ("上官金雀 7788", True), ("上官金雀", False)]
    + [("15400007788", False), ("", False)],
)
def test_searches_for_identity_numbers_can_be_counted(typed, asks):
    assert is_identity_search(typed) is asks


# -- certainly the same ---------------------------------------------------------------------------


def ask(community, **given):
    return same_person(
        **{"name": HER["name"], "phone": "", "id_number": "", **given},
        community=community,
        on=TODAY,
    )


def test_somebody_known_is_recognized_by_name_and_number_or_phone(her, community):
    assert ask(community, id_number=HER_ID) == her
    assert ask(make_community(number=2), id_number=HER_ID) == her
    assert ask(community, phone="154 0000 7788") == her
    assert ask(community, phone=HER["guardian_phone"]) == her


def test_somebody_is_not_recognized_by_less(her, community):
    assert ask(community) is None
    assert ask(community, name="上官银雀", id_number=HER_ID) is None
    assert ask(community, name="上官银雀", phone=HER["phone"]) is None
    assert ask(community, phone="15400001111") is None
    assert ask(make_community(number=2), phone=HER["phone"]) is None
    register(community, name=HER["name"], phone=HER["phone"])
    assert ask(community, phone=HER["phone"]) is None, "two of one name and phone"


def test_a_resident_made_by_hand_without_lookups_is_simply_not_found(community, steward):
    make_resident(community, name="演示·无索引")
    assert find_residents("演示·无索引", by=steward) == []


def test_consents_tell_apart_what_is_in_force(her):
    first = her.consents.get(purpose=Purpose.SERVICE)
    actions.record_consent(her, purpose=Purpose.SERVICE, basis=Basis.GUARDIAN, by=None, at=NOW)
    first.refresh_from_db()
    assert first.withdrawn_at == NOW
