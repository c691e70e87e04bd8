"""`manage.py words`: the catalogue is brought in step, compiled, and what is missing is told."""

from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def house(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text('{% load i18n %}{% translate "Send it" %}')
    return tmp_path


def _catalogue(house: Path) -> Path:
    return house / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def test_a_new_word_comes_into_the_catalogue_and_is_asked_for(house, capsys):
    with pytest.raises(CommandError, match="1 not translated"):
        call_command("words")
    assert "not translated: Send it" in capsys.readouterr().out
    assert [entry.msgid for entry in polib.pofile(str(_catalogue(house)))] == ["Send it"]


def test_a_finished_catalogue_is_compiled(house, capsys):
    with pytest.raises(CommandError):
        call_command("words")
    catalogue = polib.pofile(str(_catalogue(house)))
    catalogue[0].msgstr = "提交"
    catalogue.save()
    call_command("words")
    assert "1 messages, all translated." in capsys.readouterr().out
    compiled = polib.mofile(str(_catalogue(house).with_suffix(".mo")))
    assert [(entry.msgid, entry.msgstr) for entry in compiled] == [("Send it", "提交")]


def test_only_looking_writes_nothing(house):
    with pytest.raises(CommandError, match="1 not in the catalogue"):
        call_command("words", "--check")
    assert not (house / "locale").exists()
