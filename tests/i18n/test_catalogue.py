"""Every message has its Chinese, and the catalogue on disk is that of the sources."""

import re
from pathlib import Path

import django
import polib
import pytest
import wagtail
from django.conf import settings
from django.utils.translation import gettext, override, pgettext

from marketplace.clockwork.words import catalogue
from marketplace.clockwork.words.messages import Message, find
from tests.i18n.words import HAN, PO, chinese, messages, sayings

# English sentences that ask for something Chinese and show what is meant.
SHOWING_CHINESE = {
    "One character here shows only on some computers. Please type it anew, such as 䶮 or 𠮷.",
    "Parted by |, as in 打扫|搞卫生",
    "Such as 国庆节 or 调休上班; not needed for a day like any other",
}
# Shows on the page of styles how the stylesheet makes the room that is missing here.
SET_BY_THE_STYLESHEET = "Body text has 17 px"
# Of Django and Wagtail, said otherwise than they do: better, and right on their own pages too.
SAID_BETTER = {
    "(optional)",
    "English",
    "Filter",
    "Name",
    "Next",
    "Previous",
    "Published",
    "Rejected",
}


def test_every_message_is_translated_and_none_is_left_over():
    assert [str(fault) for fault in catalogue.faults(chinese(), messages())] == []


def test_a_new_message_is_told_by_its_words(tmp_path):
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text('{% load i18n %}{% translate "Steward" %} {% translate "Brand-new" %}')
    told = {
        (fault.kind, fault.text)
        for fault in catalogue.faults(chinese(), find(tmp_path))
        if fault.kind != "stands in no source any more"
    }
    assert told == {("not in the catalogue", "Brand-new")}


def _entry(**said) -> polib.POFile:
    file = polib.POFile()
    file.append(polib.POEntry(msgid="%(n)s days", **said))
    return file


@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        (_entry(), "not translated"),
        (_entry(msgstr="  "), "not translated"),
        (_entry(msgstr="%(n)s 天", flags=["fuzzy"]), "doubtful (fuzzy)"),
        (_entry(msgstr="%(m)s 天"), "fills in other places"),
        (_entry(msgstr="几天"), "fills in other places"),
        (_entry(msgstr="%(n)s %(n)s 天"), "fills in other places"),
        (_entry(msgid_plural="%(n)s days", msgstr_plural={0: "%(n)s 天"}), "has another plural"),
        (_entry(msgctxt="elsewhere", msgstr="%(n)s 天"), "not in the catalogue"),
    ],
)
def test_what_keeps_a_catalogue_from_being_finished_is_told(standing, kind):
    found = [fault.kind for fault in catalogue.faults(standing, [Message("%(n)s days")])]
    assert found[0] == kind


def test_a_catalogue_comes_in_step_without_losing_what_it_says():
    standing = _entry(msgstr="%(n)s 天")
    standing.append(polib.POEntry(msgid="gone", msgstr="没了"))
    fresh = catalogue.in_step(standing, [Message("new"), Message("%(n)s days", places=["a.html"])])
    assert [(entry.msgid, entry.msgstr, entry.flags) for entry in fresh] == [
        ("new", "", []),
        ("%(n)s days", "%(n)s 天", ["python-format"]),
    ]


def test_bringing_it_in_step_twice_changes_nothing_the_second_time():
    once = catalogue.in_step(chinese(), messages())
    assert str(catalogue.in_step(once, messages())) == str(once)


def test_the_compiled_catalogue_says_what_the_readable_one_says():
    assert PO.with_suffix(".mo").read_bytes() == catalogue.compiled(chinese())


def test_django_finds_it_for_the_language_of_the_settings():
    assert settings.LANGUAGE_CODE == "zh-hans"
    with override("zh-hans"):
        assert gettext("Steward") == "小管家"


def test_english_pages_say_what_the_sources_say():
    with override("en"):
        said = {
            (message.context, message.message): pgettext(message.context, message.message)
            if message.context
            else gettext(message.message)
            for message in messages()
        }
    assert {key: text for key, text in said.items() if key[1] != text} == {}


def test_messages_are_written_in_english():
    assert {one.message for one in messages() if HAN.search(one.message + one.plural)} == (
        SHOWING_CHINESE
    )


def test_placeholders_have_names():
    """`%s` cannot change its place in another language."""
    assert [
        one.message for one in messages() if re.search(r"(?<!%)(?:%%)*%[sdfr]", one.message)
    ] == []


def test_chinese_has_chinese_signs():
    wrong = re.compile(
        r"[\u4e00-\u9fff][,.!?;:()]|[,!?;()][\u4e00-\u9fff]|\.\.\.|[\u4e00-\u9fff]…(?!…)(?<!……)|\s$|^\s|  "
    )
    assert [(entry.msgid, said) for entry, said in sayings() if wrong.search(said)] == []


def test_chinese_keeps_its_distance_from_latin_letters_and_figures():
    close = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]")
    filled_in = re.compile(r"%\(\w+\)[sd]")
    assert [
        (entry.msgid, said)
        for entry, said in sayings()
        if close.search(filled_in.sub("", said).replace("%%", ""))
        and not entry.msgid.startswith(SET_BY_THE_STYLESHEET)
    ] == []


def test_people_are_addressed_politely():
    assert [said for _, said in sayings() if "你" in said] == []


def test_our_words_leave_those_of_django_and_wagtail_as_they_are():
    """Ours stand before theirs, on their pages too: one word with two meanings gets a context."""
    theirs = _said_by_others()
    changed = {
        entry.msgid
        for entry, said in sayings()
        if "marketplace/clockwork/words/borrowed.py" not in dict(entry.occurrences)
        and theirs.get((entry.msgctxt, entry.msgid), {said}).isdisjoint({said})
    }
    assert changed - SAID_BETTER == set()


def _said_by_others() -> dict[tuple[str | None, str], set[str]]:
    said: dict[tuple[str | None, str], set[str]] = {}
    for package in (django, wagtail):
        for path in Path(package.__file__).parent.rglob("zh_Hans/LC_MESSAGES/django.mo"):
            for entry in polib.mofile(str(path)):
                said.setdefault((entry.msgctxt, entry.msgid), set()).update(
                    catalogue.sayings(entry)
                )
    return said
