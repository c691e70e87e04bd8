from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.choices import Role
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.volunteers import actions
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.permissions import may_answer_for
from tests import hostile, makers
from tests.makers import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return makers.make_community(makers.make_subdistrict(makers.make_district(), number=1))


@pytest.fixture
def staff(here):
    return makers.make_staff(Role.COMMUNITY_STAFF, here)


@pytest.fixture
def volunteer(here):
    return makers.make_volunteer(community=here)


def register(here, by, **changed):
    told = {
        "name": "演示·小周",
        "community": here,
        "birth_on": date(2004, 5, 6),
        "school": "演示大学",
        "subcategories": [makers.make_subcategory("A1")],
        "groups": [makers.make_group("E")],
        "by": by,
        "at": NOW,
    }
    return actions.register_volunteer(**{**told, **changed})


def test_somebody_offers_their_own_help(here):
    me = makers.make_user()
    volunteer = register(here, me, user=me)
    assert (volunteer.user, volunteer.state) == (me, VolunteerState.ACTIVE)
    assert volunteer.insured_until_on is None
    assert volunteer.background_declared_on is None
    entry = thread_of(volunteer).get()
    assert entry.verb == "register_volunteer"
    assert "周" not in f"{entry.changes}{entry.reason}"


def test_staff_enter_somebody_without_an_account(here, staff):
    assert register(here, staff).user is None
    with pytest.raises(NotAllowed):
        register(here, makers.make_user())
    with pytest.raises(NotAllowed):
        register(here, makers.make_staff(Role.STEWARD, here))
    with pytest.raises(NotAllowed):
        register(makers.make_community(makers.make_subdistrict(number=2)), staff)
    assert Volunteer.objects.count() == 1


def test_an_account_is_one_volunteer_s(here):
    me = makers.make_user()
    register(here, me, user=me)
    with pytest.raises(RuleBroken, match="known_already"):
        register(here, me, user=me)


@pytest.mark.parametrize(
    ("age", "changed"),
    [
        (17, {}),
        (15, {"lives_on_own_income": True}),
        (13, {"guardian_agreed_on": TODAY}),
    ],
)
def test_who_is_too_young_is_told_from_when_on(here, staff, age, changed):
    with pytest.raises(RuleBroken, match="too_young"):
        register(here, staff, birth_on=TODAY.replace(year=TODAY.year - age), **changed)


@pytest.mark.parametrize(
    ("age", "changed"),
    [(18, {}), (16, {"lives_on_own_income": True}), (14, {"guardian_agreed_on": TODAY})],
)
def test_who_the_law_allows_may_volunteer(here, staff, age, changed):
    assert register(here, staff, birth_on=TODAY.replace(year=TODAY.year - age), **changed).pk


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 61),
        ("name", hostile.TOO_LONG),
        ("name", hostile.UNSTORABLE["nul"]),
        ("name", hostile.UNSTORABLE["lone surrogate"]),
        ("school", hostile.TOO_LONG),
        ("birth_on", TODAY + timedelta(days=1)),
        ("birth_on", date(1900, 1, 1)),
        ("guardian_agreed_on", TODAY + timedelta(days=1)),
        ("radius", 99),
        ("radius", 50_001),
        ("radius", None),
        ("places", 0),
        ("places", 21),
        ("subcategories", []),
        ("groups", []),
    ],
)
def test_what_is_impossible_is_named_and_nothing_stays(here, staff, field, value):
    with pytest.raises(Malformed) as refusal:
        register(here, staff, **{field: value})
    assert set(refusal.value.fields) == {field}
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize("name", hostile.KEPT.values(), ids=hostile.KEPT)
def test_unusual_names_are_kept(here, staff, name):
    volunteer = register(here, staff, name=name)
    volunteer.refresh_from_db()
    assert volunteer.name == name


# -- what protects others ---------------------------------------------------------------------


def confirm(volunteer, by, **changed):
    told = {
        "qualifications": [makers.make_qualification("VOL"), makers.make_qualification("TE")],
        "insured_until_on": date(2027, 9, 1),
        "background_declared_on": TODAY,
        "by": by,
        "at": NOW,
    }
    return actions.confirm_volunteer(volunteer, **{**told, **changed})


def test_staff_confirm_papers_insurance_and_background_in_one_entry(volunteer, staff):
    confirm(volunteer, staff)
    volunteer.refresh_from_db()
    assert {each.pk for each in volunteer.qualifications.all()} == {"VOL", "TE"}
    assert volunteer.insured_until_on == date(2027, 9, 1)
    assert thread_of(volunteer).get().changes == {
        "qualifications": [["VOL"], ["TE", "VOL"]],
        "insured_until_on": ["2030-01-01", "2027-09-01"],
        "background_declared_on": ["2020-01-01", TODAY.isoformat()],
    }


