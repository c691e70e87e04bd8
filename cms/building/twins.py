"""Every page stands twice, once in each language, and the two know each other."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from wagtail.models import Locale, Page

CHINESE, ENGLISH = "zh", "en"


@dataclass(frozen=True, slots=True)
class Twins:
    """A page in Chinese and in English."""

    chinese: Any
    english: Any

    def of(self, language: str) -> Any:
        return self.chinese if language == CHINESE else self.english


def locales() -> dict[str, Locale]:
    return {
        short: Locale.objects.get_or_create(language_code=code)[0]
        for short, code in ((CHINESE, settings.LANGUAGE_CODE), (ENGLISH, "en"))
    }


def put(
    parent: Twins,
    kind: type[Page],
    slug: str,
    said: dict[str, dict[str, Any]],
    known: dict[int, dict[str, Page]] | None = None,
    **facts: Any,
) -> tuple[Twins, int]:
    """The page of that slug below `parent` in both languages, and how many of the two were missing.

    `said`: what differs by language, by its short name. `known`: the children of each parent by slug, where
    they have been read already.
    """
    found: dict[str, Page] = {}
    made = 0
    for language in (CHINESE, ENGLISH):
        above = parent.of(language)
        there = known.get(above.pk, {}).get(slug) if known is not None else child_of(above, slug)
        if there is not None:
            found[language] = there
    key = next((page.translation_key for page in found.values()), uuid4())
    for language in (CHINESE, ENGLISH):
        if language in found:
            continue
        above = parent.of(language)
        page = kind(slug=slug, locale=above.locale, translation_key=key, **said[language], **facts)
        above.add_child(instance=page)
        found[language], made = page, made + 1
    return Twins(found[CHINESE], found[ENGLISH]), made


def child_of(parent: Page, slug: str) -> Page | None:
    found = parent.get_children().filter(slug=slug).first()
    return found.specific if found else None
