"""An organization walks from the public form onto the shelf in a real browser, and the bureau stands at each door; an
editor changes the home page. Nobody needs a developer."""

from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from cms.models import HomePage
from marketplace.catalogue.actions import load_catalogue
from marketplace.organizations.choices import OrganizationKind
from marketplace.organizations.models import Organization
from marketplace.organizations.rules import make_uscc
from tests import makers
from tests.browser.photograph import CHROMIUM, chromium
from tests.browser.reader import Reader
from tests.cms.conftest import Supermarket
from tests.depth import long_story
from tests.makers_projects import a_pdf
from tests.stopping import stop_the_clock
from tests.stories.people import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
]
NAME = "演示·枫桥助老服务中心"
JOIN = {
    "uscc": make_uscc(9003, kind=OrganizationKind.SERVICE_INSTITUTION),
    "name_zh": NAME,
    "name_en": "Maple Bridge",
    "kind": OrganizationKind.SERVICE_INSTITUTION.value,
    "legal_representative": "演示·钱某",
    "phone": "025-85550002",
    "address": "演示路 1 号",
    "display_name": "演示·钱某",
    "username": "fengqiao",
    "password": PASSWORD,
}
OFFER = {
    "name_zh": "枫桥上门助浴",
    "name_en": "Bath by Maple Bridge",
    "description_zh": "两人上门，先量血压，约一小时。",
    "groups": ["E"],
    "places": "8",
    "helpers": "2",
    "price_cents": "12.50",
}


@pytest.fixture
def person(live_server, photographs, monkeypatch):
    """Opens a browser for somebody. It is closed again before the database is cleaned up."""
    # Playwright's loop runs in this thread, where Django would rather not be asked.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    clock = stop_the_clock(monkeypatch, makers.NOW)
    with chromium() as browser:
        yield partial(
            Reader,
            browser=browser,
            origin=live_server.url,
            photographs=photographs,
            clock=clock,
            looked_at=set(),
        )
        # In the loop of the browser this thread has a connection of its own: to a copy that will be gone.
        connection.close()


@pytest.fixture
def market(person) -> Supermarket:
    """Built while the browser is open: before that, this thread would ask over another connection."""
    load_catalogue()
    return Supermarket()


def a_file(kind: str) -> dict:
    return {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": a_pdf(kind)}


@long_story
def test_from_the_public_form_onto_the_shelf_and_into_a_visitors_search(person, market):
    manager, bureau, visitor = person(), person(market.town.bureau), person()
    manager.opens("/join/")
    manager.sends("Enter the organization", community=market.town.here.pk, **JOIN)
    for kind in ("registration", "charter", "inspection"):
        manager.sends("Hand it in", kind=kind, content=a_file(kind))
    manager.sends("Ask to be listed")

    # The bureau looks at each paper, lists it, and lets it move in.
    bureau.signs_in()
    bureau.opens("/organizations/")
    bureau.follows("Maple Bridge")
    for _paper in range(3):
        bureau.sends("Seen: accept it")
    bureau.sends("It is able: put it on the list")
    bureau.sends("Let it move in")

    # It drafts what it offers; the bureau asks for a change first.
    home = Organization.objects.get(name_zh=NAME)
    manager.opens(f"/organization/{home.pk}/offer/A3/")
    manager.sends("Save", **OFFER)
    manager.sends("Send it to be checked")
    bureau.opens(f"/organizations/{home.pk}/")
    bureau.sends("Ask for changes", reason="请写明需要几个人")
    manager.opens("/organization/shelf/")
    manager.follows("Bath by Maple Bridge")
    assert "请写明需要几个人" in manager.words
    manager.follows("Change")
    manager.sends("Save", description_zh="两位护理员上门，先量血压，约一小时。")
    manager.sends("Send it to be checked")
    bureau.opens(f"/organizations/{home.pk}/")
    bureau.sends("Put it on the shelf")

    # Time puts its page up, and whoever looks for a bath finds it.
    call_command("build_shelves", new=True, verbosity=0)
    visitor.opens("/en/find/?q=Maple")
    visitor.follows("Bath by Maple Bridge")
    assert "两位护理员上门" in visitor.words or "Maple Bridge" in visitor.words


def test_an_editor_changes_the_home_page_without_a_developer(person, market):
    for group in Group.objects.filter(name__in=("Editors", "Moderators")):
        group.user_set.add(market.town.bureau)
    editor, visitor = person(market.town.bureau), person()
    editor.signs_in()
    tab = editor.tab
    home = HomePage.objects.get(locale__language_code="zh-hans")
    tab.goto(f"{editor.origin}/admin/pages/{home.pk}/edit/")
    tab.fill("[name=heading]", "今天需要什么帮助？")
    tab.fill("[name=lead]", "改过的导语")
    with tab.expect_navigation():
        tab.eval_on_selector("[name=action-publish]", "button => button.click()")
    visitor.opens("/")
    assert "今天需要什么帮助？" in visitor.page.get_text()
    assert "改过的导语" in visitor.page.get_text()
