import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.volunteers import queries
from marketplace.volunteers.choices import VolunteerState
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    district = makers.make_district()
    return {
        "here": makers.make_community(makers.make_subdistrict(district, number=1), number=1),
        "there": makers.make_community(makers.make_subdistrict(district, number=2), number=1),
        "abroad": makers.make_community(makers.make_subdistrict(makers.make_district("370212"))),
    }


@pytest.mark.parametrize(
    ("role", "where", "seen"),
    [
        (Role.STEWARD, "community", {"here"}),
        (Role.COMMUNITY_STAFF, "community", {"here"}),
        (Role.SUBDISTRICT_OFFICER, "subdistrict", {"here"}),
        (Role.DISPATCHER, "district", {"here", "there"}),
        (Role.BUREAU_OFFICER, "district", {"here", "there"}),
        (Role.HOTLINE_OPERATOR, "district", set()),
        (Role.EVALUATOR, "district", set()),
    ],
)
def test_staff_see_the_volunteers_who_live_where_they_are_posted(places, role, where, seen):
    living = {name: makers.make_volunteer(community=place) for name, place in places.items()}
    at = {
        "community": places["here"],
        "subdistrict": places["here"].subdistrict,
        "district": places["here"].subdistrict.district,
    }[where]
    visible = set(queries.visible_to(makers.make_staff(role, at)))
    assert visible == {living[name] for name in seen}


def test_volunteers_see_themselves_and_nobody_else(places):
    me = makers.make_volunteer(community=places["here"])
    makers.make_volunteer(community=places["here"])
    assert set(queries.visible_to(me.user)) == {me}
    assert queries.volunteer_of(me.user) == me
    assert queries.volunteer_of(makers.make_user()) is None
    gone = makers.make_volunteer(state=VolunteerState.LEFT)
    assert queries.volunteer_of(gone.user) is None


def test_only_the_active_are_matched_at_a_fixed_cost():
    active = {makers.make_volunteer()}
    makers.make_volunteer(state=VolunteerState.PAUSED)
    makers.make_volunteer(state=VolunteerState.LEFT)

    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            found = list(queries.volunteers_to_match())
            assert {queries.person_of(each).state for each in found} == {VolunteerState.ACTIVE}
            assert {each.community.subdistrict.name for each in found}
        assert set(found) == active
        return len(spent)

    one = cost()
    active |= {makers.make_volunteer() for _ in range(3)}
    assert cost() == one == 4


def test_communities_near_are_within_reach_nearest_first_and_in_the_same_district():
    district = makers.make_district(subdistricts=1, communities=4)
    communities = list(
        makers.make_subdistrict(district).communities.order_by("x").values_list("pk", flat=True)
    )
    makers.make_district("370212", subdistricts=1, communities=4)
    home = makers.make_community(makers.make_subdistrict(district), number=2)
    volunteer = makers.make_volunteer(community=home, radius=1000)
    near = queries.communities_near(volunteer)
    assert [metres for _, metres in near] == [0, 1000, 1000]
    assert [community.pk for community, _ in near] == [
        communities[1],
        communities[0],
        communities[2],
    ]


def test_a_task_is_what_the_need_type_asks_for_this_group():
    need_type = makers.make_need_type(
        "M-L2-03",
        subcategory="E2",
        qualifications="VOL,TE|SW",
        helpers=2,
        safeguards_minor=True,
    )
    task = queries.task_of(need_type, makers.make_group("M"))
    assert (task.subcategory, task.group, task.helpers) == ("E2", "M", 2)
    assert task.safeguards_minor
    assert set(task.requirements) == {frozenset({"VOL"}), frozenset({"TE", "SW"})}
