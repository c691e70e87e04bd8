"""One resident, whose every value is a canary, goes the whole way of a need, with mishaps and refusals.

At the end everything that was written on the way is read: logs down to each statement of SQL, mails, the
journal, the cache, sessions, addresses, pages that say no, and whatever lies in the database in the clear.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings
from wagtail.snippets.models import get_snippet_models

from marketplace.accounts.models import User
from marketplace.desks.staff import residents
from marketplace.households.models import Resident
from marketplace.journal.models import Entry
from marketplace.kernel.discretion import Discreet
from marketplace.kernel.encryption import encrypted_models
from marketplace.needs.models import Need
from marketplace.workorders.models import Offer
from tests import makers
from tests.households.people import ADDRESS, HER, leaks
from tests.stopping import Clock, stop_the_clock
from tests.stories.people import Person
from tests.stories.street import Street

WORDS = f"{HER['name']}住{ADDRESS}，电话{HER['phone']}"
# The catalogue of needs has this word too.
ON_THE_LIST = {"服药"}
NEEDED = f"{WORDS}，自己洗澡站不稳"


class Listener(logging.Handler):
    """Every line of every logger, as it was said and as the house would write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []
        self.written: list[str] = []
        self.names: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(logging.Formatter().format(record))
        self.written.append(Discreet().format(record))
        self.names.add(record.name)


@contextmanager
def listening() -> Iterator[Listener]:
    """DEBUG on every logger, SQL included."""
    root, sql, listener = logging.getLogger(), logging.getLogger("django.db.backends"), Listener()
    before = root.level, sql.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    sql.setLevel(logging.DEBUG)
    connection.force_debug_cursor = True
    yield listener
    connection.force_debug_cursor = False
    root.removeHandler(listener)
    root.setLevel(before[0])
    sql.setLevel(before[1])


