from datetime import date, timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.places.actions import end_posting, post
from marketplace.places.models import Posting
from marketplace.places.queries import covers, postings_of
from tests.makers import (
    NOW,
    TODAY,
    make_community,
    make_district,
    make_staff,
    make_subdistrict,
    make_user,
)

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def home():
    return make_community(make_subdistrict(make_district(), number=1), number=1)


@pytest.fixture
def bureau(home):
    return make_staff(Role.BUREAU_OFFICER, home.subdistrict.district)


@pytest.fixture
def somebody():
    return make_user("演示网格员")


def told():
    return [(e.thread, e.verb, e.changes) for e in Entry.objects.order_by("id")]


def test_somebody_posted_covers_the_place_at_once(home, bureau, somebody):
    assert postings_of(somebody) == []
    posting = post(somebody, Role.STEWARD, home, from_on=LONG_AGO, by=bureau, at=NOW)
    assert posting.place == home
    assert covers(somebody, [Role.STEWARD], home)
    assert told() == [
        (
            f"user:{somebody.pk}",
            "post",
            {
                "user": somebody.pk,
                "role": "steward",
                "place": home.pk,
                "from_on": "2020-01-01",
                "until_on": None,
            },
        )
    ]


def test_roles_are_held_where_they_belong(home, bureau, somebody):
    street, district = home.subdistrict, home.subdistrict.district
    fits = {
        Role.STEWARD: home,
        Role.COMMUNITY_STAFF: home,
        Role.SUBDISTRICT_OFFICER: street,
        Role.HOTLINE_OPERATOR: district,
        Role.DISPATCHER: district,
        Role.BUREAU_OFFICER: district,
        Role.EVALUATOR: district,
    }
    for role in Role:
        for place in (home, street, district):
            if fits.get(role) == place:
                posting = post(somebody, role, place, from_on=TODAY, by=bureau, at=NOW)
                assert posting.place == place
            else:
                with pytest.raises(RuleBroken) as refusal:
                    post(somebody, role, place, from_on=TODAY, by=bureau, at=NOW)
                assert refusal.value.code == "wrong_place_for_role"
    assert Posting.objects.filter(user=somebody).count() == len(fits)


def test_nobody_holds_the_same_role_at_the_same_place_twice(home, bureau, somebody):
    spring, summer, autumn = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
    post(somebody, Role.STEWARD, home, from_on=spring, until_on=autumn, by=bureau, at=NOW)
    for from_on, until_on in [
        (spring, None),
        (summer, autumn),
        (LONG_AGO, summer),
        (LONG_AGO, None),
    ]:
        with pytest.raises(RuleBroken) as refusal:
            post(
                somebody,
                Role.STEWARD,
                home,
                from_on=from_on,
                until_on=until_on,
                by=bureau,
                at=NOW,
            )
        assert refusal.value.code == "already_posted"
    next_door = make_community(home.subdistrict, number=2)
    for role, place, from_on, until_on in [
        (Role.STEWARD, home, LONG_AGO, spring),
        (Role.STEWARD, home, autumn, None),
        (Role.STEWARD, next_door, spring, None),
        (Role.COMMUNITY_STAFF, home, spring, None),
    ]:
        post(somebody, role, place, from_on=from_on, until_on=until_on, by=bureau, at=NOW)
    assert Posting.objects.filter(user=somebody).count() == 5


def test_an_end_before_the_beginning_is_refused(home, bureau, somebody):
    for until_on in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(Malformed) as refusal:
            post(somebody, Role.STEWARD, home, from_on=TODAY, until_on=until_on, by=bureau, at=NOW)
        assert set(refusal.value.fields) == {"until_on"}


def test_a_closed_account_is_not_posted(home, bureau, somebody):
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    somebody.refresh_from_db()
    with pytest.raises(RuleBroken) as refusal:
        post(somebody, Role.STEWARD, home, from_on=TODAY, by=bureau, at=NOW)
    assert refusal.value.code == "no_active_account"


def test_who_may_not_post_stores_nothing(home, somebody):
    steward = make_staff(Role.STEWARD, home)
    with pytest.raises(NotAllowed):
        post(somebody, Role.STEWARD, home, from_on=TODAY, by=steward, at=NOW)
    assert not Posting.objects.filter(user=somebody).exists()
    assert told() == []


def test_a_posting_that_ends_today_holds_no_more(home, bureau, somebody):
    posting = post(somebody, Role.STEWARD, home, from_on=LONG_AGO, by=bureau, at=NOW)
    today = timezone.localdate()
    ended = end_posting(posting, until_on=today, by=bureau, at=NOW, reason="调离")
    assert not covers(ended.user, [Role.STEWARD], home)
    assert told()[-1] == (
        f"user:{somebody.pk}",
        "end_posting",
        {"until_on": [None, today.isoformat()]},
    )
    assert Entry.objects.latest("id").reason == "调离"


def test_an_end_can_be_brought_forward_and_not_put_off(home, bureau, somebody):
    posting = post(
        somebody, Role.STEWARD, home, from_on=LONG_AGO, until_on=TODAY, by=bureau, at=NOW
    )
    for later in (TODAY, TODAY + timedelta(days=1)):
        with pytest.raises(RuleBroken) as refusal:
            end_posting(posting, until_on=later, by=bureau, at=NOW)
        assert refusal.value.code == "already_ended"
    sooner = TODAY - timedelta(days=30)
    assert end_posting(posting, until_on=sooner, by=bureau, at=NOW).until_on == sooner
    with pytest.raises(Malformed):
        end_posting(posting, until_on=LONG_AGO - timedelta(days=1), by=bureau, at=NOW)


def test_only_who_may_post_may_end(home, bureau, somebody):
    posting = post(somebody, Role.STEWARD, home, from_on=LONG_AGO, by=bureau, at=NOW)
    for stranger in (somebody, make_staff(Role.DISPATCHER, home.subdistrict.district)):
        with pytest.raises(NotAllowed):
            end_posting(posting, until_on=TODAY, by=stranger, at=NOW)
    posting.refresh_from_db()
    assert posting.until_on is None
