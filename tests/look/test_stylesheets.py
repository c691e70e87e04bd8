"""The colours keep their promises: one source, enough contrast, no inline style anywhere."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

LOOK = Path(settings.BASE_DIR) / "marketplace" / "look"
STATIC = LOOK / "static" / "look"
TEMPLATES = [
    *(Path(settings.BASE_DIR) / "templates").rglob("*.html"),
    *(LOOK / "templates").rglob("*.html"),
]


def colours(selector: str, *, system: bool = False) -> dict[str, str]:
    """The tokens of one block; `system` looks inside the prefers-color-scheme blocks."""
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text(), flags=re.S)
    inside = "".join(re.findall(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", css, re.S))
    outside = re.sub(r"@media[^{]+\{.*?\n\}", "", css, flags=re.S)
    block = re.search(rf"{re.escape(selector)} \{{(.*?)\}}", inside if system else outside, re.S)
    assert block, selector
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


LIGHT = colours(":root")
DARK = LIGHT | colours(':root[data-theme="dark"]')
ELDER = LIGHT | colours(":root[data-elder]")
ELDER_DARK = DARK | colours(":root[data-elder]") | colours(':root[data-elder][data-theme="dark"]')
LOOKS = {"light": LIGHT, "dark": DARK, "elder": ELDER, "elder dark": ELDER_DARK}

READ = [
    *[(ink, ground) for ink in ("ink", "ink-2") for ground in ("paper", "surface", "sunken")],
    *[("accent-strong", ground) for ground in ("paper", "surface", "sunken", "accent-soft")],
    ("on-accent", "accent"),
    *[("on-tag", f"tag-{tag}") for tag in ("urgent", "safety-net", "needs-care", "monitoring")],
    *[
        (tone, ground)
        for tone in ("neutral", "waiting", "progress", "good", "warn", "bad")
        for ground in (f"{tone}-soft", "surface", "paper")
    ],
]
SEEN = [("edge", "surface"), ("edge", "paper"), ("accent", "surface"), ("focus", "paper")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_contrast_the_standard_names():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", LOOKS)
def test_everything_that_is_read_has_the_contrast_that_reading_needs(look):
    needed = 7 if look.startswith("elder") else 4.5
    tokens = LOOKS[look]
    weak = {
        f"{ink} on {ground}": round(contrast(tokens[ink], tokens[ground]), 2)
        for ink, ground in READ
        if contrast(tokens[ink], tokens[ground]) < needed
    }
    assert weak == {}


@pytest.mark.parametrize("look", LOOKS)
def test_everything_that_must_be_seen_stands_out(look):
    tokens = LOOKS[look]
    weak = {(a, b) for a, b in SEEN if contrast(tokens[a], tokens[b]) < 3}
    assert weak == set()


def test_dark_by_the_system_and_dark_when_asked_for_are_the_same():
    assert colours(':root[data-theme="dark"]') == colours(":root:not([data-theme])", system=True)
    assert colours(':root[data-elder][data-theme="dark"]') == colours(
        ":root[data-elder]:not([data-theme])", system=True
    )


def test_the_urgency_colours_are_used_by_the_tags_and_nothing_else():
    css = (STATIC / "components.css").read_text() + (STATIC / "base.css").read_text()
    users = {
        selector.strip()
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css)
        if "var(--tag-" in body
    }
    assert users == {".tag-urgent", ".tag-safety-net", ".tag-needs-care", ".tag-monitoring"}
    assert (
        len({LIGHT[f"tag-{t}"] for t in ("urgent", "safety-net", "needs-care", "monitoring")}) == 4
    )


def test_components_use_the_tokens_and_no_colours_of_their_own():
    css = (STATIC / "components.css").read_text() + (STATIC / "base.css").read_text()
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", css)) <= {"#fff", "#000"}
    used = set(re.findall(r"var\(--([\w-]+)", css)) - {"tone", "tone-soft", "tag"}
    known = set(re.findall(r"--([\w-]+):", (STATIC / "tokens.css").read_text()))
    assert used - known == set()


def test_nothing_is_set_smaller_than_sixteen_pixels():
    css = "".join((STATIC / f"{n}.css").read_text() for n in ("tokens", "base", "components"))
    sizes = re.findall(r"(?:font-size|--t-[\w-]+): ([\d.]+)rem", css)
    assert len(sizes) > 8
    assert min(map(float, sizes)) >= 1


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_style_script_or_handler(path):
    source = path.read_text()
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert not re.search(r"<style|javascript:", source)
    for tag in re.findall(r"<script\b[^>]*>", source):
        assert " src=" in tag


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_asks_another_host(path):
    assert not re.search(r"(?:src|href|action|hx-get|hx-post)=\"(?:https?:)?//", path.read_text())


def test_the_first_load_is_light():
    names = [
        *("look/tokens.css", "look/base.css", "look/components.css", "look/look.js"),
        *("look/favicon.svg", "django_htmx/htmx-2.min.js"),
    ]
    contents = [Path(finders.find(name)).read_bytes() for name in names]
    assert sum(len(gzip.compress(content)) for content in contents) < 50_000
    assert sum(map(len, contents)) < 130_000
