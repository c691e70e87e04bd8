"""look.js in a real browser: drafts, the double tap, preferences, clocks, keys, rows that changed."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import RequestContext, Template
from django.urls import include, path
from pytest_django.live_server_helper import LiveServer

from tests.browser.photograph import CHROMIUM, Look, chromium, violations, visitor
from tests.look.drawing import without_desks

pytestmark = [
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
    pytest.mark.urls("tests.browser.test_manners"),
]

FORM = """{% extends "base.html" %}{% load look %}{% block heading %}Form{% endblock %}{% block content %}
<form method="post" data-draft="note" id="note">{% csrf_token %}
<label>Words <input name="words" value="{{ first }}"></label>
<label>Secret <input name="secret" data-no-draft></label>
<label>Box <input type="checkbox" name="box" value="1"></label>
<label>Staff <input name="staff" data-adds="cost"></label><label>Things <input name="things" data-adds="cost"></label>
<output data-sum="cost" data-decimals="2">0.00</output>
{% if wrong %}<div class="errors" tabindex="-1">wrong</div>{% endif %}
{% button "Send" kind="primary" kbd="S" %}</form>
<p id="posts">{{ posts }}</p>
<a href="/other/" data-shortcut="g">Other</a>
<ul class="rows" id="list">{% list_row "One" "#one" key="1" version=version %}{% endlist_row %}
{% list_row "Two" "#two" key="2" version="same" %}{% endlist_row %}</ul>
<button hx-get="/form/?version=b" hx-select="#list" hx-target="#list" hx-swap="outerHTML" id="refresh">R</button>
{% clock 0.5 "" due_at=due %}{% copy "N26-1042" %}
{% endblock %}"""
posts: list[str] = []


def form(request: HttpRequest) -> HttpResponse:
    from datetime import UTC, datetime, timedelta

    wrong = False
    if request.method == "POST":
        posts.append(request.POST["words"])
        wrong = request.POST["words"] == "wrong"
        if not wrong:
            return HttpResponseRedirect("/other/")
    values = {
        "first": request.POST.get("words", request.GET.get("first", "")),
        "wrong": wrong,
        "posts": len(posts),
        "version": request.GET.get("version", "a"),
        "due": datetime.now(UTC) + timedelta(seconds=int(request.GET.get("due", 3600))),
    }
    return HttpResponse(Template(FORM).render(RequestContext(request, values)))


def other(request: HttpRequest) -> HttpResponse:
    source = '{% extends "base.html" %}{% block heading %}Other{% endblock %}'
    return HttpResponse(Template(source).render(RequestContext(request)))


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("marketplace.look.urls")),
    path("form/", form),
    path("other/", other),
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def origin():
    """A server for pages that need no database; pytest-django would not let them have one."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def page(browser, origin, settings):
    settings.TEMPLATES = without_desks(settings.TEMPLATES)
    posts.clear()
    context = visitor(browser, origin, Look("en"), 1440)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "console",
        lambda said: said.type == "error" and problems.append(f"{said.text} {said.location}"),
    )
    opened.home = origin
    yield opened
    context.close()
    assert problems == []


def test_what_was_typed_comes_back_after_the_page_was_lost(page):
    page.goto(f"{page.home}/form/")
    page.fill("[name=words]", "half a sent")
    page.fill("[name=secret]", "320113")
    page.check("[name=box]")
    page.goto("about:blank")
    page.goto(f"{page.home}/form/")
    assert page.input_value("[name=words]") == "half a sent"
    assert page.is_checked("[name=box]")
    assert page.input_value("[name=secret]") == ""
    assert "We put back what you typed" in page.inner_text(".draft")
    assert "320113" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_draft_can_be_thrown_away(page):
    page.goto(f"{page.home}/form/")
    page.fill("[name=words]", "rubbish")
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    assert page.input_value("[name=words]") == ""
    page.reload()
    assert page.input_value("[name=words]") == ""
    assert page.locator(".draft").count() == 0


def test_a_draft_never_overwrites_what_the_server_now_says_without_asking(page):
    page.goto(f"{page.home}/form/?first=old")
    page.fill("[name=words]", "my change")
    page.goto(f"{page.home}/form/?first=new")
    assert page.input_value("[name=words]") == "new"
    page.get_by_role("button", name="Put it back").click()
    assert page.input_value("[name=words]") == "my change"


def test_a_sent_form_is_forgotten(page):
    page.goto(f"{page.home}/form/")
    page.fill("[name=words]", "done")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/other/")
    page.goto(f"{page.home}/form/")
    assert page.input_value("[name=words]") == ""


