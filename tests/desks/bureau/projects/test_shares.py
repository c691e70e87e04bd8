"""A share: shown once, typed again, and in nothing that stays."""

import logging

import pytest
from django.contrib.sessions.models import Session

from marketplace.bids.models import OpeningKey
from marketplace.journal.models import Entry
from tests import makers
from tests.desks.bureau.projects.conftest import text
from tests.makers_projects import Tendering


@pytest.fixture
def url(tendering) -> str:
    return f"/projects/batches/{tendering.batch.pk}/share/"


def taken(browser, url) -> str:
    """The share as the page shows it."""
    return browser.post(url).context["made"].text


def test_it_is_explained_before_it_is_given_out(author, url):
    page = text(author.get(url))
    assert "the bids of this batch can never be opened" in page
    assert "Give me my share" in page


def test_it_is_shown_once_on_a_page_that_no_browser_keeps(author, url):
    page = author.post(url)
    share = page.context["made"].text
    assert share in text(page)
    assert "no-store" in page["Cache-Control"]
    assert share not in text(author.get(url))
    assert page.status_code == 200


def test_it_stays_nowhere(author, url, caplog):
    caplog.set_level(logging.DEBUG)
    share = taken(author, url)
    author.post(url, {"share": share[:-1] + "7"})
    page = author.post(url, {"share": share}, follow=True)
    kept = [
        text(page),
        caplog.text,
        *(str(list(Session.objects.values_list("session_data", flat=True))),),
        *(str(session.get_decoded()) for session in Session.objects.all()),
        str(list(Entry.objects.values())),
        str(list(OpeningKey.objects.values())),
        str(page.redirect_chain),
    ]
    assert not [one for one in kept if share in one or share.replace("-", "") in one]


def test_typed_again_it_is_proved_and_journaled(author, url, tendering):
    share = taken(author, url)
    answer = author.post(url, {"share": share.lower().replace("-", "  ")})
    assert (answer.status_code, answer.url) == (302, f"/projects/batches/{tendering.batch.pk}/")
    assert OpeningKey.objects.get().proved_at is not None
    assert Entry.objects.get(verb="prove_share").actor == tendering.author


@pytest.mark.parametrize("typed", ["", "A", "\x00", "长" * 10_000, "😀", "䶮𠮷", "A" * 56])
def test_what_was_typed_wrong_is_told_and_not_sent_back(typed, author, url):
    author.post(url)
    page = author.post(url, {"share": typed})
    assert page.status_code == 422
    assert page.context["form"].errors["share"]
    assert len(typed) < 2 or typed not in text(page)
    assert OpeningKey.objects.get().proved_at is None


def test_a_second_click_gives_no_second_share_and_shows_the_way_out(author, url):
    author.post(url)
    page = author.post(url, follow=True)
    assert "You hold a share already" in text(page)
    assert "I have lost it, or never saw it" in text(page)
    assert OpeningKey.objects.count() == 1


def test_a_lost_share_is_made_anew(author, url):
    lost = taken(author, url)
    found = author.post(url, {"renew": "yes"}).context["made"].text
    assert author.post(url, {"share": lost}).status_code == 409
    assert author.post(url, {"share": found}).status_code == 302


def test_two_officers_and_no_third(author, second, as_user, url):
    author.post(url), second.post(url)
    third = as_user(makers.make_staff("bureau_officer"))
    page = text(third.get(url))
    assert "Give me my share" not in page
    assert "Both shares of this batch have been given out." in text(third.post(url, follow=True))


def test_after_the_release_there_is_nothing_to_make_or_renew(author, url, tendering: Tendering):
    tendering.released()
    page = text(author.get(url))
    assert "I have lost it" not in page
    assert "Type it again" not in page
    assert "was released already" in text(author.post(url, {"renew": "yes"}, follow=True))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_opens_in_both_languages(language, url, tendering, as_user):
    browser = as_user(tendering.author, language)
    assert browser.get(url).status_code == 200
    assert browser.post(url).status_code == 200
