"""The way of a need in real browsers: phones at the door, a wall screen at the dispatch centre.

Every page on the way is photographed, has no barrier that axe finds, and never scrolls sideways.
"""

import re
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page

from marketplace.needs.models import Need
from tests import makers
from tests.browser.photograph import (
    CHROMIUM,
    Look,
    chromium,
    covered,
    overflow,
    violations,
    visitor,
)
from tests.stopping import Clock, stop_the_clock
from tests.stories.people import PASSWORD, Person
from tests.stories.street import Street

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
]

PHONE, WALL = 360, 1440
FOCUSED = """() => { const one = document.activeElement;
    return [one.name, one.value, one.innerText].filter(Boolean).join(" ") }"""


class Walker:
    """Somebody at a screen of this width. `presses` is the one big button of a page."""

    def __init__(
        self, browser: Browser, origin: str, photographs: Path, clock: Clock, *, width: int
    ) -> None:
        self.page: Page = visitor(browser, origin, Look("zh-hans"), width).new_page()
        self.clock = clock
        self.origin, self.photographs, self.width = origin, photographs, width
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def opens(self, path: str, name: str = "") -> None:
        self.page.clock.set_fixed_time(self.clock.at)
        self.page.goto(self.origin + path)
        # Only here: to look it scrolls, which whoever goes on with the keyboard would notice.
        assert covered(self.page) == [], f"{path} has what cannot be pressed"
        self.looks(name or path)

    def signs_in(self, person: Person) -> None:
        self.opens("/sign-in/")
        self.page.fill("[name=username]", person.user.username)
        self.page.fill("[name=password]", PASSWORD)
        self.presses("desk")

    def presses(self, name: str, button: str = "main .button--primary") -> None:
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        self.looks(name)

    def tabs_to(self, what: str) -> None:
        """Until the focus stands on something of this name, value or text."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if what in self.page.evaluate(FOCUSED):
                return
        raise AssertionError(f"the keyboard does not reach {what} on {self.page.url}")

    def enters(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.looks(name)

    def looks(self, name: str) -> None:
        """At the page, as whoever cannot see it well would, and as whoever keeps the pictures."""
        self.page.clock.set_fixed_time(self.clock.at)
        self.page.wait_for_load_state("load")
        file = re.sub(r"\W+", "-", f"way {name}").strip("-")
        picture = self.photographs / f"{file}.{self.width}.png"
        self.page.screenshot(path=str(picture), full_page=True, animations="disabled")
        assert overflow(self.page) <= 0, f"{name} is wider than its screen"
        assert violations(self.page) == [], name
        assert self.problems == [], name


@pytest.fixture
def clock(monkeypatch):
    # Playwright's loop runs in this thread, where Django would rather not be asked.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    return stop_the_clock(monkeypatch, makers.NOW)


@pytest.fixture
def walker(live_server, clock, photographs):
    """Opens a browser for somebody. It is closed again before the database is cleaned up."""
    with chromium() as browser:
        yield partial(Walker, browser, live_server.url, photographs, clock)
        # In the loop of the browser this thread has a connection of its own: to a copy that will be gone.
        connection.close()


def test_a_need_walks_from_the_stewards_phone_to_its_closing(walker, clock):
    street = Street.found()
    manager = street.organization("演示助浴中心", metres=800, subcategory="A3", papers="NW,HC")

    steward = walker(width=PHONE)
    steward.signs_in(street.steward)
    post_with_the_keyboard_alone(steward)
    need = Need.objects.get()

    clock.goes_on(hours=1)
    officer = walker(width=PHONE)
    officer.signs_in(street.officer)
    officer.opens(f"/needs/{need.number}/triage/", "triage")
    officer.page.check("[name=at_risk][value=no]")
    officer.page.check("[name=decision][value=approve]")
    officer.presses("approved")

    dispatcher = walker(width=WALL)
    dispatcher.signs_in(street.dispatcher)
    dispatcher.presses("round previewed")
    dispatcher.presses("round committed")
    dispatcher.opens("/board/", "board")

    clock.goes_on(minutes=20)
    organization = walker(width=PHONE)
    organization.signs_in(manager)
    organization.presses("offer", ".panel h2 a")
    organization.presses("accepted", "[name=answer][value=accept]")
    organization.presses("plan")
    organization.page.check("[name=repeat][value=single]")
    organization.presses("planned", ".form__end .button--primary")

    clock.goes_on(hours=22, minutes=35)
    organization.signs_in(manager)
    order = need.work_orders.get()
    organization.opens(f"/organization/orders/{order.number}/", "order")
    organization.presses("visit")
    for box in organization.page.locator("[name=workers]").all():
        box.check()
    organization.presses("checked in")
    clock.goes_on(minutes=90)
    organization.page.fill("[name=record]", "量血压后助浴，更衣，老人很高兴")
    organization.presses("checked out")
    organization.opens(f"/organization/orders/{order.number}/complete/", "complete")
    organization.presses("reported done")

    clock.goes_on(hours=3)
    resident = walker(width=PHONE)
    resident.opens("/follow/", "follow")
    resident.page.fill("[name=code]", need.follow_code)
    resident.presses("request")
    resident.presses("rate", "a.button--primary")
    resident.page.check("[name=score][value='5']")
    resident.presses("rated")

    clock.goes_on(days=1)
    steward.signs_in(street.steward)
    steward.opens(f"/needs/{need.number}/", "heard")
    steward.presses("close")
    steward.presses("closed")
    need.refresh_from_db()
    assert (need.state, need.outcome) == ("closed", "met")


def post_with_the_keyboard_alone(steward: Walker) -> None:
    """From the search to the follow code without a finger on the glass."""
    keys = steward.page.keyboard
    keys.type("演示·老王")
    keys.press("Enter")
    steward.page.wait_for_selector("#people .row__title a")
    steward.looks("found")
    steward.tabs_to("演示·老王")
    steward.enters("what")
    keys.type("八十岁了，自己洗澡站不稳")
    steward.page.wait_for_selector("[name=need0-need_type][value='E-L1-03']")
    steward.looks("proposed")
    steward.tabs_to("need0-need_type")
    while "E-L1-03" not in steward.page.evaluate(FOCUSED):
        keys.press("ArrowDown")
    keys.press("Space")
    steward.page.wait_for_selector("[name=need0-need_type][value='E-L1-03']:checked")
    steward.tabs_to("need0-at_risk")
    keys.press("Space")
    steward.enters("look again")
    assert steward.page.locator("[name=stage][value=look]").count() == 1
    steward.tabs_to(steward.page.locator("main .button--primary").inner_text().strip())
    steward.enters("posted")