def test_a_refused_form_keeps_its_draft_until_it_is_accepted(page):
    page.goto(f"{page.home}/form/")
    page.fill("[name=words]", "wrong")
    page.get_by_role("button", name="Send").click()
    page.wait_for_selector(".errors")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.goto(f"{page.home}/other/")
    page.goto(f"{page.home}/form/")
    assert page.input_value("[name=words]") == "wrong"


def test_a_lost_connection_loses_nothing(page):
    page.goto(f"{page.home}/form/")
    page.fill("[name=words]", "in the lift")
    page.route(
        "**/form/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("button", name="Send").click()
    page.wait_for_timeout(300)
    page.unroute("**/form/")
    page.goto(f"{page.home}/other/")
    page.goto(f"{page.home}/form/")
    assert page.input_value("[name=words]") == "in the lift"


def test_what_is_typed_adds_up_as_the_server_reads_it(page):
    page.goto(f"{page.home}/form/")
    page.fill("[name=staff]", "８0,000.5")
    page.fill("[name=things]", "1")
    assert page.inner_text("output") == "80,001.50"
    page.fill("[name=things]", "many")
    assert page.inner_text("output") == "80,000.50"


def test_two_taps_send_once(page):
    page.goto(f"{page.home}/form/")
    page.fill("[name=words]", "once")
    page.evaluate(
        "() => { const b = document.querySelector('#note [type=submit]'); b.click(); b.click(); }"
    )
    page.wait_for_url("**/other/")
    assert posts == ["once"]


def test_the_theme_changes_at_once_and_stays(page):
    page.goto(f"{page.home}/other/")
    page.get_by_role("button", name="Dark").click()
    assert page.get_attribute("html", "data-theme") == "dark"
    page.get_by_role("button", name="Large type").click()
    size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert size == "22.4px"
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("html", "data-elder") == "1"
    page.get_by_role("button", name="Large type").click()
    page.reload()
    assert page.get_attribute("html", "data-elder") is None


def test_the_theme_changes_without_a_script_too(browser, page):
    context = visitor(browser, page.home, Look("en", scripts=False), 360)
    bare = context.new_page()
    bare.goto(f"{page.home}/other/")
    bare.get_by_role("button", name="Dark").click()
    assert bare.url == f"{page.home}/other/"
    assert bare.get_attribute("html", "data-theme") == "dark"
    bare.get_by_role("button", name="中文").click()
    assert bare.get_attribute("html", "lang") == "zh-Hans"
    context.close()


def test_a_clock_runs_over_before_the_readers_eyes(page):
    page.clock.install()
    page.goto(f"{page.home}/form/?due=90")
    assert page.inner_text(".clock time") == "1 min left"
    page.clock.fast_forward(200_000)
    assert re.fullmatch(r"\d+ min overdue", page.inner_text(".clock time"))
    assert "clock--breached" in page.get_attribute(".clock", "class")


def test_keys_follow_links_and_never_while_one_types(page):
    page.goto(f"{page.home}/form/")
    page.focus("[name=words]")
    page.keyboard.type("goods")
    assert page.url.endswith("/form/")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Two"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "One"
    page.keyboard.press("g")
    page.wait_for_url("**/other/")


def test_only_the_row_that_changed_flashes(page):
    page.goto(f"{page.home}/form/")
    page.click("#refresh")
    page.wait_for_selector(".changed")
    assert page.locator(".changed").evaluate_all("rows => rows.map(r => r.dataset.key)") == ["1"]


def test_a_code_is_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{page.home}/form/")
    page.click("[data-copy]")
    page.wait_for_selector(".toast")
    assert page.evaluate("navigator.clipboard.readText()") == "N26-1042"


@pytest.mark.parametrize(
    ("lang", "theme", "elder"),
    [
        ("zh-hans", "light", False),
        ("en", "dark", False),
        ("zh-hans", "dark", True),
        ("en", "light", True),
    ],
)
def test_the_style_page_has_no_barrier_and_never_scrolls_sideways(
    browser, page, lang, theme, elder
):
    context = visitor(browser, page.home, Look(lang, theme, elder), 360)
    shown = context.new_page()
    shown.goto(f"{page.home}/style/")
    assert violations(shown) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_everything_to_touch_on_a_phone_is_large_enough(browser, page):
    context = visitor(browser, page.home, Look("zh-hans"), 360)
    shown = context.new_page()
    shown.goto(f"{page.home}/style/")
    small = shown.evaluate(
        """() => [...document.querySelectorAll("button, .button, .tool, .nav__link, .quick, .choice, .pages__link,"
        + "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea, summary")]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    context.close()
