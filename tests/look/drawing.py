"""Draws a piece of template as a page would, without a database."""

from typing import Any

from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def draw(source: str, /, **values: Any) -> BeautifulSoup:
    return BeautifulSoup(html(source, **values), "html.parser")


def html(source: str, /, **values: Any) -> str:
    values.setdefault("request", RequestFactory().get(values.pop("path", "/")))
    return Template("{% load i18n look %}" + source).render(Context(values))


def words(soup: Any) -> str:
    """What is read, with spaces as a browser shows them."""
    return " ".join(soup.get_text(" ").split())


def without_desks(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The settings' templates with only Django's own context processors."""
    (engine,) = templates
    kept = [name for name in engine["OPTIONS"]["context_processors"] if name.startswith("django.")]
    return [{**engine, "OPTIONS": {**engine["OPTIONS"], "context_processors": kept}}]
