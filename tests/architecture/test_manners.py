"""House rules that a machine can hold: the clock, signals, save(), pure rules, clean templates."""

import ast
import re

import pytest

from tests.architecture.source import (
    MARKETPLACE,
    ROOMS,
    imports_of,
    python_files,
    templates,
    told,
    tree_of,
)

READ_THE_CLOCK = {"now", "today", "utcnow", "localdate", "localtime", "time_ns"}
CLOCKS = {"timezone", "datetime", "date", "dt"}
# Faces hold the clock (pages, the API, time itself); what they call gets the moment handed in.
HANDED_IN = [*ROOMS, "kernel", "journeys"]
EXCUSED = (
    # A page's tags show how long something has been waiting when the view handed no moment in.
    "marketplace/look/",
    # Which postings are in force decides what somebody sees: `visible_to(user)` means today.
    "marketplace/places/queries.py",
    # An age band is shown as of today.
    "marketplace/households/showing.py",
)
# What a strict Content-Security-Policy would refuse, or what hides behaviour in the markup.
INLINE = {
    "style=": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "onclick= and its like": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:=-]", re.IGNORECASE),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a script without src": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "javascript:": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}


def reads_of_the_clock(tree: ast.Module):
    """`timezone.now`, called or handed on; `timezone.localtime(at)` turns a moment and reads nothing."""
    turned = {
        id(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (node.args or node.keywords)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in READ_THE_CLOCK:
            holder = getattr(node.value, "id", getattr(node.value, "attr", ""))
            is_turning = node.attr in ("localdate", "localtime") and id(node) in turned
            if holder in CLOCKS and not is_turning:
                yield f"{node.lineno} {holder}.{node.attr}"
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield f"{node.value.lineno} {node.arg}"


def test_rooms_and_journeys_get_the_moment_handed_in():
    reading = [
        f"{told(file)}:{read}"
        for file in python_files(*HANDED_IN)
        if not told(file).startswith(EXCUSED)
        for read in reads_of_the_clock(tree_of(file))
    ]
    assert reading == []


@pytest.mark.parametrize(
    ("line", "is_reading"),
    [
        ("timezone.now()", True),
        ("f(default=timezone.now)", True),
        ("datetime.datetime.now(UTC)", True),
        ("date.today()", True),
        ("timezone.localdate()", True),
        ("timezone.localdate(at)", False),
        ("DateTimeField(auto_now_add=True)", True),
        ("round.now()", False),
        ("datetime(2026, 1, 1)", False),
    ],
)
def test_what_reading_the_clock_looks_like(line, is_reading):
    assert bool(list(reads_of_the_clock(ast.parse(line)))) is is_reading


def test_nothing_happens_behind_anybodys_back():
    """No signals and no event bus: what must happen together is a journey."""
    listening = [
        f"{told(file)} imports {name}"
        for file in python_files()
        if not told(file).startswith("marketplace/clockwork/")
        for name in imports_of(file)
        if ".signals" in name or name.startswith("django.dispatch")
    ]
    assert listening == []


def test_models_save_and_delete_as_django_does():
    overridden = [
        f"{told(file)}: {model.name}.{method.name}"
        for room in ROOMS
        for file in python_files(room)
        for model in ast.walk(tree_of(file))
        if isinstance(model, ast.ClassDef)
        and any(getattr(base, "attr", "") == "Model" for base in model.bases)
        for method in model.body
        if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete", "clean")
    ]
    assert overridden == []


def test_rules_know_of_django_only_how_to_translate():
    knowing = [
        f"{told(file)} imports {name}"
        for file in python_files(*ROOMS)
        if file.stem == "rules" or "rules" in file.parent.parts[len(MARKETPLACE.parts) :]
        for name in imports_of(file)
        if name.startswith("django.") and not name.startswith("django.utils.translation.")
    ]
    assert knowing == []


def test_what_is_chosen_from_a_table_is_judged_without_asking_the_database():
    """Django's own field asks for whatever was sent, and a number beyond a key is an error page."""
    stock = {"ModelChoiceField", "ModelMultipleChoiceField"}
    using = [
        f"{told(file)}:{node.lineno}"
        for file in python_files("desks")
        if told(file) != "marketplace/desks/fields.py"
        for node in ast.walk(tree_of(file))
        if getattr(node, "attr", getattr(node, "id", "")) in stock
    ]
    assert using == []


@pytest.mark.parametrize("manner", INLINE)
def test_templates_keep_style_and_behaviour_out_of_the_markup(manner):
    found = [
        f"{told(file)}:{number} {line.strip()[:80]}"
        for file in templates()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if INLINE[manner].search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("manner", "line", "is_bad"),
    [
        ("style=", '<p class="a" style="color: red">', True),
        ("style=", '<svg font-style="x" {% if style %}>', False),
        ("onclick= and its like", "<a onclick='go()'>", True),
        ("onclick= and its like", '{% badge tone="bad" %}<a class="x">', False),
        ("onclick= and its like", '<meta content="telephone=no" name="on">', False),
        ("a script without src", "<script>alert(1)</script>", True),
        ("a script without src", '<script src="{% asset "look/look.js" %}" defer></script>', False),
        ("a script without src", '<script type="application/json">{}</script>', False),
        ("another host", '<img src="//elsewhere.test/a.png">', True),
        ("another host", '<a href="/needs/">', False),
    ],
)
def test_what_bad_markup_looks_like(manner, line, is_bad):
    assert bool(INLINE[manner].search(line)) is is_bad
