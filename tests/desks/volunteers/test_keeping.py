"""Those who keep volunteers: whom they see, what they confirm, whom they enter, and what others may not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.accounts.choices import Role
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return makers.make_community()


@pytest.fixture
def keeper(community):
    return as_user(makers.make_staff(Role.COMMUNITY_STAFF, community))


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def text(page) -> str:
    return " ".join(page.content.decode().split())


def page_of(one) -> str:
    return f"/volunteers/{one.number}/"


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_whoever_came_and_is_not_insured_waits_for_a_look(keeper, community):
    new = makers.make_volunteer(community=community, insured_until_on=None, name="演示·新来")
    over = makers.make_volunteer(community=community, insured_until_on=in_days(0), name="演示·过期")
    ready = makers.make_volunteer(community=community, name="演示·可派")
    page = text(keeper.get("/volunteers/"))
    assert new.name in page
    assert over.name in page
    assert ready.name not in page
    assert ready.name in text(keeper.get("/volunteers/?pile=ready"))


def test_only_those_who_live_where_one_works_are_there(keeper, community):
    elsewhere = makers.make_volunteer(
        community=makers.make_community(makers.make_subdistrict(number=2)), name="演示·外面"
    )
    assert elsewhere.name not in text(keeper.get("/volunteers/?q=演示"))
    assert keeper.get(page_of(elsewhere)).status_code == 404
    assert keeper.get(f"{page_of(elsewhere)}work/").status_code == 404
    assert keeper.post(page_of(elsewhere), {"step": "pause"}).status_code == 404


def test_papers_are_confirmed_and_whoever_is_insured_is_ready(keeper, community):
    one = makers.make_volunteer(community=community, insured_until_on=None, qualifications="VOL")
    makers.make_qualification("DRV")
    assert "No accident insurance on record" in text(keeper.get(page_of(one)))
    seen = {
        "step": "seen",
        "insured_until_on": in_days(200).isoformat(),
        "background_declared_on": in_days(0).isoformat(),
        "qualifications": ["DRV"],
    }
    assert keeper.post(page_of(one), seen).status_code == 302
    one.refresh_from_db()
    assert one.insured_until_on == in_days(200)
    assert [paper.pk for paper in one.qualifications.all()] == ["DRV"], "whole, not in addition"
    assert "Papers were looked at" in text(keeper.get(page_of(one)))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"insured_until_on": "soon"}, "insured_until_on"),
        ({"insured_until_on": "2099-01-01"}, "insured_until_on"),
        ({"background_declared_on": "2101-01-01"}, "background_declared_on"),
        ({"qualifications": ["NOPE"]}, "qualifications"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_at_its_field(keeper, community, changed, field):
    one = makers.make_volunteer(community=community, insured_until_on=None)
    page = keeper.post(page_of(one), {"step": "seen", **changed})
    assert page.status_code == 422
    step = next(step for step in page.context["steps"] if step.name == "seen")
    assert step.form.errors[field]
    one.refresh_from_db()
    assert one.insured_until_on is None


def test_a_number_that_never_answered_is_told_and_so_is_one_that_two_gave(keeper, community):
    first, second = (
        makers.make_volunteer(
            user=makers.make_user(phone="13900000051"), community=community, name=name
        )
        for name in ("演示·甲", "演示·乙")
    )
    page = text(keeper.get(page_of(first)))
    assert "This number never answered with a code" in page
    assert page_of(second) in page
    first.user.phone_confirmed_at = timezone.now()
    first.user.save()
    assert "never answered" not in text(keeper.get(page_of(first)))
    without = makers.make_volunteer(community=community, without_account=True)
    page = text(keeper.get(page_of(without)))
    assert "never answered" not in page
    assert "Others with the same number" not in page


def test_nobody_reads_that_somebody_uninsured_is_ready(keeper, community):
    makers.make_volunteer(community=community, insured_until_on=in_days(0))
    ((_one, word, *_),) = keeper.get("/volunteers/").context["rows"]
    assert word == "To be looked at"
    makers.make_volunteer(community=community)
    ((_one, word, *_),) = keeper.get("/volunteers/?pile=ready").context["rows"]
    assert word == "Active"


def test_nobody_confirms_their_own_papers(community):
    user = makers.make_staff(Role.COMMUNITY_STAFF, community)
    me = makers.make_volunteer(user=user, community=community, insured_until_on=None)
    seen = {"step": "seen", "insured_until_on": in_days(200).isoformat()}
    assert as_user(user).post(page_of(me), seen).status_code == 403
    me.refresh_from_db()
    assert me.insured_until_on is None


def test_a_break_an_end_and_a_return(keeper, community):
    one = makers.make_volunteer(community=community)
    for step, state in (
        ("pause", VolunteerState.PAUSED),
        ("resume", VolunteerState.ACTIVE),
        ("leave", VolunteerState.LEFT),
        ("return", VolunteerState.ACTIVE),
    ):
        assert keeper.post(page_of(one), {"step": step}).status_code == 302
        one.refresh_from_db()
        assert one.state == state


def test_what_they_do_and_when_is_changed_for_them(keeper, community):
    one = makers.make_volunteer(community=community, without_account=True)
    makers.make_subcategory("B2")
    work = {"subcategories": ["B2"], "groups": ["E"], "radius": "1500"}
    assert keeper.post(f"{page_of(one)}work/", work).url == page_of(one)
    times = {"windows": ["mon_morning"], "visits_a_week": "2"}
    assert keeper.post(f"{page_of(one)}times/", times).url == page_of(one)
    one.refresh_from_db()
    assert [kind.pk for kind in one.subcategories.all()] == ["B2"]
    assert (one.radius, one.windows, one.visits_a_week) == (1500, ["mon_morning"], 2)
    assert keeper.post(f"{page_of(one)}work/", {"radius": "1500"}).status_code == 422


def test_somebody_who_came_in_person_is_entered_without_an_account(keeper, community):
    makers.make_subcategory("A1")
    makers.make_groups("E")
    told = {
        "name": "演示·吴某",
        "birth_on": "1960-02-29",
        "community": community.pk,
        "subcategories": ["A1"],
        "groups": ["E"],
        "radius": "3000",
    }
    page = keeper.post("/volunteers/new/", told)
    one = Volunteer.objects.get()
    assert page.url == page_of(one)
    assert one.user is None
    assert "the dispatch centre answers" in text(keeper.get(page_of(one)))


@pytest.mark.parametrize(
    "changed", [{"name": UNSTORABLE["nul"]}, {"name": TOO_LONG}, {"community": "elsewhere"}]
)
def test_who_cannot_be_is_not_entered(keeper, community, changed):
    makers.make_subcategory("A1")
    makers.make_groups("E")
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    if "community" in changed:
        changed = {"community": elsewhere.pk}
    told = {
        "name": "演示·吴某",
        "birth_on": "1960-02-29",
        "community": community.pk,
        "subcategories": ["A1"],
        "groups": ["E"],
        "radius": "3000",
        **changed,
    }
    assert keeper.post("/volunteers/new/", told).status_code == 422
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize("asked", ["演示·找", "v-test"])
def test_somebody_is_found_in_every_pile(keeper, community, asked):
    one = makers.make_volunteer(community=community, name="演示·找到我", state=VolunteerState.LEFT)
    asked = one.number.lower() if asked == "v-test" else asked
    assert one.number in text(keeper.get("/volunteers/", {"q": asked}))


@pytest.mark.parametrize(
    "query", ["?pile=nope", "?page=0", "?page=999", "?page=x", "?q=%00", "?q=" + "9" * 300]
)
def test_whatever_is_asked_the_list_answers(keeper, community, query):
    makers.make_volunteer(community=community)
    assert keeper.get(f"/volunteers/{query}").status_code == 200


def test_the_list_asks_the_same_for_one_and_for_many(keeper, community):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert keeper.get("/volunteers/").status_code == 200
        return len(asked)

    makers.make_volunteer(community=community, insured_until_on=None)
    one = cost()
    for _ in range(20):
        makers.make_volunteer(community=community, insured_until_on=None, qualifications="VOL,DRV")
    assert cost() == one
    assert one <= 16