def test_nobody_confirms_themselves(here, volunteer):
    with pytest.raises(NotAllowed):
        confirm(volunteer, volunteer.user)
    both = makers.make_staff(Role.COMMUNITY_STAFF, here, user=volunteer.user)
    with pytest.raises(NotAllowed):
        confirm(volunteer, both)


def test_a_declaration_of_tomorrow_is_none(volunteer, staff):
    with pytest.raises(Malformed) as refusal:
        confirm(volunteer, staff, background_declared_on=TODAY + timedelta(days=1))
    assert set(refusal.value.fields) == {"background_declared_on"}
    assert not thread_of(volunteer).exists()


# -- what volunteers keep themselves ----------------------------------------------------------


def test_a_volunteer_chooses_work_and_places(volunteer):
    work = [makers.make_subcategory("B1"), makers.make_subcategory("E1")]
    actions.choose_work(
        volunteer,
        subcategories=work,
        groups=[makers.make_group("M")],
        radius=5000,
        by=volunteer.user,
        at=NOW,
    )
    actions.set_places(volunteer, places=4, by=volunteer.user, at=NOW)
    volunteer.refresh_from_db()
    assert set(volunteer.subcategories.all()) == set(work)
    assert (volunteer.radius, volunteer.places) == (5000, 4)
    assert [entry.verb for entry in thread_of(volunteer)] == ["choose_work", "set_places"]


def test_a_volunteer_says_when_they_can_come(volunteer):
    available = {"visits_a_week": 3, "windows": ["sat_morning"], "languages": ["wu"]}
    for _ in range(2):
        actions.set_availability(volunteer, **available, sex="male", by=volunteer.user, at=NOW)
    volunteer.refresh_from_db()
    assert (volunteer.visits_a_week, volunteer.windows) == (3, ["sat_morning"])
    assert (volunteer.languages, volunteer.sex) == (["wu"], "male")
    assert thread_of(volunteer).get().verb == "set_availability"


@pytest.mark.parametrize(
    ("field", "value"),
    [("visits_a_week", 51), ("windows", ["noon"]), ("languages", ["x"]), ("sex", "other")],
)
def test_impossible_availability_is_refused_by_name(volunteer, field, value):
    available = {"visits_a_week": None, "windows": [], "languages": [], "sex": ""} | {field: value}
    with pytest.raises(Malformed) as refusal:
        actions.set_availability(volunteer, **available, by=volunteer.user, at=NOW)
    assert set(refusal.value.fields) == {field}


def test_a_volunteer_pauses_resumes_leaves_and_returns(volunteer):
    me = volunteer.user
    states = []
    for act in (
        actions.pause_volunteer,
        actions.resume_volunteer,
        actions.end_volunteer,
        actions.return_volunteer,
    ):
        act(volunteer, by=me, at=NOW)
        volunteer.refresh_from_db()
        states.append(volunteer.state)
    assert states == ["paused", "active", "left", "active"]
    with pytest.raises(RuleBroken, match="wrong_step"):
        actions.resume_volunteer(volunteer, by=me, at=NOW)


@pytest.mark.parametrize(
    ("role", "refusal"), [(Role.STEWARD, NotAllowed), (Role.HOTLINE_OPERATOR, Hidden)]
)
def test_nobody_else_pauses_them(here, volunteer, role, refusal):
    place = here if role == Role.STEWARD else here.subdistrict.district
    with pytest.raises(refusal):
        actions.pause_volunteer(volunteer, by=makers.make_staff(role, place), at=NOW)
    with pytest.raises(Hidden):
        actions.pause_volunteer(volunteer, by=makers.make_volunteer().user, at=NOW)


def test_volunteers_answer_for_themselves_and_a_dispatcher_for_who_has_no_account(here, volunteer):
    dispatcher = makers.make_staff(Role.DISPATCHER, here.subdistrict.district)
    abroad = makers.make_staff(Role.DISPATCHER, makers.make_district("370212"))
    offline = makers.make_volunteer(community=here, without_account=True)
    assert may_answer_for(volunteer.user, volunteer)
    assert not may_answer_for(dispatcher, volunteer)
    assert may_answer_for(dispatcher, offline)
    assert not may_answer_for(abroad, offline)
    assert not may_answer_for(volunteer.user, offline)


# -- what the database holds ------------------------------------------------------------------


def test_the_database_knows_the_steps_and_who_somebody_is(volunteer):
    left = makers.make_volunteer(state=VolunteerState.LEFT)
    for row, changed in (
        (left, {"state": VolunteerState.PAUSED}),
        (volunteer, {"number": "V-OTHER"}),
        (volunteer, {"user": makers.make_user()}),
        (volunteer, {"radius": 0}),
        (volunteer, {"radius": 10**6}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Volunteer.objects.filter(pk=row.pk).update(**changed)
    assert Volunteer.objects.filter(pk=volunteer.pk).update(state=VolunteerState.PAUSED) == 1
