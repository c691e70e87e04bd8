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