class Told:
    """Every address that was asked for, and every page that said no."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.refusals: list[tuple[int, str]] = []

    def watch(self, client: Client) -> Client:
        asked = client.request

        def request(**environ):
            answer = asked(**environ)
            self.addresses.append(f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}")
            # A form that comes back shows its own writer what was typed; these pages show nothing.
            if answer.status_code in (302, 403, 404, 410, 429, 500):
                self.refusals.append((answer.status_code, answer.content.decode()))
            return answer

        client.request = request
        return client


@dataclass
class Walk:
    """What was written on the way, and what was left at its end."""

    listener: Listener
    told: Told
    code: str
    places: dict[str, str]
    reasons: dict[str, str]
    kept: dict[str, str]


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker) -> Walk:
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(ADMINS=[("Admin", "admin@example.test")]),
        pytest.MonkeyPatch.context() as patch,
        listening() as listener,
    ):
        for each in caches.all():
            each.clear()
        mail.outbox = []
        told, clock = Told(), stop_the_clock(patch, makers.NOW)
        need = _go(Street.found(), clock, told, patch)
        need.refresh_from_db()
        walked = Walk(
            listener,
            told,
            need.follow_code,
            places={
                "mails": " ".join(str(one.message()) for one in mail.outbox),
                "the caches": repr([each._cache for each in caches.all()]),
                "sessions": json.dumps([one.get_decoded() for one in Session.objects.all()]),
                "the editors' desk": _seen_by_an_editor(),
                **{f"table {name}": rows for name, rows in _stored()},
            },
            reasons=dict(Entry.objects.exclude(reason="").values_list("verb", "reason")),
            kept={
                "description": need.description,
                "note": need.note,
                "declined": Offer.objects.get(state="declined").decline_note,
                "name": Resident.objects.get(pk=need.resident_id).name,
            },
        )
        transaction.set_rollback(True)
    return walked


def _stored() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, repr(cursor.fetchall())


def _seen_by_an_editor() -> str:
    """Whoever looks after words and pictures, with all rights there."""
    editor = Client()
    name = {"username": "editor", "display_name": "E"}
    editor.force_login(User.objects.create_superuser(**name, email="e@example.test", password="x"))
    pages = [
        editor.get(url) for url in ("/admin/", "/admin/users/", "/admin/reports/site-history/")
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    return " ".join(page.content.decode() for page in pages)


def _go(street: Street, clock: Clock, told: Told, patch: pytest.MonkeyPatch) -> Need:
    """The whole way by page and by code, in words that tell everything, and what goes wrong on it."""
    steward, officer, dispatcher = street.steward, street.officer, street.dispatcher
    near = street.organization("演示助浴中心", metres=800, subcategory="A3", papers="NW,HC")
    far = street.organization("演示助浴二号", metres=1600, subcategory="A3", papers="NW,HC")
    for person in (steward, officer, dispatcher, near, far, street.neighbour):
        told.watch(person.client)
    steward.signs_in()
    need = _posted(steward)
    clock.goes_on(hours=1)
    officer.signs_in()
    _approved(officer, need)
    clock.goes_on(minutes=5)
    dispatcher.signs_in()
    dispatcher.sends("Run a round")
    dispatcher.sends("Send the offers")
    _carried_out(near, far, clock)
    _heard(street.neighbour, need)
    steward.signs_in()
    officer.signs_in()
    _mishaps(steward, officer, street.neighbour, need, patch)
    _ended(steward, officer, need)
    return need


def _posted(steward: Person) -> Need:
    steward.opens("/needs/post/new/")
    steward.sends("Go on", **HER_FORM, basis="consent", notice_shown="on")
    steward.sends("Propose kinds of need from the text", need0__description=NEEDED)
    steward.sends("Go on", need0__need_type="E-L1-03", need0__at_risk="no")
    steward.sends("Post it")
    for found in (HER["name"], HER["phone"], HER["id_number"], f"{HER['name']} 7788"):
        steward.opens("/needs/post/")
        steward.sends("Search", q=found)
        assert HER["name"] in steward.words
    return Need.objects.get()


def _approved(officer: Person, need: Need) -> None:
    officer.opens(f"/needs/{need.number}/triage/")
    officer.sends("Send the decision", at_risk="no", need_type="E-L1-03", decision="approve")


def _carried_out(near: Person, far: Person, clock: Clock) -> None:
    near.signs_in()
    near.follows("Assisted bathing at home")
    near.sends("Decline", reason="other", note=WORDS)
    far.signs_in()
    far.follows("Assisted bathing at home")
    far.sends("Accept")
    far.follows("Plan the visits")
    far.sends("Plan the visits", repeat="single")
    clock.goes_on(hours=22, minutes=55)
    far.signs_in()
    far.follows("See my orders")
    far.follows("Assisted bathing at home")
    far.follows("Next visit")
    far.sends("We are here: check in", workers=far.may_choose("workers"), companion=HER["name"])
    clock.goes_on(minutes=90)
    far.sends("Check out", record=WORDS)
    far.follows("To the order")
    far.follows("Report the work as done")
    far.sends("Report the work as done")


def _heard(neighbour: Person, need: Need) -> None:
    neighbour.opens("/follow/")
    neighbour.sends("Show", code=need.follow_code)
    neighbour.follows("Say how it was")
    neighbour.sends("Send", score="1", comment=WORDS, what_next="complain")
    neighbour.follows("My data")
    neighbour.sends("Ask for it", about="erasure", text=WORDS)


def _mishaps(
    steward: Person, officer: Person, neighbour: Person, need: Need, patch: pytest.MonkeyPatch
) -> None:
    """Wrong inputs, closed doors, things that are not there, and a fault of ours."""
    file = f"/residents/{need.resident_id}"
    steward.client.post(f"{file}/reveal/", {"fields_wanted": ["phone"], "reason": WORDS})
    steward.client.post(f"{file}/reveal/", {"fields_wanted": ["id_number"], "reason": "核对身份"})
    steward.client.post(f"{file}/amend/", HER_FORM | {"phone": f"{HER['phone']}1"})
    steward.client.post(f"{file}/erase/", {"reason": WORDS})
    officer.client.post(f"{file}/erase/", {"reason": WORDS})
    steward.client.post("/needs/post/new/", {"stage": "who", **HER_FORM, "id_number": "1"})
    neighbour.client.get("/r/AAAABBBBCCCC/")
    neighbour.client.post(f"/r/{need.follow_code}/data/", {"about": "erasure", "text": WORDS})
    with patch.context() as broken:
        broken.setattr(residents, "amend_person", _fails)
        steward.client.raise_request_exception = False
        answer = steward.client.post(f"{file}/amend/", HER_FORM | {"phone": "15400000055"})
        assert answer.status_code == 500


def _fails(*args: object, **told: object) -> None:
    raise RuntimeError("something broke")


def _ended(steward: Person, officer: Person, need: Need) -> None:
    officer.opens(f"/needs/{need.number}/")
    officer.follows("Answer the complaint")
    officer.sends("Answer the complaint", answer=WORDS)
    steward.opens(f"/needs/{need.number}/")
    steward.follows("It is not done")
    steward.sends("It is not done", reason=WORDS)
    steward.follows("Withdraw the need")
    steward.sends("Withdraw the need", outcome="withdrawn", reason=WORDS)


HER_FORM = {
    **{
        name: HER[name]
        for name in ("name", "phone", "id_number", "guardian_name", "guardian_phone")
    },
    "address": ADDRESS,
    "groups": ["E"],
}


def test_no_line_of_any_log_says_whose_need_it_is(walk):
    assert {"django.db.backends", "django.request"} <= walk.listener.names
    assert any("INSERT INTO" in line for line in walk.listener.said)
    assert leaks("\n".join(walk.listener.said)) - ON_THE_LIST == set()


def test_no_line_that_is_written_holds_the_code_of_a_request(walk):
    assert any(walk.code in line for line in walk.listener.said), "it is there to be covered"
    assert not [line for line in walk.listener.written if f"/r/{walk.code}" in line]


def test_no_address_and_no_page_that_says_no_tells_anything(walk):
    assert {403, 404, 500} <= {status for status, _page in walk.told.refusals}
    assert leaks(" ".join(walk.told.addresses)) == set()
    assert leaks(" ".join(page for _status, page in walk.told.refusals)) == set()


def test_no_mail_cache_session_or_table_keeps_any_of_it_in_the_clear(walk):
    heard = {place: leaks(text) - ON_THE_LIST for place, text in walk.places.items()}
    assert {place: canaries for place, canaries in heard.items() if canaries} == {}
    assert walk.places["mails"] == "", "nobody is mailed what was typed when something broke"


def test_the_journal_hears_why_without_hearing_who(walk):
    """Staff wrote everything into every box that ends in the journal."""
    for verb in ("dispute_order", "cancel_order", "withdraw_need", "mark_unfinished"):
        assert walk.reasons[verb] == "***住***，电话***"


def test_what_people_wrote_is_kept_whole_where_it_belongs(walk):
    """So that the silence elsewhere means something."""
    kept = {"description": NEEDED, "note": WORDS, "declined": WORDS, "name": HER["name"]}
    assert walk.kept == kept


def test_the_editors_desk_has_no_table_of_people():
    assert not {*get_snippet_models()} & {*encrypted_models()}
    assert not apps.is_installed("django.contrib.admin")
