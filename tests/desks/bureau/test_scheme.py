"""How evaluations are made: what is in force, and how the next version comes."""

import pytest

from marketplace.accounts.choices import Role
from marketplace.evaluations.models import Scheme
from marketplace.journal.models import Entry
from tests import makers
from tests.desks.bureau.conftest import text
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db

NEXT = {
    "from_on": "2027-01-01",
    "implementation": "30",
    "input": "20",
    "finance": "20",
    "outcome": "30",
    "sample_share": "50",
    "sample_least": "30",
    "sample_most": "200",
    "tries": "4",
    "materials_days": "7",
    "correction_days": "30",
    "reason": "公示后修订",
}


@pytest.fixture
def desk(as_user, monkeypatch):
    stop_the_clock(monkeypatch, makers.NOW)
    return as_user(makers.make_staff(Role.BUREAU_OFFICER, makers.make_district()))


def test_a_new_version_waits_for_its_day_and_says_who_made_it(desk):
    page = desk.post("/evaluations/scheme/", NEXT, follow=True)
    made = Scheme.objects.latest("from_on")
    assert (made.outcome, made.sample_share, made.tries) == (30, 50, 4)
    assert page.context["in_force"].outcome == 20
    assert [state for _each, state, _figures in page.context["versions"]] == [
        ("To come", "waiting"),
        ("In force", "good"),
    ]
    entry = Entry.objects.get(verb="set_scheme")
    assert (entry.reason, entry.changes["outcome"]) == ("公示后修订", 30)


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"outcome": "31"}, 422, "The four dimensions are 100 points together, not 101."),
        ({"sample_most": "29"}, 422, "At most cannot be fewer than at least."),
        ({"from_on": "2026-10-20"}, 422, "Rules do not hold backwards: from today on."),
        ({"tries": "0"}, 422, "greater than or equal to 1"),
        ({"tries": "９９９"}, 422, "less than or equal to 10"),
        ({"reason": "\x00"}, 422, ""),
        ({"from_on": "2027-02-30"}, 422, "Enter a valid date"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(desk, change, status, told):
    page = desk.post("/evaluations/scheme/", NEXT | change)
    assert page.status_code == status
    assert told in text(page)
    assert page.context["form"]["implementation"].value() == "30"
    assert Scheme.objects.count() == 1


def test_sent_twice_it_is_one_version(desk):
    desk.post("/evaluations/scheme/", NEXT)
    assert desk.post("/evaluations/scheme/", NEXT).status_code == 409
    assert Scheme.objects.count() == 2
