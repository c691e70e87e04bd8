"""A project that went badly, the officers of its district, and a desk clock that a test moves."""

import pytest

from marketplace.bans import actions
from marketplace.bans.choices import Trigger
from tests import makers
from tests.makers import NOW
from tests.makers_projects import Tendering, make_bidder
from tests.stopping import stop_the_clock


class Badly:
    """499 of 1000 satisfied: proposed, noticed, or decided."""

    def __init__(self) -> None:
        tendering = Tendering()
        self.project = tendering.released()
        self.organization, self.manager = make_bidder()
        self.first, self.second = tendering.author, tendering.second

    def proposed(self):
        return actions.propose_ban(
            self.organization,
            self.project,
            trigger=Trigger.FINAL,
            satisfied=499,
            valid=1000,
            clients=1200,
            by=None,
            at=NOW,
        )

    def noticed(self):
        return actions.give_notice(
            self.proposed(), notice="满意率49.9%，拟禁止竞标三年。", by=self.first, at=NOW
        )

    def stated(self):
        return actions.state_view(
            self.noticed(), statement="冬季停课，无法上门。", by=self.manager, at=NOW
        )

    def decided(self):
        return actions.decide_ban(self.stated(), decision="禁止三年。", by=self.second, at=NOW)

    def appealed(self):
        return actions.appeal_ban(self.decided(), appeal="样本有误。", by=self.manager, at=NOW)


@pytest.fixture(autouse=True)
def desk_time(monkeypatch):
    stop_the_clock(monkeypatch, NOW)


@pytest.fixture
def badly():
    return Badly()


@pytest.fixture
def first(as_user, badly):
    return as_user(makers.fresh(badly.first))


@pytest.fixture
def second(as_user, badly):
    return as_user(makers.fresh(badly.second))
