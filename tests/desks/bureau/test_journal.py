"""The journal of one need, and the proof that nobody rewrote it."""

import pytest
from django.db import connection

from marketplace.accounts.choices import Role
from marketplace.journal.models import Entry
from marketplace.journal.queries import thread_of
from tests import makers
from tests.desks.bureau.conftest import text
from tests.hostile import TOO_LONG

URL = "/journal/"


@pytest.fixture
def order(scene):
    return scene.ordered()


def look_up(desk, q):
    return desk.get(URL, {"q": q})


@pytest.mark.parametrize("typed", ["{need}", "{order}", " {need} ", "{lower}"])
def test_a_need_is_found_by_its_number_or_an_orders_however_typed(typed, desk, order):
    number = order.need.number
    page = look_up(desk, typed.format(need=number, order=order.number, lower=number.lower()))
    assert page.context["need"] == order.need


def test_everything_that_happened_is_told_with_who_and_why(desk, order, scene):
    entries = look_up(desk, order.need.number).context["entries"]
    assert len(entries) == thread_of(order.need).count()
    assert {entry["who"] for entry in entries} == {str(scene.steward), str(scene.officer)}


def test_an_unbroken_chain_says_so(desk, order):
    page = look_up(desk, order.need.number)
    assert page.context["flaws"] == []
    assert "The chain is unbroken" in text(page)


def test_a_rewritten_entry_is_named(desk, order):
    entry = Entry.objects.filter(thread=f"need:{order.need_id}").first()
    with connection.cursor() as cursor:
        unguard(cursor)
        cursor.execute("UPDATE journal_entry SET reason = 'x' WHERE id = %s", [entry.pk])
    page = look_up(desk, order.need.number)
    assert [flaw.row for flaw in page.context["flaws"]] == [
        f"entry {entry.pk} (need:{order.need_id}#1)"
    ]
    assert "This journal was tampered with" in text(page)


def test_a_flaw_elsewhere_is_not_blamed_on_this_need(desk, order, scene):
    other = scene.posted(resident=makers.make_resident(scene.community))
    with connection.cursor() as cursor:
        unguard(cursor)
        cursor.execute(
            "UPDATE journal_entry SET reason = 'x' WHERE thread = %s", [f"need:{other.pk}"]
        )
    assert look_up(desk, order.need.number).context["flaws"] == []
    assert look_up(desk, other.number).context["flaws"] != []


@pytest.mark.parametrize(
    "q", ["XQ-20260101-9999", "<script>alert(1)</script>", "%", "'; --", "   "]
)
def test_a_number_of_nothing_finds_nothing(q, desk, order):
    page = look_up(desk, q)
    assert (page.status_code, page.context["need"]) == (200, None)
    assert "<script>alert" not in text(page)


@pytest.mark.parametrize("q", ["\x00", TOO_LONG, ""])
def test_what_is_no_number_is_said(q, desk):
    page = look_up(desk, q)
    assert page.context["form"].errors["q"]


def test_a_need_of_another_district_is_not_found(order, as_user):
    stranger = makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320102"))
    page = look_up(as_user(stranger), order.need.number)
    assert page.context["need"] is None


def unguard(cursor) -> None:
    """Somebody who owns the database takes the guard away first."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        return
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')
