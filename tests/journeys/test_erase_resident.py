"""Erasing somebody: nothing of them is left anywhere, what stays says nothing, and who may when."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from marketplace.accounts.choices import Role
from marketplace.api.models import Answered
from marketplace.clockwork.ticking import tick
from marketplace.households.models import Resident
from marketplace.journal.models import Entry
from marketplace.journal.queries import verify
from marketplace.journeys.close_need import close_need
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.erase_resident import erase_resident, in_the_way
from marketplace.journeys.reopen_need import reopen_need
from marketplace.kernel.encryption import encrypted_fields, encrypted_models
from marketplace.kernel.errors import Gone, Hidden, NotAllowed, RuleBroken
from marketplace.kernel.forgetting import forgetters
from marketplace.needs.models import Need
from marketplace.needs.queries import by_follow_code
from marketplace.organizations.models import Membership
from marketplace.satisfaction.actions import ask_about_data, complain
from marketplace.satisfaction.models import Complaint, Verdict
from marketplace.supervision.actions import acknowledge
from marketplace.supervision.models import Alert
from marketplace.workorders.models import Visit, VisitPhoto
from tests import makers
from tests.holdings import Life, of_residents, texts_of
from tests.households.people import leaks
from tests.makers import later

pytestmark = pytest.mark.django_db

CANARY = "金丝雀在唱歌"
REASON = "本人书面要求删除"
THEN = later(days=40)

# What may stay, and why nothing of anybody is in it.
KEPT = {
    "households.Lookup.digest": "nothing can be read in it; the row goes",
    "households.Consent.notice_version": "which text was shown: a version, written by the code",
    "households.Reveal.fields": "names of fields, from a closed list",
    "households.Reveal.reason": "refused with anything personal in it (clean_reason)",
    "needs.Need.missing": "codes, from a closed list",
    "workorders.VisitPhoto.image": "a random name; the row goes, and the file with it",
    "dispatch.Proposal.terms": "points by name, written by the engine",
    "dispatch.Proposal.facts": "metres, places and answers, written by the engine",
    "dispatch.Proposal.runner_up": "another provider, written by the engine",
    "dispatch.Proposal.not_offered": "a code",
    "dispatch.Unserved.reasons": "counts by code, written by the engine",
    "dispatch.HandCost.instead_of": "another provider, written by the engine",
    "dispatch.HandCost.set_aside": "codes, from a closed list",
    "dispatch.HandCost.served": "counts by tag, written by the engine",
    "wishes.MicroWish.adopter_code": "a random code, of whoever gave something",
    "api.Answered.key": "of the client's own making, ASCII only; gone after a day",
    "api.Answered.request_digest": "keyed: nothing can be read in it",
}

# Sealed as well, and never about a resident.
NOT_ABOUT_RESIDENTS = {
    "bids.BidDraft": "what an organization offers, gone when it is sent",
    "bids.DraftAttachment": "a file of that offer",
    "organizations.Organization": "where an organization is paid",
}


@pytest.fixture
def life(db, settings, tmp_path) -> Life:
    """Everything about her is over; an officer may erase her."""
    settings.MEDIA_ROOT = tmp_path
    life = Life()
    steward = life.scene.steward
    order = confirm_order(life.order, by=steward, at=later(days=2))
    close_need(order.need, outcome="met", by=steward, at=later(days=2))
    for alert in Alert.objects.all():
        acknowledge(alert, by=life.scene.officer, at=later(days=2))
    return life


def erase(life: Life, *, by=None) -> Resident:
    by = by or life.scene.officer
    return erase_resident(life.her, reason=REASON, by=by, at=THEN)


def name_of(model: type[models.Model], field: str) -> str:
    return f"{model._meta.label}.{field}"


def plant() -> set[str]:
    """A canary in every column of every table about residents in which words may stand."""
    planted = set()
    for model in (*of_residents(), Answered):
        for field in texts_of(model):
            if name_of(model, field) in KEPT:
                continue
            assert model.objects.exists(), f"a Life has no {model._meta.label}: let it have one"
            model.objects.update(**{field: _canary(model._meta.get_field(field))})
            planted.add(name_of(model, field))
    Answered.objects.update(body=json.dumps({"number": Need.objects.get().number, "name": CANARY}))
    return planted


def _canary(field: models.Field) -> object:
    if isinstance(field, models.JSONField):
        return [CANARY]
    return CANARY[: getattr(field, "max_length", None)]


def every_sealed_column() -> set[str]:
    return {
        name_of(model, field)
        for model in encrypted_models()
        for field in encrypted_fields(model)
        if model._meta.label not in NOT_ABOUT_RESIDENTS
    }


def sung() -> set[str]:
    """Where a canary is heard: in any table as it is stored, and in any column that our keys open."""
    heard = {table for table, rows in everything_stored() if CANARY in rows}
    for model in encrypted_models():
        for row in model.objects.all():
            for name in encrypted_fields(model):
                if CANARY in as_read(getattr(row, name)):
                    heard.add(name_of(model, name))
    return heard


def everything_stored() -> Iterator[tuple[str, str]]:
    """Each table and its rows, as whoever copies the database reads them."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, as_read(repr(cursor.fetchall()))


