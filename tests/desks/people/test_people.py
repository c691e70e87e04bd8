"""Who works where: taken on with a password that is shown once, posted, ended, let in again."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.journal.models import Entry
from marketplace.places.models import Posting
from marketplace.places.permissions import may_post
from tests import makers
from tests.hostile import KEPT, TOO_LONG

pytestmark = pytest.mark.django_db


def as_user(user, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def text(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.fixture
def community():
    return makers.make_community()


@pytest.fixture
def subdistrict(community):
    return community.subdistrict


@pytest.fixture
def bureau(subdistrict):
    return makers.make_staff(Role.BUREAU_OFFICER, subdistrict.district)


@pytest.fixture
def officer(subdistrict):
    return makers.make_staff(Role.SUBDISTRICT_OFFICER, subdistrict)


def said(at, **other) -> dict:
    today = timezone.localdate()
    return {
        "role": Role.STEWARD,
        "place": at.pk,
        "from_on": today.isoformat(),
        "username": "zhang.san",
        "display_name": "演示·张某",
        "phone": "",
    } | other


@pytest.mark.parametrize("who", ["bureau", "officer"])
def test_somebody_is_taken_on_and_signs_in_with_what_is_shown_once(who, request, community):
    by = request.getfixturevalue(who)
    page = as_user(by).post("/people/new/", said(community))
    assert page.status_code == 200
    posting = Posting.objects.get(user__username="zhang.san")
    assert (posting.role, posting.community) == (Role.STEWARD, community)
    assert authenticate(username="zhang.san", password=page.context["password"])
    assert page.context["password"] in text(page)
    assert page.headers["Cache-Control"].count("no-store")
    written = Entry.objects.filter(thread=f"user:{posting.user_id}")
    assert written.get(verb="post").actor == by
    assert page.context["password"] not in str(list(written.values()))
    # Not on the next page, nor any other.
    assert page.context["password"] not in text(as_user(by).get(f"/people/{posting.pk}/"))


def test_whoever_has_an_account_only_gets_the_role(bureau, community):
    known = makers.make_user(username="li.si")
    before = known.password
    page = as_user(bureau).post("/people/new/", said(community, username="LI.SI", known="on"))
    assert page.status_code == 302
    assert Posting.objects.get(user=known).community == community
    assert User.objects.get(pk=known.pk).password == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"username": "bureau-there"}, "This user name is taken"),
        ({"username": "nobody", "known": "on"}, "There is no account of this name."),
        ({"display_name": ""}, "Say the name"),
        ({"username": "张三"}, "A user name has 3 to 50 letters"),
        ({"role": Role.DISPATCHER}, "Nobody holds this role at such a place."),
        ({"place": "999999999999"}, "Select a valid choice"),
        ({"from_on": "soon"}, "Enter a valid date"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(wrong, told, bureau, community):
    makers.make_user(username="bureau-there")
    before = User.objects.count(), Posting.objects.count()
    page = as_user(bureau).post("/people/new/", said(community, **wrong))
    assert page.status_code in (409, 422)
    assert told in text(page)
    assert 'value="演示·张某"' in text(page) or "display_name" in wrong
    assert (User.objects.count(), Posting.objects.count()) == before


@pytest.mark.parametrize("field", ["username", "display_name", "phone", "place", "role"])
@pytest.mark.parametrize("hostile", ["王\x00秀兰", KEPT["html"], TOO_LONG])
def test_whatever_is_typed_the_page_answers(field, hostile, bureau, community):
    page = as_user(bureau).post("/people/new/", said(community, **{field: hostile}))
    assert page.status_code in (200, 409, 422)
    assert "<script>alert" not in text(page)


def test_a_subdistrict_gives_only_what_is_its_own(officer, community, subdistrict):
    page = as_user(officer).get("/people/new/")
    form = page.context["form"]
    assert {value for value, _ in form.fields["role"].choices} == {
        Role.STEWARD,
        Role.COMMUNITY_STAFF,
    }
    assert subdistrict.district_id not in form.places
    elsewhere = makers.make_community(makers.make_subdistrict(subdistrict.district, number=2))
    assert as_user(officer).post("/people/new/", said(elsewhere)).status_code == 422
    promoted = said(subdistrict.district, role=Role.BUREAU_OFFICER)
    assert as_user(officer).post("/people/new/", promoted).status_code == 422
    assert not User.objects.filter(username="zhang.san").exists()


def test_each_sees_the_people_it_keeps_and_nobody_else(bureau, officer, community, subdistrict):
    steward = makers.make_staff(Role.STEWARD, community)
    elsewhere = makers.make_community(makers.make_subdistrict(subdistrict.district, number=2))
    other = makers.make_staff(Role.STEWARD, elsewhere)
    far = makers.make_district("320114")
    stranger = makers.make_staff(Role.DISPATCHER, far)

    def seen(user) -> set[int]:
        return {one.user_id for one in as_user(user).get("/people/").context["page"]}

    assert seen(officer) == {steward.pk}
    assert seen(bureau) == {bureau.pk, officer.pk, steward.pk, other.pk}
    for by, whose in ((bureau, stranger), (officer, bureau), (officer, other)):
        posting = Posting.objects.get(user=whose)
        assert as_user(by).get(f"/people/{posting.pk}/").status_code == 404


def test_a_posting_ends_and_its_desk_is_shut(bureau, community):
    steward = makers.make_staff(Role.STEWARD, community)
    assert as_user(steward).get("/needs/").status_code == 200
    posting = Posting.objects.get(user=steward)
    today = timezone.localdate()
    page = as_user(bureau).post(
        f"/people/{posting.pk}/", {"step": "end", "until_on": today.isoformat(), "reason": "调岗"}
    )
    assert page.status_code == 302
    assert as_user(steward).get("/needs/").status_code == 403
    assert steward.pk not in [o.user_id for o in as_user(bureau).get("/people/").context["page"]]
    assert posting.user.username in text(as_user(bureau).get("/people/?shelf=ended"))


def test_an_end_before_the_beginning_is_told(bureau, community):
    posting = Posting.objects.get(user=makers.make_staff(Role.STEWARD, community))
    before = (posting.from_on - timedelta(days=1)).isoformat()
    page = as_user(bureau).post(f"/people/{posting.pk}/", {"step": "end", "until_on": before})
    assert page.status_code == 422
    assert "The end must come after the beginning." in text(page)


def test_nobody_ends_or_renews_themselves(bureau):
    own = Posting.objects.get(user=bureau)
    page = as_user(bureau).get(f"/people/{own.pk}/")
    assert page.context["steps"] == []
    assert not page.context["may_renew"]
    assert as_user(bureau).post(f"/people/{own.pk}/", {"renew": "yes"}).status_code == 403


def test_a_new_password_stops_the_old_one_and_whoever_is_signed_in_with_it(officer, community):
    steward = makers.make_staff(Role.STEWARD, community)
    theirs = as_user(steward)
    assert theirs.get("/needs/").status_code == 200
    posting = Posting.objects.get(user=steward)
    page = as_user(officer).post(f"/people/{posting.pk}/", {"renew": "yes"})
    assert authenticate(username=steward.username, password=page.context["password"])
    assert theirs.get("/needs/").status_code == 302
    written = Entry.objects.get(verb="renew_password")
    assert (written.actor, written.changes) == (officer, {})


def test_a_subdistrict_renews_nobody_who_also_sits_higher_or_works_for_others(
    officer, bureau, community, subdistrict
):
    """A password opens every desk of a person: it would lead further than the subdistrict may go."""
    steward = makers.make_staff(Role.STEWARD, community)
    posting = Posting.objects.get(user=steward)
    makers.make_staff(Role.DISPATCHER, subdistrict.district, user=steward)
    assert as_user(officer).post(f"/people/{posting.pk}/", {"renew": "yes"}).status_code == 403
    member = makers.make_staff(Role.STEWARD, community)
    makers.make_member(user=member)
    elsewhere = makers.make_community(makers.make_subdistrict(subdistrict.district, number=2))
    volunteer = makers.make_volunteer(community=elsewhere).user
    makers.make_staff(Role.STEWARD, community, user=volunteer)
    theirs = Posting.objects.get(user=volunteer)
    assert as_user(officer).post(f"/people/{theirs.pk}/", {"renew": "yes"}).status_code == 403
    held = Posting.objects.get(user=member)
    assert as_user(bureau).post(f"/people/{held.pk}/", {"renew": "yes"}).status_code == 403
    assert not Entry.objects.filter(verb="renew_password").exists()
    assert as_user(bureau).post(f"/people/{theirs.pk}/", {"renew": "yes"}).status_code == 200


def test_the_bureau_lets_somebody_edit_the_site_and_a_subdistrict_does_not(
    bureau, officer, community
):
    steward = makers.make_staff(Role.STEWARD, community)
    page = f"/people/{Posting.objects.get(user=steward).pk}/"
    assert "The public site" in text(as_user(bureau).get(page))
    assert "The public site" not in text(as_user(officer).get(page))
    as_user(officer).post(page, {"step": "site", "editing": "publishes"})
    assert as_user(steward).get("/admin/").status_code != 200
    assert as_user(bureau).post(page, {"step": "site", "editing": "writes"}).status_code == 302
    assert as_user(makers.fresh(steward)).get("/admin/").status_code == 200
    assert as_user(bureau).post(page, {"step": "site", "editing": "all"}).status_code == 422


def test_the_list_is_searched_by_name_and_role_and_costs_the_same_for_many(bureau, community):
    first = makers.make_staff(Role.STEWARD, community)
    browser = as_user(bureau)
    found = browser.get("/people/", {"q": first.username}).context["page"]
    assert [one.user for one in found] == [first]
    assert not list(
        browser.get("/people/", {"q": first.username, "role": "dispatcher"}).context["page"]
    )
    with CaptureQueriesContext(connection) as few:
        browser.get("/people/")
    for _ in range(30):
        makers.make_staff(Role.COMMUNITY_STAFF, community)
    with CaptureQueriesContext(connection) as many:
        browser.get("/people/")
    assert len(many) == len(few) <= 12


def test_whoever_was_taken_on_may_do_what_the_role_may(bureau, subdistrict):
    as_user(bureau).post("/people/new/", said(subdistrict, role=Role.SUBDISTRICT_OFFICER))
    taken = makers.fresh(User.objects.get(username="zhang.san"))
    community = subdistrict.communities.first()
    assert may_post(taken, Role.STEWARD, community)
    assert not may_post(taken, Role.DISPATCHER, subdistrict.district)
