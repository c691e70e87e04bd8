"""What all public pages have in common: their other language, their address, and what search engines read."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import Body


def body(**further: Any) -> StreamField:
    return StreamField(Body(required=False), blank=True, **further)


# Below home, which stands below the root.
IN_MENU = 3


class PublicPage(Page):
    """Its words are the editor's; `structured()` is what machines read of it (schema.org, JSON-LD)."""

    class Meta:
        abstract = True

    template = "cms/page.html"
    show_in_menus_default = False

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        around = list(self._around())
        trail = list(self._trail(around, request))
        return {
            **context,
            "breadcrumbs": trail if len(trail) > 1 else [],
            "languages": self._languages(around),
            "canonical": self.address(),
            "menu": [
                (str(page.title), page.get_url())
                for page in around
                if page.show_in_menus and page.depth == IN_MENU and page.locale_id == self.locale_id
            ],
            "structured": [one for one in (crumbs_of(trail), self.structured(request)) if one],
        }

    def _around(self) -> QuerySet[Page]:
        """What stands above this page, what the menu of its language holds, and its other versions: one query."""
        steps = range(2 * self.steplen, len(self.path), self.steplen)
        above = Q(path__in=[self.path[:step] for step in steps])
        menu = Q(depth=IN_MENU, show_in_menus=True, locale=self.locale_id)
        same = Q(translation_key=self.translation_key)
        found = Page.objects.live().filter(above | menu | same)
        return found.select_related("locale").order_by("path")

    def _trail(self, around: list[Page], request: HttpRequest) -> Iterator[tuple[str, str]]:
        """From home to here; where one is has no link."""
        base = settings.SITE_URL.rstrip("/")
        for page in around:
            if self.path.startswith(page.path) and page.path != self.path and page.depth > 1:
                yield str(page.title), base + (page.get_url() or "/")
        yield str(self.title), ""

    def _languages(self, around: list[Page]) -> list[tuple[str, str]]:
        """The live versions of this page as (code, address), its own included."""
        base = settings.SITE_URL.rstrip("/")
        return [
            (page.locale.language_code, base + (page.get_url() or "/"))
            for page in around
            if page.translation_key == self.translation_key
        ]

    def address(self) -> str:
        return settings.SITE_URL.rstrip("/") + (self.get_url() or "/")

    def structured(self, request: HttpRequest) -> dict[str, Any] | None:
        return None

    @property
    def summary(self) -> str:
        return self.search_description

    @property
    def is_english(self) -> bool:
        return (get_language() or "").startswith("en")


def crumbs_of(trail: list[tuple[str, str]]) -> dict[str, Any] | None:
    if len(trail) < 2:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": title,
                **({"item": url} if url else {}),
            }
            for number, (title, url) in enumerate(trail, start=1)
        ],
    }
