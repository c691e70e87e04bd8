"""A ban is decided while the organization sends its bid, or while it is chosen: whoever commits first is right,
and no bid and no award comes after a ban. Two hundred times over, and once in the worst order there is."""

from collections import Counter
from threading import Event

import pytest
from django.db import connection, transaction

from marketplace.bans import actions as bans
from marketplace.bans.choices import BanState
from marketplace.bans.models import Ban
from marketplace.bids import actions as bids
from marketplace.bids.actions import submitting
from marketplace.bids.models import Bid
from marketplace.contracts.choices import AwardState
from marketplace.contracts.models import Award
from marketplace.journal import changing
from marketplace.journeys.approve_award import approve_award
from tests import makers
from tests.bans.makers import make_ban
from tests.contracts.makers import Tendered
from tests.makers import NOW
from tests.makers_projects import Tendering, a_content, make_bidder
from tests.panels.makers import make_project
from tests.races.guards import execute, told, unlock_trigger
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

AT_ONCE, ROUNDS = 10, 5
PATIENCE = 2
# A row each as the transaction commits: inside the locks it holds, if it holds any.
LOG = """
CREATE TABLE race_commits (what text, organization bigint, at timestamptz);
CREATE FUNCTION race_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO race_commits VALUES (TG_TABLE_NAME, NEW.organization_id, clock_timestamp()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER race_bid AFTER INSERT ON bids_bid DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION race_commit();
CREATE CONSTRAINT TRIGGER race_ban AFTER UPDATE ON bans_ban DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.state = 'in_force') EXECUTE FUNCTION race_commit();
"""


class Rivals:
    """Somebody about to send a bid, and an officer about to ban them."""

    def __init__(self, project, failed, officer) -> None:
        self.organization, self.manager = make_bidder()
        self.draft = bids.save_draft(
            project, self.organization, a_content(), by=self.manager, at=NOW
        )
        self.ban = make_ban(self.organization, failed, state=BanState.NOTICED)
        self.ban.statement, self.ban.stated_at = "无异议", NOW
        self.ban.save()
        self.officer = officer

    def bid(self) -> Bid:
        return bids.submit_bid(self.draft, by=self.manager)

    def decide(self) -> Ban:
        return bans.decide_ban(
            Ban.objects.get(pk=self.ban.pk), decision="禁止", by=self.officer, at=NOW
        )


@pytest.fixture
def rivals():
    """As many pairs as one asks for."""
    with transaction.atomic():
        tendering = Tendering()
        failed = tendering.approved()
        project = tendering.released()
        officer = makers.make_staff("bureau_officer")
    execute(LOG)

    def make(count: int) -> list[Rivals]:
        with transaction.atomic():
            return [Rivals(project, failed, officer) for _ in range(count)]

    return make


def breaches(what: str = "bids_bid") -> int:
    """Bids, or awards, that committed after the ban of their organization."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM race_commits bid JOIN race_commits ban USING (organization) "
            "WHERE bid.what = %s AND ban.what = 'bans_ban' AND ban.at < bid.at",
            [what],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("turn", range(4))
def test_no_bid_comes_after_a_ban_fifty_times_over(rivals, turn):
    ended: Counter[str] = Counter()
    for _ in range(ROUNDS):
        pairs = rivals(AT_ONCE)
        runners = [runner for one in pairs for runner in (one.bid, one.decide)]
        ended += told(race(runners if turn % 2 else runners[::-1]))
    assert Ban.objects.filter(state=BanState.IN_FORCE).count() == ROUNDS * AT_ONCE
    assert ended == {
        "done": ROUNDS * AT_ONCE + Bid.objects.count(),
        "banned": ROUNDS * AT_ONCE - Bid.objects.count(),
    }
    assert breaches() == 0


class Chosen:
    """Somebody whose award is about to be approved, and an officer about to ban them."""

    def __init__(self) -> None:
        self.tendered = Tendered()
        self.award = self.tendered.proposed()
        self.ban = make_ban(self.tendered.organization, make_project(), state=BanState.NOTICED)
        self.ban.statement, self.ban.stated_at = "无异议", NOW
        self.ban.save()

    def approve(self) -> Award:
        award = Award.objects.get(pk=self.award.pk)
        return approve_award(award, by=makers.fresh(self.tendered.second), at=NOW)

    def decide(self) -> Ban:
        ban, by = Ban.objects.get(pk=self.ban.pk), makers.fresh(self.tendered.third_officer)
        return bans.decide_ban(ban, decision="禁止", by=by, at=NOW)


LOG_OF_AWARDS = """
CREATE FUNCTION race_award_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO race_commits SELECT 'contracts_award', b.organization_id, clock_timestamp()
FROM bids_bid b WHERE b.id = NEW.bid_id; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER race_award AFTER UPDATE ON contracts_award DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.state = 'approved') EXECUTE FUNCTION race_award_commit();
"""


@pytest.mark.parametrize("turn", range(4))
def test_no_award_comes_after_a_ban_fifty_times_over(turn):
    execute(LOG)
    execute(LOG_OF_AWARDS)
    ended: Counter[str] = Counter()
    for _ in range(ROUNDS):
        with transaction.atomic():
            pairs = [Chosen() for _ in range(AT_ONCE)]
        runners = [runner for one in pairs for runner in (one.approve, one.decide)]
        ended += told(race(runners if turn % 2 else runners[::-1]))
    approved = Award.objects.filter(state=AwardState.APPROVED).count()
    assert ended == {"done": ROUNDS * AT_ONCE + approved, "banned": ROUNDS * AT_ONCE - approved}
    assert breaches("contracts_award") == 0


def in_the_worst_order(one: Rivals, monkeypatch) -> list[object]:
    """The bid is written; before it commits, the officer decides, if nothing makes them wait."""
    written, decided = Event(), Event()
    genuine = submitting.record

    def pausing(*args, **kwargs):
        genuine(*args, **kwargs)
        written.set()
        decided.wait(PATIENCE)

    def decide():
        written.wait(20)
        ban = one.decide()
        decided.set()
        return ban

    monkeypatch.setattr(submitting, "record", pausing)
    return race([one.bid, decide])


def test_a_ban_waits_for_the_bid_that_is_being_written(rivals, monkeypatch):
    assert told(in_the_worst_order(*rivals(1), monkeypatch)) == {"done": 2}
    assert breaches() == 0


def test_without_the_queue_a_bid_would_come_after_the_ban(rivals, monkeypatch):
    for trigger in ("bids_not_of_the_banned", "bans_ban_step"):
        unlock_trigger(trigger)
    monkeypatch.setattr(changing, "lock", lambda thing, *related: thing.refresh_from_db())
    assert told(in_the_worst_order(*rivals(1), monkeypatch)) == {"done": 2}
    assert breaches() == 1


def test_the_trigger_alone_makes_a_ban_wait(rivals, monkeypatch):
    """What writes past the actions queues as well."""
    monkeypatch.setattr(changing, "lock", lambda thing, *related: thing.refresh_from_db())
    assert told(in_the_worst_order(*rivals(1), monkeypatch)) == {"done": 2}
    assert breaches() == 0
