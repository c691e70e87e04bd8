"""Who edits the public site: given by the bureau to its people, ended when they hold nothing here any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.actions import editing_of, let_edit
from marketplace.accounts.choices import Editing, Role
from marketplace.clockwork.ticking import tick
from marketplace.journal.models import Entry
from marketplace.journeys.let_edit_site import end_editing_of_the_gone, let_edit_site
from marketplace.kernel.errors import Malformed, NotAllowed
from marketplace.places.actions import end_posting
from marketplace.places.models import Posting
from tests import makers
from tests.makers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return makers.make_community()


@pytest.fixture
def bureau(here):
    return makers.make_staff(Role.BUREAU_OFFICER, here.subdistrict.district)


@pytest.fixture
def steward(here):
    return makers.make_staff(Role.STEWARD, here)


def may_enter(user) -> bool:
    return makers.fresh(user).has_perm("wagtailadmin.access_admin")


@pytest.mark.parametrize("editing", Editing)
def test_it_is_given_and_taken_and_told(bureau, steward, editing):
    let_edit_site(steward, editing=Editing.PUBLISHES, by=bureau, at=NOW)
    assert may_enter(steward)
    let_edit_site(steward, editing=editing, by=bureau, at=NOW)
    assert editing_of(steward) == editing
    assert may_enter(steward) == (editing != Editing.NOTHING)
    told = Entry.objects.filter(verb="let_edit_site").order_by("id").last()
    assert told.changes["editing"][1] == editing


def test_what_is_so_already_is_not_told_again(bureau, steward):
    for _ in range(2):
        let_edit_site(steward, editing=Editing.WRITES, by=bureau, at=NOW)
    assert Entry.objects.filter(verb="let_edit_site").count() == 1


@pytest.mark.parametrize("who", ["oneself", "subdistrict", "another district", "not posted"])
def test_nobody_else_gives_it(here, bureau, steward, who):
    by, person = bureau, steward
    if who == "oneself":
        person = bureau
    if who == "subdistrict":
        by = makers.make_staff(Role.SUBDISTRICT_OFFICER, here.subdistrict)
    if who == "another district":
        by = makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320102"))
    if who == "not posted":
        person = makers.make_user()
    with pytest.raises(NotAllowed):
        let_edit_site(person, editing=Editing.WRITES, by=by, at=NOW)
    assert editing_of(person) == Editing.NOTHING


def test_there_are_three_ways_and_no_fourth(bureau, steward):
    with pytest.raises(Malformed):
        let_edit_site(steward, editing="everything", by=bureau, at=NOW)


def test_whoever_holds_nothing_here_any_more_edits_nothing(bureau, steward, here):
    staying = makers.make_staff(Role.STEWARD, here)
    for person in (steward, staying):
        let_edit_site(person, editing=Editing.PUBLISHES, by=bureau, at=NOW)
    hired = makers.make_user()
    let_edit(hired, editing=Editing.WRITES)
    today = timezone.localdate()
    end_posting(
        Posting.objects.get(user=steward),
        until_on=today + timedelta(days=1),
        reason="",
        by=bureau,
        at=timezone.now(),
    )
    assert end_editing_of_the_gone(at=timezone.now()) == 0
    tick(at=timezone.now() + timedelta(days=1), rounds=False)
    assert not may_enter(steward)
    assert may_enter(staying)
    assert may_enter(hired), "who was never posted is somebody else's to end"
    assert end_editing_of_the_gone(at=timezone.now() + timedelta(days=1)) == 0
