"""What public pages draw: their navigation, the way to their other language, and what machines read."""

import json
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.addresses import absolute
from cms.shelf.cards import Card
from marketplace.look.icons import LINES

register = template.Library()
# As its readers write it.
WORDS = {"zh-hans": "中文", "en": "EN"}
# What would end a script, or begin a comment in one.
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def public_home() -> str:
    return reverse("wagtail_serve", args=[""])


@register.simple_tag(takes_context=True)
def public_menu(context: template.Context) -> SafeString:
    path = context["request"].path
    menu = tuple((door, standing_in(path, door.url)) for door in context["public_frame"].menu)
    return _drawn(_template(context, "cms/nav.html"), "menu", menu, get_language() or "")


@register.simple_tag(takes_context=True)
def public_foot(context: template.Context) -> SafeString:
    frame = context["public_frame"]
    return _drawn(_template(context, "cms/foot.html"), "frame", frame, get_language() or "")


def standing_in(path: str, url: str) -> str:
    """What `aria-current` says of a door: that one is there, or somewhere behind it."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


register.filter("absolute", absolute)


@register.filter
def other_languages(languages: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """(code, address, word) of every language but the reader's."""
    return [
        (code, url, WORDS.get(code, code))
        for code, url in languages or ()
        if code != get_language()
    ]


@register.simple_tag(takes_context=True)
def goods(context: template.Context, cards: Iterable[Card]) -> SafeString:
    """A list of services."""
    drawing = _template(context, "cms/card.html")
    drawn = (_drawn(drawing, "card", card, get_language() or "") for card in cards)
    return mark_safe(f'<ul class="goods">{"".join(drawn)}</ul>')


@register.simple_tag(takes_context=True)
def pattern(context: template.Context, code: str) -> SafeString:
    """The drawing of a category, or of the category of a subcategory."""
    return _drawn(_template(context, "cms/pattern.html"), "code", str(code)[:1], "")


def _template(context: template.Context, name: str) -> template.Template:
    return context.template.engine.get_template(name)


@lru_cache(maxsize=4096)
def _drawn(drawing: template.Template, name: str, thing: Hashable, language: str) -> SafeString:
    """The thing is all that its drawing depends on, so whatever is as it was is drawn as it was."""
    return drawing.render(template.Context({name: thing}))


@register.simple_tag
def ld_json(thing: Any) -> SafeString:
    """JSON-LD; nothing in it can end its script."""
    text = json.dumps(thing, ensure_ascii=False, default=str).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


# One drawing for each category, out of the house's icons: care, errands, heart, health, children, work, links, home.
DRAWN = dict(
    zip(
        "ABCDEFGH", ("hand", "map", "heart", "shield", "star", "edit", "users", "home"), strict=True
    )
)


@register.filter
def marks(code: str) -> list[dict[str, Any]]:
    """The pattern of a category: its drawing in seven places, always the same ones."""
    path = LINES[DRAWN.get(code, "home")]
    shift = ord(code or "A") % 4
    return [
        {
            "x": 14 + number * 33,
            "y": (10, 34, 22, 6)[(number + shift) % 4],
            "size": (1.5, 0.9, 1.2, 1.8)[(number * 3 + shift) % 4],
            "opacity": (0.9, 0.35, 0.6, 0.45)[(number + shift) % 4],
            "path": path,
        }
        for number in range(7)
    ]