def as_read(text: str) -> str:
    """Also where it is JSON of ASCII letters only."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), text)


def files() -> list[Path]:
    return [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()]


# -- nothing is left ------------------------------------------------------------------------------


def test_a_canary_in_every_column_and_file_is_heard_nowhere_after(
    life, django_capture_on_commit_callbacks
):
    plant()
    assert sung() >= every_sealed_column()
    assert files(), "there is a picture"
    with django_capture_on_commit_callbacks(execute=True):
        erase(life)
    assert (sung(), files()) == (set(), [])


def test_whatever_is_sealed_anywhere_is_planted_and_what_stays_is_no_more_than_it_must(life):
    """A future room with words about residents fails here until the journey knows it."""
    holders = (*of_residents(), Answered)
    columns = {name_of(model, field) for model in holders for field in texts_of(model)}
    assert every_sealed_column() <= plant()
    assert set(KEPT) <= columns


def test_no_row_tells_in_the_clear_what_is_on_record_about_her(life):
    erase(life)
    assert {table for table, rows in everything_stored() if leaks(rows)} == set()


def test_what_stays_tells_that_there_was_help_and_not_whose(life):
    erase(life)
    need, verdict = Need.objects.get(), Verdict.objects.get()
    assert (need.state, need.outcome, need.community) == ("closed", "met", life.scene.community)
    assert verdict.score == 4
    assert Visit.objects.get().checked_in_at
    assert need.resident.consents.count() == 2
    assert need.resident.reveals.count() == 1
    assert list(verify()) == []


def test_the_journal_says_who_erased_when_and_why(life):
    erase(life)
    entry = Entry.objects.get(verb="erase_resident")
    assert (entry.actor, entry.at, entry.reason) == (life.scene.officer, THEN, REASON)
    assert Entry.objects.filter(verb="erase_words", thread=f"need:{life.need.pk}").count() == 1
    told = json.dumps(list(Entry.objects.values()), default=str, ensure_ascii=False)
    assert not leaks(told)


def test_a_picture_that_could_not_be_removed_is_removed_by_the_next_tick(
    life, monkeypatch, django_capture_on_commit_callbacks
):
    storage = VisitPhoto.objects.get().image.storage

    def refuse(name):
        raise OSError("read only")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "delete", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            erase(life)
    assert files()
    tick(at=THEN, rounds=False)
    assert (files(), VisitPhoto.objects.count()) == ([], 0)


def test_a_kept_answer_is_not_told_again_and_has_no_second_effect(life):
    other = Answered.objects.get()
    other.pk, other.key, other.body = None, "about-somebody-else", '{"number": "XQ-20200101-0001"}'
    other.save()
    erase(life)
    about_her, about_another = Answered.objects.order_by("pk")
    assert (about_her.status, json.loads(about_her.body)["code"]) == (410, "request_erased")
    assert (about_another.status, about_another.body) == (201, other.body)


def test_whatever_keeps_words_outside_of_the_rooms_can_forget():
    """An encrypted column in a face, which the journey cannot call, has a `forgetting` beside it."""
    rooms = {name.removeprefix("marketplace.") for name in settings.ROOMS}
    faces = {model._meta.app_label for model in encrypted_models()} - rooms
    assert faces == {forget.__module__.split(".")[1] for forget in forgetters()}


# -- who may, and when ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.STEWARD, NotAllowed),
        (Role.COMMUNITY_STAFF, NotAllowed),
        (Role.HOTLINE_OPERATOR, NotAllowed),
        (Role.DISPATCHER, NotAllowed),
        (Role.EVALUATOR, Hidden),
    ],
)
def test_only_officers_erase_and_nothing_happens_for_others(role, kind, life):
    with pytest.raises(kind), transaction.atomic():
        erase(life, by=makers.make_staff(role, makers.make_district()))
    assert Resident.objects.get(pk=life.her.pk).erased_at is None
    assert Verdict.objects.get().comment


def test_an_open_need_stands_in_the_way(life):
    need = life.scene.posted(at=later(days=3))
    (obstacle,) = in_the_way(life.her)
    assert obstacle.needs == [need]
    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        erase(life)
    assert (refused.value.code, need.number in str(refused.value)) == ("not_erased_open", True)
    assert Verdict.objects.get().comment, "nothing was erased"


def test_a_complaint_that_waits_stands_in_the_way_and_a_wish_to_be_erased_does_not(life):
    complain(life.need, text="来得太晚", by=None, at=later(days=3))
    with pytest.raises(RuleBroken, match="not_erased_complaint"), transaction.atomic():
        erase(life)
    Complaint.objects.update(state="answered")
    asked = ask_about_data(life.need, about="erasure", by=None, at=later(days=3))
    erase(life)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("answered", life.scene.officer)


def test_a_sign_of_danger_that_nobody_looked_at_stands_in_the_way(life):
    Alert.objects.update(seen_at=None, seen_by=None)
    with pytest.raises(RuleBroken, match="not_erased_incident"), transaction.atomic():
        erase(life)


def test_somebody_who_has_found_work_with_the_provider_since_does_not_stop_it(life):
    verdict = Verdict.objects.get()
    Verdict.objects.filter(pk=verdict.pk).update(asked_by=life.scene.steward, channel="phone")
    organization = verdict.work_order.offers.get().service.organization
    Membership.objects.create(user=life.scene.steward, organization=organization, role="worker")
    erase(life)
    assert Verdict.objects.get().comment == ""


# -- nothing comes back ---------------------------------------------------------------------------


def test_nothing_more_is_said_or_done_about_somebody_erased(life):
    erase(life)
    need = Need.objects.get()
    for more in (
        lambda: complain(need, text="又来了", by=life.scene.steward, at=THEN),
        lambda: ask_about_data(need, about="erasure", by=None, at=THEN),
        lambda: reopen_need(need, reason="又需要", by=life.scene.steward, at=later(days=10)),
    ):
        with pytest.raises(RuleBroken, match="resident_erased"), transaction.atomic():
            more()
    with pytest.raises(Gone):
        by_follow_code(need.follow_code)


def test_the_database_keeps_no_word_about_somebody_erased(life):
    erase(life)
    need = Need.objects.get()
    new = Need(**{f.attname: getattr(need, f.attname) for f in Need._meta.fields if f.name != "id"})
    new.number, new.follow_code = "XQ-TEST-1", "ANOTHERCODE1"
    for write in (
        lambda: new.save(force_insert=True),
        lambda: Need.objects.update(note="又写"),
        lambda: Need.objects.update(description="又写"),
        lambda: Need.objects.filter(pk=need.pk).update(state="approved", ended_at=None),
        lambda: Complaint.objects.create(need=need, text="又写", received_at=THEN),
    ):
        with pytest.raises(IntegrityError, match="erased"), transaction.atomic():
            write()
