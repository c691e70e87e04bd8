"""The rules of the ban: what is in force, and how the next version comes."""

import pytest

from marketplace.bans.models import BanPolicy
from tests.desks.bureau.conftest import text

pytestmark = pytest.mark.django_db

NEXT = {
    "from_on": "2027-01-01",
    "fewest_answers": "20",
    "years": "3",
    "statement_days": "10",
    "appeal_days": "30",
    "on_midterm": "on",
    "reason": "公示后修订",
}


def test_the_version_in_force_is_shown_with_its_figures(first):
    page = text(first.get("/bans/policy/"))
    assert "10, or everybody" in page
    assert "5 working days" in page
    assert "Final evaluation alone" in page


def test_a_new_version_waits_for_its_day(first):
    page = first.post("/bans/policy/", NEXT, follow=True)
    assert BanPolicy.objects.latest("from_on").fewest_answers == 20
    assert page.context["in_force"].fewest_answers == 10
    assert [state for _each, state, _figures in page.context["versions"]] == [
        ("To come", "waiting"),
        ("In force", "good"),
    ]


def test_rules_do_not_hold_backwards(first):
    page = first.post("/bans/policy/", NEXT | {"from_on": "2026-10-20"})
    assert "Rules do not hold backwards: from today on." in text(page)
    assert page.status_code == 422
    assert BanPolicy.objects.count() == 1


def test_sent_twice_it_is_one_version(first):
    first.post("/bans/policy/", NEXT)
    page = first.post("/bans/policy/", NEXT)
    assert page.status_code == 409
    assert "Other rules begin on that day already." in text(page)
    assert BanPolicy.objects.count() == 2
