"""What all public pages have in common: their other language, their address, and what search engines read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.addresses import absolute
from cms.blocks import Body
from cms.keeping import EDITS, remembered
from cms.pages.translating import OtherLanguagePanel


def body(**further: Any) -> StreamField:
    return StreamField(Body(required=False), blank=True, **further)


@dataclass(frozen=True, slots=True)
class Around:
    """Of the live pages around one: those `above` it from home on as (title, address), and its own versions in
    both `languages` as (code, address)."""

    above: list[tuple[str, str]]
    languages: list[tuple[str, str]]


class PublicPage(Page):
    """Its words are the editor's; `structured()` is what machines read of it (schema.org, JSON-LD)."""

    class Meta:
        abstract = True

    template = "cms/page.html"
    show_in_menus_default = False
    # The summary stands among the words, because readers see it; a form that asks twice for a field loses one answer.
    content_panels = [
        OtherLanguagePanel(),
        *Page.content_panels,
        FieldPanel(
            "search_description",
            heading=_("Summary in a sentence"),
            help_text=_("Below the title, in lists, and where search engines show the page."),
        ),
    ]
    promote_panels = [
        FieldPanel("slug"),
        FieldPanel("seo_title", heading=_("Title for search engines")),
        FieldPanel(
            "show_in_menus",
            heading=_("Show in the menu"),
            help_text=_(
                "Counts for pages right below the home page; those without it stand at the foot of every page."
            ),
        ),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        around = remembered(f"around:{self.path}:{self.translation_key}", self._around, EDITS)
        trail = [*around.above, (str(self.title), "")]
        original = self.original
        return {
            **super().get_context(request, *args, **kwargs),
            "breadcrumbs": trail if around.above else [],
            "languages": around.languages,
            "canonical": original.address() if original else self.address(),
            "written_in": original.locale if original else None,
            "structured": [one for one in (crumbs_of(trail), self.structured(request)) if one],
        }

    def _around(self) -> Around:
        """One query."""
        steps = range(2 * self.steplen, len(self.path), self.steplen)
        above = Q(path__in=[self.path[:step] for step in steps])
        same = Q(translation_key=self.translation_key)
        found = Page.objects.live().filter(above | same)
        told = Around([], [])
        for page in found.select_related("locale").order_by("path"):
            title, url = str(page.title), page.get_url() or "/"
            if self.path.startswith(page.path) and page.path != self.path:
                told.above.append((title, url))
            if page.translation_key == self.translation_key:
                told.languages.append((page.locale.language_code, url))
        return told

    @property
    def original(self) -> "PublicPage | None":
        """Of a page that has not been translated yet: where its words come from."""
        if self.alias_of is None or self.alias_of.locale_id == self.locale_id:
            return None
        return self.alias_of.specific

    def address(self) -> str:
        return absolute(self.get_url() or "/")

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
                **({"item": absolute(url)} if url else {}),
            }
            for number, (title, url) in enumerate(trail, start=1)
        ],
    }
