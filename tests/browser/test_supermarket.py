"""The public site as a resident's daughter sees it at night, and as whoever needs large type does."""

import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from cms.models import ArticlePage, ProviderPage, ServicePage
from marketplace.catalogue.actions import load_catalogue
from marketplace.needs.models import Need
from marketplace.texting.models import PhoneCode
from marketplace.volunteers.models import Volunteer
from tests.browser.photograph import (
    CHROMIUM,
    Look,
    chromium,
    covered,
    overflow,
    violations,
    visitor,
)
from tests.cms.conftest import Supermarket
from tests.texting.carrying import SENT, Carrier, code_of
from tests.wishes.makers import Street

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
]
LOOKS = [
    (Look("zh-hans", theme="light"), 1440),
    (Look("en", theme="dark"), 768),
    (Look("zh-hans", elder=True), 360),
]


@pytest.fixture
def opened(live_server, photographs, monkeypatch):
    """Opens a page as somebody who looks at it in this way; closes the browser in the end."""
    # Playwright's loop runs in this thread, where Django would rather not be asked.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as browser:
        yield partial(look_at, browser, live_server.url, photographs)
        # In the loop of the browser this thread has a connection of its own: to a copy that will be gone.
        connection.close()


@pytest.fixture
def market(opened):
    """Built while the browser is open: before that, this thread would ask over another connection."""
    load_catalogue()
    return Supermarket()


def look_at(browser, origin, photographs, look, width):
    page = visitor(browser, origin, look, width).new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def seen(name: str) -> None:
        file = re.sub(r"\W+", "-", f"public {name}").strip("-")
        page.screenshot(path=str(photographs / f"{file}.{look.name}.{width}.png"), full_page=True)
        assert overflow(page) <= 0, f"{name} is wider than its screen"
        assert covered(page) == [], f"{name} has what cannot be pressed"
        assert violations(page) == [], name
        assert problems == [], name

    return page, seen, origin


def addresses(market) -> list[str]:
    here = {"locale__language_code": "zh-hans"}
    service = ServicePage.objects.get(service=market.bath, **here)
    provider = ProviderPage.objects.get(organization=market.bath.organization, **here)
    story = ArticlePage.objects.filter(is_story=True, **here).first()
    board = service.get_parent()
    pages = [board.get_parent().get_parent(), board.get_parent(), board, service, provider, story]
    return [
        "/",
        *(page.get_url() for page in pages),
        "/providers/",
        "/stories/",
        "/hotlines/",
        "/help/",
        "/find/?q=助浴",
        "/what-can-i-get/",
        "/what-can-i-get/?who=E&hard=any&where=any",
    ]


def test_every_kind_of_page_has_no_barrier_in_both_languages_and_both_themes(market, opened):
    paths = addresses(market)
    street = Street()
    street.delivered(title="一双棉鞋")
    board = ["/wishes/", f"/wishes/{street.published().code}/", "/wishes/?shelf=done"]
    for look, width in LOOKS:
        page, seen, origin = opened(look, width)
        for path in paths:
            page.goto(f"{origin}{'/en' if look.lang == 'en' else ''}{path}")
            seen(path)
        # A desk speaks what its reader chose, at one address.
        for path in board:
            page.goto(origin + path)
            seen(path)
    taken = market.bath
    taken.state = "off_shelf"
    taken.save(update_fields=["state"])
    page.goto(origin + paths[4])
    seen("gone")


def test_a_daughter_finds_a_bath_for_her_mother_in_large_type_on_a_phone(market, opened):
    page, seen, origin = opened(Look("zh-hans", elder=True), 360)
    page.goto(f"{origin}/")
    page.fill("[name=q]", "妈妈洗澡")
    page.locator(".suggestions a").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/**")
    seen("found")
    page.locator(".good__name a", has_text="助浴到家").click()
    page.get_by_role("link", name="我需要这项服务").click()
    page.wait_for_url("**/ask/**")
    seen("asking")
    page.fill("[name=description]", "妈妈八十岁，洗澡站不稳")
    page.check("[name=at_risk][value=no]")
    page.locator("main .button--primary").click()
    page.locator(".choice", has_text="失能老人上门助浴").first.click()
    page.locator("main .button--primary").click()
    page.fill("[name=name]", "演示·王氏")
    page.fill("[name=phone]", "13900000009")
    page.select_option("[name=community]", market.town.here.pk)
    page.check("[name=consent]")
    page.locator("main .button--primary").click()
    page.wait_for_url("**/r/**")
    seen("asked")
    need = Need.objects.get()
    assert (need.pick, need.need_type.name_zh) == (market.bath, "失能老人上门助浴")


def test_a_student_becomes_a_volunteer_on_a_phone_and_forgets_the_password(
    market, opened, settings
):
    settings.TEXT_GATEWAY = f"{Carrier.__module__}.Carrier"
    SENT.clear()
    page, seen, origin = opened(Look("zh-hans", elder=True), 360)
    send = page.locator("main .button--primary")
    page.goto(f"{origin}/")
    page.locator("main a", has_text="成为志愿者").click()
    seen("becoming a volunteer")
    page.fill("[name=phone]", "13900000009")
    send.click()
    seen("the code of a volunteer")
    page.fill("[name=phone_code]", code_of(SENT[-1][1]))
    send.click()
    page.fill("[name=name]", "演示·林某")
    page.fill("[name=birth_on]", "2004-05-05")
    page.select_option("[name=community]", market.town.here.pk)
    page.locator(".choice", has_text="助浴与个人卫生").click()
    page.locator(".choice", has_text="困难老人").click()
    page.fill("[name=username]", "lin-01")
    page.fill("[name=password]", "short")
    seen("a volunteer's form")
    send.click()
    seen("a volunteer's form with an error")
    assert page.locator(".choice", has_text="助浴与个人卫生").locator("input").is_checked()
    page.fill("[name=password]", "eine-alte-losung-17")
    send.click()
    page.wait_for_url("**/volunteer/tasks/")
    seen("a new volunteer's desk")
    page.locator(".header .menu summary").click()
    page.get_by_role("button", name="退出登录").click()

    page.goto(f"{origin}/sign-in/")
    page.locator("main a", has_text="忘记密码").click()
    page.fill("[name=username]", "lin-01")
    page.fill("[name=phone]", "13900000009")
    PhoneCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    send.click()
    seen("a new password")
    page.fill("[name=phone_code]", code_of(SENT[-1][1]))
    page.fill("[name=password]", "eine-neue-losung-42")
    send.click()
    page.wait_for_url("**/sign-in/")
    page.fill("[name=username]", "lin-01")
    page.fill("[name=password]", "eine-neue-losung-42")
    send.click()
    page.wait_for_url("**/volunteer/offers/")
    assert Volunteer.objects.get().user.username == "lin-01"
