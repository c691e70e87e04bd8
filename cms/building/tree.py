"""The tree, from home to the last service."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Site

from cms.building.twins import CHINESE, ENGLISH, Twins, locales, put
from cms.models import (
    ArticlePage,
    ArticlesPage,
    CategoryPage,
    HomePage,
    Hotline,
    HotlinesPage,
    ProviderPage,
    ProvidersPage,
    ServicePage,
    ShelvesPage,
    SubcategoryPage,
)
from marketplace.catalogue.models import Category, Subcategory
from marketplace.kernel.bilingual import Bilingual
from marketplace.organizations.choices import OrganizationState
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import services_on_shelf

WORDS = Path(__file__).parents[1] / "data" / "words.json"
LANGUAGES = (CHINESE, ENGLISH)
Tell = Callable[[str, int, int], object]
Said = dict[str, dict[str, Any]]


@transaction.atomic
def build(tell: Tell = lambda what, done, whole: None) -> int:
    """How many pages were made."""
    _say_where()
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    home = _home(words["home"])
    shelves, made = put(home, ShelvesPage, "shelves", _said(words["shelves"]), show_in_menus=True)
    made += _shelves(shelves)
    made += _services(shelves, tell)
    made += _providers(home, words["providers"], tell)
    made += _articles(home, words)
    made += _hotlines(home, words["hotlines"])
    return made


@transaction.atomic
def catch_up() -> int:
    """Pages for whatever has come onto the shelf since the site was built; nothing before it was."""
    shelves = ShelvesPage.objects.filter(locale=locales()[CHINESE]).first()
    listing = ProvidersPage.objects.filter(locale=locales()[CHINESE]).first()
    if shelves is None or listing is None:
        return 0
    made = _services(_twins(shelves), lambda *_: None)
    return made + _provider_pages(_twins(listing), lambda *_: None)


def _say_where() -> None:
    """Wagtail previews a page at the address of its site, which a fresh database does not know."""
    site, where = Site.objects.get(is_default_site=True), urlsplit(settings.SITE_URL)
    port = where.port or (443 if where.scheme == "https" else 80)
    if (site.hostname, site.port) != (where.hostname, port):
        site.hostname, site.port = where.hostname, port
        site.save()


def _twins(chinese: Any) -> Twins:
    return Twins(chinese, chinese.get_translation(locales()[ENGLISH]))


def _said(told: dict[str, Any]) -> Said:
    return {
        language: {
            "title": told[language]["title"],
            "search_description": told[language]["description"],
        }
        for language in LANGUAGES
    }


def _home(words: dict[str, Any]) -> Twins:
    """Migrations leave a bare one in Chinese: it gets its words, and its twin."""
    chinese = Site.objects.get(is_default_site=True).root_page.specific
    english = chinese.get_translation_or_none(locales()[ENGLISH])
    if english is None:
        _say(chinese, words, CHINESE)
        chinese.save()
        english = HomePage(
            slug=f"{chinese.slug}-en",
            locale=locales()[ENGLISH],
            translation_key=chinese.translation_key,
        )
        _say(english, words, ENGLISH)
        chinese.get_parent().add_child(instance=english)
    return Twins(chinese, english)


def _say(home: HomePage, words: dict[str, Any], language: str) -> None:
    said = _said(words)[language] | {name: words[language][name] for name in ("heading", "lead")}
    for name, value in said.items():
        setattr(home, name, value)


def _named(thing: Bilingual) -> Said:
    return {
        CHINESE: {"title": thing.name_zh},
        ENGLISH: {"title": thing.name_en or thing.name_zh},
    }


def _shelves(shelves: Twins) -> int:
    made = 0
    for category in Category.objects.prefetch_related("subcategories"):
        slug = slugify(category.name_en)
        shelf, new = put(shelves, CategoryPage, slug, _named(category), category=category)
        made += new
        for one in category.subcategories.all():
            slug = slugify(one.name_en)
            made += put(shelf, SubcategoryPage, slug, _named(one), subcategory=one)[1]
    return made


def _services(shelves: Twins, tell: Tell) -> int:
    """A page for each service on the shelf that has none."""
    paged = ServicePage.objects.values("service")
    missing = list(services_on_shelf().exclude(pk__in=paged).order_by("pk"))
    kinds = {service.subcategory_id for service in missing}
    boards = {
        page.subcategory_id: _twins(page)
        for page in SubcategoryPage.objects.descendant_of(shelves.chinese).filter(
            subcategory__in=kinds
        )
    }
    made = 0
    for number, service in enumerate(missing, start=1):
        slug = f"service-{service.pk}"
        board = boards[service.subcategory_id]
        made += put(board, ServicePage, slug, _named(service), known={}, service=service)[1]
        if number % 50 == 0 or number == len(missing):
            tell("services", number, len(missing))
    return made


def _providers(home: Twins, words: dict[str, Any], tell: Tell) -> int:
    listing, made = put(home, ProvidersPage, "providers", _said(words), show_in_menus=True)
    return made + _provider_pages(listing, tell)


def _provider_pages(listing: Twins, tell: Tell) -> int:
    made = 0
    paged = ProviderPage.objects.values("organization")
    resident = Organization.objects.filter(state=OrganizationState.RESIDENT)
    missing = list(resident.exclude(pk__in=paged).order_by("pk"))
    for number, one in enumerate(missing, start=1):
        slug = one.uscc.lower()
        made += put(listing, ProviderPage, slug, _named(one), known={}, organization=one)[1]
        if number % 50 == 0 or number == len(missing):
            tell("providers", number, len(missing))
    return made


def _articles(home: Twins, words: dict[str, Any]) -> int:
    made, lists = 0, {}
    for told in words["lists"]:
        lists[told["slug"]], new = put(home, ArticlesPage, told["slug"], _said(told))
        made += new
    for told in words["articles"]:
        # What nobody has lived through is told in the demo alone.
        if settings.DEMO or not told.get("invented"):
            made += _article(lists[told["under"]], told)
    for told in words["pages"]:
        made += _article(home, told, show_in_menus=told["slug"] == "help")
    return made


def _article(parent: Twins, told: dict[str, Any], **facts: Any) -> int:
    said = {
        language: {**one, "body": [tuple(block) for block in told[language]["body"]]}
        for language, one in _said(told).items()
    }
    on = told.get("on")
    return put(
        parent,
        ArticlePage,
        told["slug"],
        said,
        said_on=date.fromisoformat(on) if on else None,
        source=told.get("source", ""),
        is_story=told.get("story", False),
        subcategory=Subcategory.objects.filter(pk=told.get("about")).first(),
        **facts,
    )[1]


def _hotlines(home: Twins, words: dict[str, Any]) -> int:
    made = put(home, HotlinesPage, "hotlines", _said(words), show_in_menus=True)[1]
    for language, locale in locales().items():
        if Hotline.objects.filter(locale=locale).exists():
            continue
        for position, row in enumerate(words["numbers"]):
            number, *told = row
            name, about, hours = told[:3] if language == CHINESE else told[3:]
            Hotline.objects.create(
                locale=locale,
                number=number,
                name=name,
                about=about,
                hours=hours,
                position=position,
            )
    return made
