"""Whatever people read can be said in another language."""

from pathlib import Path

import pytest
from django.conf import settings

from marketplace.clockwork.words.messages import sources
from tests.i18n import bare

BASE = Path(settings.BASE_DIR)
# Pages for when nothing else works say everything in both languages.
BILINGUAL = {f"templates/errors/{name}.html" for name in ("400", "500", "503", "plain")}
# The page of styles calls its pieces by their names, which are those of the code.
NAMES_OF_PIECES = {
    f"marketplace/look/templates/look/style/{name}.html"
    for name in ("figures", "forms", "marks", "pieces")
}
# Each language offers itself in its own words.
OF_THEMSELVES = {"templates/components/language_switch.html": ["中文", "English", "EN"]}


def _found(kind: str, read) -> dict[str, list[str]]:
    found = {
        path.relative_to(BASE).as_posix(): read(path.read_text(encoding="utf-8"))
        for path in sources(BASE)
        if path.suffix == kind and "migrations" not in path.parts
    }
    return {path: words for path, words in found.items() if words}


def test_no_template_speaks_one_language_only():
    found = _found(".html", bare.in_template)
    assert {
        path: words for path, words in found.items() if path not in BILINGUAL | NAMES_OF_PIECES
    } == OF_THEMSELVES


def test_no_label_and_no_refusal_speaks_one_language_only():
    assert _found(".py", bare.in_python) == {}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Send it</p>", ["Send it"]),
        ("<p>发送</p>", ["发送"]),
        ('<p>{% translate "Send it" %} · {{ when }} · 3 – 4</p>', []),
        ("{% blocktranslate count n=n %}one{% plural %}{{ n }} of them{% endblocktranslate %}", []),
        ('<img alt="A map">{# not said #}{% comment %}nor this{% endcomment %}', ["A map"]),
        ('<button aria-label="{% translate "Close" %}" class="quiet big">×</button>', []),
        ('<input type="submit" value="Go on"><input type="text" value="typed">', ["Go on"]),
        ('{% button "Accept" kind="primary" %}{% button _("Accept") kind="primary" %}', ["Accept"]),
        ('{% panel _("Needs") url_label="All needs" id="needs" %}', ["All needs"]),
        (
            '{% firstof name "Nobody" %}{{ at|date:"H:i" }}{{ name|default:"None yet" }}',
            ["Nobody", "None yet"],
        ),
        ("<style>.a { color: red }</style><script>go()</script><code>manage.py demo</code>", []),
        ("<h{{ level }} class='panel__title'>{{ title }}</h{{ level }}>", []),
    ],
)
def test_the_reader_of_templates_hears_what_people_would_read(template, words):
    assert bare.in_template(template) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('forms.CharField(label="Name", max_length=3)', ["Name"]),
        ('forms.CharField(label=_("Name"), help_text=f"Like {example}")', ["Like "]),
        ('raise RuleBroken("too_late", "It is too late.")', ["It is too late."]),
        ('raise RuleBroken("too_late", _("It is too late."))', []),
        ('messages.success(request, "Saved.")', ["Saved."]),
        ('log.warning("a %s", "b c")', []),
        ('forms.ValidationError("Wrong.", code="wrong")', ["Wrong."]),
        ('forms.CharField(label="", widget=TextInput(attrs={"class": "wide"}))', []),
    ],
)
def test_the_reader_of_python_hears_labels_and_refusals(source, words):
    assert bare.in_python(source) == words
