"""Somebody of a story in a real browser: what they could do without scripts they do with them."""

import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Locator, Page, Response

from marketplace.accounts.models import User
from tests.browser.photograph import Look, covered, overflow, violations, visitor
from tests.stopping import Clock
from tests.stories.people import Person, _text

# What lies folded is opened first, as a reader would.
UNFOLD = "one => { for (let it = one; it; it = it.parentElement) if (it.tagName === 'DETAILS') it.open = true }"


class Reader(Person):
    """Sees pages at `width`; each kind of page is photographed once and has no barrier that axe finds."""

    def __init__(
        self,
        user: User | None = None,
        *,
        browser: Browser,
        origin: str,
        photographs: Path,
        clock: Clock,
        looked_at: set[str],
        width: int = 1440,
    ) -> None:
        super().__init__(user)
        self.tab: Page = visitor(browser, origin, Look("en"), width).new_page()
        self.origin, self.photographs, self.clock = origin, photographs, clock
        self.looked_at, self.width = looked_at, width
        self.problems: list[str] = []
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))

    def opens(self, url: str) -> None:
        self.tab.clock.set_fixed_time(self.clock.at)
        self._stands(self.tab.goto(self.origin + url))

    def follows(self, words: str) -> None:
        self._goes_on()
        links = self.main.select("a[href]") + self.page.select("nav a[href]")
        link = next((one for one in links if words in _text(one)), None)
        assert link, f"{self.url} has no link “{words}”"
        self._clicks(self.tab.locator(f'a[href="{link["href"]}"]').first)

    def sends(self, button: str, **fields: Any) -> None:
        self._goes_on()
        pressed = self.tab.locator("main button").nth(self._position(button))
        form = pressed.evaluate_handle("one => one.form").as_element()
        for name, value in fields.items():
            for each in form.query_selector_all(f'[name="{name.replace("__", "-")}"]'):
                each.evaluate(UNFOLD)
                _fill(each, value if isinstance(value, list) else [value])
        self._clicks(pressed)

    def _position(self, words: str) -> int:
        buttons: list[Tag] = self.main.select("button")
        found = [at for at, one in enumerate(buttons) if words in _text(one)]
        assert found, f"{self.url} has no button “{words}”: {self.words}"
        return found[0]

    def _clicks(self, what: Locator) -> None:
        what.evaluate(UNFOLD)
        with self.tab.expect_navigation() as arriving:
            what.click()
        self._stands(arriving.value)

    def _stands(self, answer: Response | None) -> None:
        """The page has come: it is read as it was sent, and looked at if it is the first of its kind."""
        self.url = self.tab.url.removeprefix(self.origin)
        self.page = BeautifulSoup(self.tab.content(), "html.parser")
        faults = [_text(one) for one in self.page.select(".errors, .field__errors, .message--bad")]
        assert answer is not None, self.url
        assert answer.status == 200, f"{self.url}: {answer.status} {faults}"
        assert self.problems == [], self.url
        kind = re.sub(r"[0-9A-Z-]*[0-9]+[0-9a-zA-Z-]*", "n", self.url.partition("?")[0])
        if kind not in self.looked_at:
            self.looked_at.add(kind)
            self._looks(re.sub(r"\W+", "-", kind).strip("-") or "home")

    def _looks(self, name: str) -> None:
        picture = self.photographs / f"story {name}.{self.width}.png"
        self.tab.screenshot(path=str(picture), full_page=True, animations="disabled")
        assert overflow(self.tab) <= 0, f"{self.url} is wider than its screen"
        assert covered(self.tab) == [], f"{self.url} has what cannot be pressed"
        found = violations(self.tab)
        assert found == [], f"{self.url}: {found}"


def _fill(field, values: list[Any]) -> None:
    """A file is told by its name, kind and content, as the browser wants it."""
    kind = field.evaluate("one => one.type")
    if kind == "file":
        field.set_input_files(values[0])
    elif kind in ("checkbox", "radio"):
        if (field.get_attribute("value") or "on") in values and not field.is_checked():
            field.check()
    elif kind.startswith("select"):
        field.select_option(values)
    else:
        field.fill(values[0])
