"""The bureau's two officers before a batch, under a clock that stands still at NOW."""

import re

import pytest

from marketplace.accounts.choices import Role
from marketplace.kernel.clock import moment_of_database
from tests import makers
from tests.clock import stop_clock
from tests.makers import NOW
from tests.makers_projects import Tendering
from tests.stopping import Clock, stop_the_clock


@pytest.fixture
def desk_time():
    """In place of the desk's own: here every page asks the one clock."""


@pytest.fixture(autouse=True)
def clock(db, monkeypatch) -> Clock:
    stop_clock(NOW)
    return stop_the_clock(monkeypatch, NOW)


@pytest.fixture
def officers(tendering, as_user):
    """Both of them, signed in."""
    users = [makers.fresh(user) for user in (tendering.author, tendering.second)]
    return [(as_user(user), user) for user in users]


@pytest.fixture
def both_clocks(clock, officers):
    """Moves the pages' clock and the database's; whoever comes back after days signs in again."""

    def move(moment):
        clock.at = stop_clock(moment)
        assert moment_of_database() == moment
        for browser, user in officers:
            browser.force_login(user)

    return move


@pytest.fixture
def tendering() -> Tendering:
    return Tendering()


@pytest.fixture
def author(officers):
    return officers[0][0]


@pytest.fixture
def second(officers):
    return officers[1][0]


@pytest.fixture
def stranger(as_user):
    """An officer of another district."""
    return as_user(makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320102")))


@pytest.fixture
def others(as_user):
    """Everybody who has no business at this desk."""
    district = makers.make_district()
    staff = [Role.STEWARD, Role.SUBDISTRICT_OFFICER, Role.DISPATCHER, Role.HOTLINE_OPERATOR]
    users = [makers.make_staff(role, district) for role in staff]
    return [as_user(user) for user in (*users, makers.make_member(), makers.make_user())]


def text(page) -> str:
    return page.content.decode()


def main_of(page) -> str:
    """What the page says; the token of a form differs from answer to answer."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text(page).partition("<main")[2])
