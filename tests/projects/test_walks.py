"""A random walk through a year of tendering: whoever tries whatever, nothing moves but along the tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import models, transaction

from marketplace.accounts.models import User
from marketplace.bans import actions as bans
from marketplace.bans.lifecycle import BAN
from marketplace.bans.models import Ban
from marketplace.bids import actions as bids
from marketplace.bids.lifecycle import BID
from marketplace.bids.models import Bid, BidDraft, Opening, OpeningKey
from marketplace.journal.models import Entry
from marketplace.journeys.open_bids import open_bids
from marketplace.journeys.release_batch import release_batch
from marketplace.kernel.errors import Refusal
from marketplace.kernel.lifecycle import Lifecycle
from marketplace.kernel.sealing import Share
from marketplace.organizations.models import Organization
from marketplace.projects import actions as projects
from marketplace.projects.lifecycle import PROJECT
from marketplace.projects.models import Amendment, Clarification, Project, ProjectBatch
from tests import makers
from tests.clock import stop_clock
from tests.depth import tries
from tests.makers import NOW
from tests.makers_projects import a_content, a_plan, make_bidder

pytestmark = pytest.mark.django_db
STEPS = tries(600, thorough=2000)
LED: tuple[tuple[type[models.Model], Lifecycle], ...] = (
    (Project, PROJECT),
    (Bid, BID),
    (Ban, BAN),
)
COUNTED = (ProjectBatch, OpeningKey, BidDraft, Opening, Clarification, Amendment)


@dataclass
class Town:
    """Everybody who may try, what they know, and what time it is."""

    dice: Random
    at: datetime = NOW
    shares: dict[tuple[int, int], Share] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.district = makers.make_district()
        self.bidders: list[tuple[Organization, User]] = [make_bidder() for _ in range(5)]
        officers = [makers.make_staff("bureau_officer") for _ in range(3)]
        others = [makers.make_staff(role) for role in ("dispatcher", "evaluator", "steward")]
        abroad = makers.make_staff("bureau_officer", makers.make_district("320102"))
        root = makers.make_user(is_superuser=True, is_staff=True)
        self.people = [*officers * 3, *others, abroad, root, *(one for _, one in self.bidders)]
        stop_clock(self.at)

    def one(self, model: type[models.Model], **fields: Any) -> Any:
        """Any of them; the walk goes elsewhere where there is none."""
        found = list(model._default_manager.filter(**fields).order_by("pk"))
        if not found:
            raise LookupError
        return self.dice.choice(found)

    def bidder(self) -> tuple[Organization, User]:
        return self.dice.choice(self.bidders)

    def share(self, batch: ProjectBatch, by: User) -> str:
        known = [*self.shares.values(), Share()]
        mine = self.shares.get((batch.pk, by.pk))
        return (mine if mine and self.dice.random() < 0.8 else self.dice.choice(known)).text

    # what can be tried

    def plan_batch(self, by: User) -> None:
        projects.plan_batch(self.district, year=2027, by=by, at=self.at)

    def plan(self, by: User) -> None:
        if self.dice.random() < 0.2:
            projects.plan_project(self.one(ProjectBatch), a_plan(), by=by, at=self.at)

    def approve(self, by: User) -> None:
        projects.approve_project(self.one(Project), by=by, at=self.at)

    def send_back(self, by: User) -> None:
        projects.send_back_project(self.one(Project), reason="重写", by=by, at=self.at)

    def make_share(self, by: User) -> None:
        batch = self.one(ProjectBatch)
        self.shares[batch.pk, by.pk] = bids.make_share(batch, by=by, at=self.at)

    def prove(self, by: User) -> None:
        batch = self.one(ProjectBatch)
        bids.prove_share(batch, share=self.share(batch, by), by=by, at=self.at)

    def release(self, by: User) -> None:
        until = self.at + timedelta(days=self.dice.choice((5, 21, 30)))
        release_batch(self.one(ProjectBatch), bids_until=until, by=by, at=self.at)

    def cancel(self, by: User) -> None:
        if self.dice.random() < 0.02:
            projects.cancel_project(self.one(Project), reason="取消", by=by, at=self.at)

    def plan_again(self, by: User) -> None:
        projects.plan_project_again(self.one(Project), by=by, at=self.at)

    def amend(self, by: User) -> None:
        projects.amend_project(self.one(Project), text="变更", by=by, at=self.at)

    def ask(self, by: User) -> None:
        organization, _manager = self.bidder()
        projects.ask_question(self.one(Project), organization, question="何时？", by=by, at=self.at)

    def bid(self, by: User) -> None:
        """By whoever manages it, or by somebody else who tries."""
        organization, manager = self.bidder()
        author = manager if self.dice.random() < 0.8 else by
        project = self.one(Project)
        with transaction.atomic():
            draft = bids.save_draft(project, organization, a_content(), by=author, at=self.at)
            bids.submit_bid(draft, by=author)

    def withdraw(self, by: User) -> None:
        bids.withdraw_bid(self.one(Bid), by=by)

    def give_first(self, by: User) -> None:
        batch = self.one(ProjectBatch)
        bids.give_first_share(batch, share=self.share(batch, by), by=by)

    def give_second(self, by: User) -> None:
        opening = self.one(Opening)
        open_bids(opening, share=self.share(opening.batch, by), by=by)

    def admit(self, by: User) -> None:
        bids.admit_bid(self.one(Bid), by=by, at=self.at)

    def exclude(self, by: User) -> None:
        bids.exclude_bid(self.one(Bid), reason="缺资质", by=by, at=self.at)

    def propose_ban(self, by: User) -> None:
        satisfied = self.dice.randint(0, 12)
        bans.propose_ban(
            self.bidder()[0],
            self.one(Project),
            trigger="final",
            satisfied=satisfied,
            valid=20,
            clients=40,
            by=by,
            at=self.at,
        )

    def give_notice(self, by: User) -> None:
        bans.give_notice(self.one(Ban), notice="告知", by=by, at=self.at)

    def decide_ban(self, by: User) -> None:
        bans.decide_ban(self.one(Ban), decision="决定", by=by, at=self.at)

    def appeal(self, by: User) -> None:
        bans.appeal_ban(self.one(Ban), appeal="申诉", by=by, at=self.at)

    def uphold(self, by: User) -> None:
        bans.uphold_ban(self.one(Ban), answer="维持", by=by, at=self.at)

    def ask_lifting(self, by: User) -> None:
        bans.ask_lifting(self.one(Ban), reason="更正", by=by, at=self.at)

    def lift(self, by: User) -> None:
        bans.lift_ban(self.one(Ban), by=by, at=self.at)

    @property
    def tries(self) -> list[Callable[[User], None]]:
        mine = type(self)
        names = [
            name
            for name in vars(mine)
            if not name.startswith("_") and name not in ("one", "bidder", "share", "tries")
        ]
        tries = [getattr(self, name) for name in sorted(names) if callable(getattr(self, name))]
        # What takes several people before anything follows from it is tried more often.
        often = [self.approve, self.make_share, self.prove, self.release, self.bid, self.bid]
        return [*tries, *often * 4, *[self.give_first, self.give_second, self.admit] * 3]


def standing() -> tuple[dict, list[int]]:
    """The state of everything that has one, and how many of the rest there are."""
    states = {
        (model._meta.label, pk): state
        for model, _table in LED
        for pk, state in model._default_manager.values_list("pk", "state")
    }
    return states, [model._default_manager.count() for model in (*COUNTED, Entry)]


def ways(lifecycle: Lifecycle) -> set[tuple[str, str]]:
    return {(source, step.target) for step in lifecycle.steps for source in step.sources}


def test_nothing_moves_but_along_the_tables_and_a_refusal_changes_nothing():
    town = Town(Random(5))
    known = {model._meta.label: ways(table) for model, table in LED}
    before, done = standing(), set()
    for _step in range(STEPS):
        town.at += timedelta(hours=town.dice.choice((0, 0, 0, 1, 1, 7, 60)))
        stop_clock(town.at)
        step, by = town.dice.choice(town.tries), makers.fresh(town.dice.choice(town.people))
        try:
            step(by)
        except LookupError:
            continue
        except Refusal:
            assert standing() == before, step
            continue
        after = standing()
        for at, state in after[0].items():
            was = before[0].get(at, state)
            assert was == state or (was, state) in known[at[0]], (step, was, state)
        assert set(before[0]) <= set(after[0]), "nothing disappears"
        before = after
        done.add(step.__name__)
    assert {"bid", "release", "give_second"} <= done, f"the walk got nowhere: {sorted(done)}"
