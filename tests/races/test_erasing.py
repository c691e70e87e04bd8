"""A word in the very moment of an erasure: it was looked at before, and would be written after."""

from threading import Event

import pytest

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.households.models import Resident
from marketplace.journeys.erase_resident import erase_resident
from marketplace.needs.models import Need
from marketplace.satisfaction import actions
from marketplace.satisfaction.models import Complaint
from tests import makers
from tests.makers import NOW
from tests.races.guards import drop_trigger, told
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

SECONDS = 20


def complain_while_it_is_erased(monkeypatch) -> list:
    """Whoever complains has seen that nothing is erased yet, and writes when it is."""
    need = makers.make_need("withdrawn", outcome="withdrawn")
    officer = makers.make_staff(Role.SUBDISTRICT_OFFICER, need.community.subdistrict)
    looked, erased, look = Event(), Event(), actions.ensure_not_erased

    def look_and_wait(seen: Need) -> None:
        look(seen)
        looked.set()
        assert erased.wait(SECONDS)

    def complain() -> Complaint:
        return actions.complain(Need.objects.get(pk=need.pk), text="没人来", by=None, at=NOW)

    def erase() -> Resident:
        assert looked.wait(SECONDS)
        try:
            by = User.objects.get(pk=officer.pk)
            return erase_resident(need.resident, reason="本人要求删除", by=by, at=NOW)
        finally:
            erased.set()

    monkeypatch.setattr(actions, "ensure_not_erased", look_and_wait)
    return race([complain, erase])


def test_no_word_is_written_about_somebody_who_is_being_erased(monkeypatch):
    assert told(complain_while_it_is_erased(monkeypatch)) == {"resident_erased": 1, "done": 1}
    assert Resident.objects.get().erased_at
    assert not Complaint.objects.exists()


def test_without_the_trigger_it_would_be_written(monkeypatch):
    drop_trigger("satisfaction_none_of_the_erased")
    assert told(complain_while_it_is_erased(monkeypatch)) == {"done": 2}
    assert Complaint.objects.get().text
