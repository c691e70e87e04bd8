"""Messages are found in Python and in templates as the gettext tools find them."""

import shutil
import subprocess
import sys
from textwrap import dedent

import polib
import pytest

from marketplace.clockwork.words.messages import Message, find, in_python, in_template


def test_python_is_read_by_what_its_functions_are_called():
    source = dedent(
        """
        from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext
        from django.utils.translation import gettext_noop, pgettext_lazy as said_of
        from django.utils import translation
        LABEL = gettext_lazy("A label")
        # Translators: of a list
        OPEN = said_of("list", "Open")
        def tell(n):
            yield _("two parts, "
                    "one message")
            yield ngettext("%(n)d visit", "%(n)d visits", n)
            yield npgettext("of a child", "%(n)d year", "%(n)d years", n)
            yield translation.gettext("by its whole name")
            yield gettext_noop("kept for later")
            yield _(LABEL), gettext_elsewhere("not Django's"), print("said to nobody")
        """
    )
    assert list(in_python(source)) == [
        Message("A label"),
        Message("Open", context="list", notes=["Translators: of a list"]),
        Message("two parts, one message"),
        Message("%(n)d visit", "%(n)d visits"),
        Message("%(n)d year", "%(n)d years", "of a child"),
        Message("by its whole name"),
        Message("kept for later"),
    ]


def test_templates_are_read_as_django_reads_them():
    source = dedent(
        """
        {% load i18n %}{# {% translate "not this" %} #}
        <p>plain text, {% translate "Send it" %} {% trans 'Take it' %}</p>
        {% translate "Open" context "list" as open_word %}{% button _("Accept") kind="primary" %}
        {% blocktranslate with who=user.name %}100% for {{ who }}{% endblocktranslate %}
        {% blocktranslate count n=visits trimmed %}
          {{ n }} visit
        {% plural %}
          {{ n }} visits
        {% endblocktranslate %}
        """
    )
    assert list(in_template(source)) == [
        Message("Send it"),
        Message("Take it"),
        Message("Open", context="list"),
        Message("Accept"),
        Message("100%% for %(who)s"),
        Message("%(n)s visit", "%(n)s visits"),
    ]


@pytest.fixture
def house(tmp_path):
    """A small project with words in every room, and some that are not its own."""
    files = {
        "templates/page.html": '{% load i18n %}{% translate "Shared" %}{% translate "Of a page" %}',
        "marketplace/room.py": (
            "from django.utils.translation import gettext as _, ngettext\n"
            '_("Shared"); ngettext("%(n)d day", "%(n)d days", 2)\n'
        ),
        "cms/room.py": "from django.utils.translation import gettext\ngettext('Of the cms')\n",
        "tests/test_room.py": "from django.utils.translation import gettext as _\n_('Of a test')\n",
        ".venv/lib/theirs.py": "from django.utils.translation import gettext as _\n_('Theirs')\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_every_room_is_searched_in_one_order_and_nothing_else(house):
    assert find(house) == [
        Message("Of the cms", places=["cms/room.py"]),
        Message("Shared", places=["marketplace/room.py", "templates/page.html"]),
        Message("%(n)d day", "%(n)d days", places=["marketplace/room.py"]),
        Message("Of a page", places=["templates/page.html"]),
    ]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="the gettext tools are not installed here")
def test_the_gettext_tools_find_the_same(house, monkeypatch):
    (house / "locale").mkdir()
    monkeypatch.chdir(house)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "-l",
            "de",
            "-i",
            "tests",
            "--no-location",
        ],
        check=True,
        capture_output=True,
    )
    theirs = polib.pofile(str(house / "locale" / "de" / "LC_MESSAGES" / "django.po"))
    assert {(entry.msgid, entry.msgid_plural) for entry in theirs} == {
        (message.message, message.plural) for message in find(house)
    }
