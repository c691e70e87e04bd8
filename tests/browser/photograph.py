"""Photographs pages in headless Chromium, as a stranger would see them, and asks axe about them.

    python -m tests.browser.photograph http://127.0.0.1:8000/ --out /tmp/shots --widths 360,768,1440 \\
        --lang zh-hans --theme dark --elder --user U --password P --axe

One PNG for each page, width and look. With --axe the exit code is 1 if any page has a violation.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
HEIGHTS = {360: 740, 768: 1024, 1440: 900}


@dataclass
class Look:
    """How somebody looks at the site. `theme` is auto, light or dark."""

    lang: str = "zh-hans"
    theme: str = "auto"
    elder: bool = False
    scripts: bool = True
    media: str = "screen"

    @property
    def name(self) -> str:
        words = [
            self.lang,
            "" if self.theme == "auto" else self.theme,
            "elder" if self.elder else "",
        ]
        words += ["" if self.scripts else "noscript", "" if self.media == "screen" else self.media]
        return "-".join(word for word in words if word)


@dataclass
class Finding:
    """One violation of an accessibility rule, with the elements that break it."""

    rule: str
    impact: str
    help: str
    targets: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def visitor(browser: Browser, origin: str, look: Look, width: int) -> BrowserContext:
    """A fresh browser of this width with the reader's preferences already set."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        locale="zh-CN" if look.lang.startswith("zh") else "en-GB",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if look.theme == "dark" else "light",
        java_script_enabled=look.scripts,
        has_touch=width < 768,
        is_mobile=width < 768,
    )
    cookies = {"django_language": look.lang}
    cookies |= {"theme": look.theme} if look.theme != "auto" else {}
    cookies |= {"elder": "1"} if look.elder else {}
    context.add_cookies([{"name": k, "value": v, "url": origin} for k, v in cookies.items()])
    return context


def sign_in(context: BrowserContext, address: str, user: str, password: str) -> None:
    page = context.new_page()
    page.goto(address)
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.locator("form:has(input[type=password]) [type=submit]").first.click()
    page.wait_for_load_state()
    if page.locator("input[type=password]").count():
        raise SystemExit(f"{user} could not sign in at {address}")
    page.close()


def violations(page: Page) -> list[Finding]:
    """What axe has against the page as it stands."""
    found = Axe().run(page).response["violations"]
    return [
        Finding(
            rule=one["id"],
            impact=one["impact"],
            help=one["help"],
            targets=[
                " ".join(map(str, node["target"]))
                + "".join(f" ({each['message']})" for each in node["any"])
                for node in one["nodes"]
            ],
        )
        for one in found
    ]


COVERED = """() => {
    const seen = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const told = [];
    for (const one of document.querySelectorAll('main :is(button, a[href], summary, input, select, textarea)')) {
        if (!(one instanceof HTMLElement) || !seen(one) || one.type === 'hidden' || one.disabled) continue;
        one.scrollIntoView({block: 'center', inline: 'nearest'});
        const box = [...one.getClientRects()].find(each => each.width > 1 && each.height > 1);
        if (!box) continue;
        const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const label = one.labels && [...one.labels].some(each => each.contains(there));
        if (there && !one.contains(there) && !there.contains(one) && !label)
            told.push(`${one.tagName} ${one.innerText || one.name}: ${there.tagName}.${there.className}`.slice(0, 120));
    }
    window.scrollTo(0, 0);
    return told;
}"""


def covered(page: Page) -> list[str]:
    """What can be seen and not be pressed, because something lies over its middle."""
    return page.evaluate(COVERED)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; a phone must never scroll sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def file_name(url: str, look: Look, width: int) -> str:
    parts = urlsplit(url)
    path = re.sub(r"[^\w.-]+", "-", f"{parts.path}-{parts.query}").strip("-") or "start"
    return f"{path[:80]}.{look.name}.{width}.png"


def photograph(page: Page, url: str, target: Path, *, whole: bool = True) -> int:
    """Go there and keep the picture; answers with the status."""
    response = page.goto(url)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(target), full_page=whole, animations="disabled")
    return response.status if response else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="a folder outside the repository")
    parser.add_argument("--widths", default="360,768,1440")
    parser.add_argument("--lang", default="zh-hans", help="zh-hans, en, or both with a comma")
    parser.add_argument("--theme", default="light", choices=["auto", "light", "dark"])
    parser.add_argument("--elder", action="store_true")
    parser.add_argument("--no-scripts", action="store_true", help="as a browser without JavaScript")
    parser.add_argument("--print", action="store_true", help="as on paper")
    parser.add_argument("--fold", action="store_true", help="only what shows without scrolling")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--sign-in", default="/sign-in/", help="the path of the sign-in page")
    parser.add_argument("--axe", action="store_true")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(asked.urls[0]))
    bad = 0
    with chromium() as browser:
        for lang in asked.lang.split(","):
            look = Look(
                lang,
                asked.theme,
                asked.elder,
                not asked.no_scripts,
                "print" if asked.print else "screen",
            )
            for width in map(int, asked.widths.split(",")):
                context = visitor(browser, origin, look, width)
                if asked.user:
                    sign_in(context, origin + asked.sign_in, asked.user, asked.password or "")
                page = context.new_page()
                page.on(
                    "console",
                    lambda message: message.type == "error" and print("   console:", message.text),
                )
                page.emulate_media(media=look.media)
                for url in asked.urls:
                    target = asked.out / file_name(url, look, width)
                    status = photograph(page, url, target, whole=not asked.fold)
                    print(status, target)
                    if wide := overflow(page):
                        print(f"   {wide} px wider than the window")
                    for finding in violations(page) if asked.axe and look.scripts else []:
                        bad += 1
                        print(f"   {finding.impact} {finding.rule}: {finding.help}")
                        print("      " + "\n      ".join(finding.targets[:6]))
                context.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
