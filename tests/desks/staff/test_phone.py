"""A steward's phone: how many taps a need takes, and that a lost connection loses nothing."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.photograph import CHROMIUM, Look, chromium, overflow, violations, visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
]
# A slow thumb on a good day: the machine that tests is not the phone that is held.
PATIENCE = 15_000


@pytest.fixture
def phone(live_server, client, scene):
    """A page on a phone of 360 pixels in which the scene's steward has signed in."""
    client.force_login(scene.steward)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with chromium() as browser:
        context = visitor(browser, live_server.url, Look("en"), 360)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.home = live_server.url
        yield page
        context.close()


class Thumb:
    def __init__(self, page):
        self.page, self.taps = page, 0

    def taps_on(self, what):
        self.page.locator(what).first.tap()
        self.taps += 1


@pytest.mark.django_db(transaction=True)
def test_a_need_for_somebody_known_takes_at_most_six_taps(phone):
    thumb = Thumb(phone)
    phone.goto(f"{phone.home}/needs/")
    thumb.taps_on("nav a[href='/needs/post/']")
    phone.wait_for_url("**/needs/post/")
    phone.keyboard.type("演示·老王")
    phone.wait_for_selector("#people .row a[href*='/for/']")
    thumb.taps_on("#people .row a")
    phone.wait_for_url("**/post/for/**")
    phone.wait_for_selector("#id_need0-description:focus")
    phone.keyboard.type("测试服务")
    phone.wait_for_selector("#kinds0 input[value='E-L1-01']")
    thumb.taps_on("#kinds0 label:has(input[value='E-L1-01'])")
    thumb.taps_on("label:has(input[name='need0-at_risk'][value=no])")
    assert (overflow(phone), violations(phone)) == (0, [])
    thumb.taps_on(".form__end .button--primary")
    phone.wait_for_selector("input[name=stage][value=look]", state="attached")
    assert (overflow(phone), violations(phone)) == (0, [])
    thumb.taps_on(".form__end .button--primary")
    phone.wait_for_url("**/needs/posted/**")
    assert thumb.taps <= 6
    assert phone.evaluate("Object.keys(localStorage)") == []


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_outlives_a_lost_connection(phone, scene):
    phone.goto(f"{phone.home}/needs/post/for/{scene.resident.pk}/")
    phone.fill("#id_need0-description", "测试服务")
    phone.wait_for_selector("#kinds0 input[value='E-L1-01']")
    phone.locator("label:has(input[name='need0-at_risk'][value=yes])").tap()
    phone.wait_for_timeout(500)
    phone.context.set_offline(True)
    phone.locator(".form__end .button--primary").tap()
    phone.wait_for_timeout(1000)
    phone.context.set_offline(False)
    phone.goto(f"{phone.home}/needs/post/for/{scene.resident.pk}/")
    assert phone.input_value("#id_need0-description") == "测试服务"
    assert phone.is_checked("input[name='need0-at_risk'][value=yes]")
    phone.wait_for_selector("#kinds0 input[value='E-L1-01']")
