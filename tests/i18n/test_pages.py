"""What people read who are only at the door: our words, Django's and Wagtail's, in their language."""

import re

import pytest

from tests.i18n.words import HAN

pytestmark = pytest.mark.django_db

LATIN = re.compile(r"[A-Za-z]{2,}")
SILENT = re.compile(r"<(script|style|svg|noscript)\b.*?</\1>|<[^>]+>", re.DOTALL)


def _read(answer) -> list[str]:
    """The visible texts of a page, each once."""
    text = SILENT.sub("\n", answer.content.decode())
    return list(dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split()))))


def _in_english(client) -> None:
    client.post("/i18n/setlang/", {"language": "en"})


@pytest.mark.parametrize("url", ["/sign-in/", "/ask/", "/follow/", "/tenders/"])
def test_the_public_desks_are_chinese_unless_asked_for_english(client, url):
    words = [text for text in _read(client.get(url)) if LATIN.search(text)]
    # The way to the other language is written in that language.
    assert words == ["EN"]
    _in_english(client)
    assert [text for text in _read(client.get(url)) if HAN.search(text)] == ["中文"]


def test_a_page_of_the_site_speaks_the_language_of_its_address(client):
    _in_english(client)
    assert [text for text in _read(client.get("/nowhere/")) if LATIN.search(text)] == ["EN"]
    assert [text for text in _read(client.get("/en/nowhere/")) if HAN.search(text)] == ["中文"]


def test_a_wrong_password_is_told_in_plain_chinese(client):
    read = _read(client.post("/sign-in/", {"username": "nobody", "password": "wrong"}))
    assert "用户名或密码不对，请再输一次，并注意区分大小写。" in read


def test_an_empty_form_asks_for_what_is_missing(client):
    read = _read(client.post("/sign-in/", {"username": "", "password": ""}))
    assert [text for text in read if "请填写此项" in text] == [
        "用户名：请填写此项。",
        "密码：请填写此项。",
        "请填写此项。",
    ]


def test_wagtails_own_pages_keep_their_chinese(client):
    read = _read(client.get("/admin/password_reset/"))
    assert "输入邮件地址以重置密码" in read
    assert [text for text in read if LATIN.search(text) and "Wagtail" not in text] == []
