from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from marketplace.journal.changing import change, code_of, codes_of, lock
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden
from marketplace.needs.choices import NeedState
from tests import makers
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def test_a_change_is_saved_and_told_before_and_after():
    need, user = makers.make_need(), makers.make_user()
    old = need.owner
    change(need, "hand_over", by=user, at=NOW, reason="休假", also={"times": 1}, owner=user)
    need.refresh_from_db()
    assert need.owner == user
    entry = thread_of(need).get()
    assert (entry.verb, entry.reason) == ("hand_over", "休假")
    assert entry.changes == {"times": 1, "owner": [old.pk, user.pk]}


def test_texts_about_a_person_are_saved_and_not_told():
    need = makers.make_need()
    change(need, "amend", by=None, at=NOW, unsaid=["description"], description="住三楼的王奶奶")
    need.refresh_from_db()
    assert need.description == "住三楼的王奶奶"
    assert thread_of(need).get().changes == {}


def test_what_is_locked_is_what_the_database_says():
    need = makers.make_need()
    stale = type(need).objects.get(pk=need.pk)
    change(need, "triage", by=None, at=NOW, state=NeedState.TRIAGED)
    with transaction.atomic():
        lock(stale, "community", "tag")
    assert stale.state == NeedState.TRIAGED


def test_what_is_gone_is_hidden():
    draft = makers.make_need(NeedState.DRAFT)
    stale = type(draft).objects.get(pk=draft.pk)
    draft.delete()
    with pytest.raises(Hidden), transaction.atomic():
        lock(stale)


def test_the_journal_holds_codes_ids_and_moments():
    need = makers.make_need()
    assert codes_of(need, "state", "owner", "reported_at") == {
        "state": "submitted",
        "owner": need.owner_id,
        "reported_at": NOW.isoformat(),
    }
    values = [need, NeedState.CLOSED, NOW, date(2026, 1, 2), [need, None], "x", 3, None]
    values.append(Decimal("2.50"))
    assert [code_of(value) for value in values] == [
        need.pk,
        "closed",
        NOW.isoformat(),
        "2026-01-02",
        [need.pk, None],
        "x",
        3,
        None,
        "2.50",
    ]
    assert code_of(NOW + timedelta(seconds=1)) != code_of(NOW)
