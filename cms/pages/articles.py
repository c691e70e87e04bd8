"""Stories, policies, brand projects, help: pages of words, and the lists they stand in."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import PublicPage, body
from cms.pages.services import PagesOfServices
from cms.pages.shelves import SubcategoryPage
from cms.shelf.cards import cards_of
from marketplace.catalogue.models import Subcategory
from marketplace.organizations.queries import services_on_shelf

PER_PAGE = 20
# Of those who offer what an article tells of, so many stand beside it; the others on their shelf.
FEW = 3


class ArticlesPage(PublicPage):
    """A list of articles, the latest first."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]
    template = "cms/articles.html"

    class Meta:
        verbose_name = _("list of articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = ArticlePage.objects.live().child_of(self).select_related("locale")
        page = Paginator(found.order_by("-said_on", "pk"), PER_PAGE).get_page(
            request.GET.get("page")
        )
        return {**super().get_context(request, *args, **kwargs), "page_of_articles": page}


class ArticlePage(PublicPage):
    """One article. A story is also told on the home page."""

    said_on = models.DateField(_("day"), null=True, blank=True)
    source = models.CharField(_("source or number"), max_length=160, blank=True)
    subcategory = models.ForeignKey(
        Subcategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of help it tells of"),
        help_text=_("Readers are led to those who offer it."),
    )
    is_story = models.BooleanField(_("tell it on the home page"), default=False)
    body = body(verbose_name=_("Body"))

    parent_page_types = ["cms.ArticlesPage", "cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/article.html"
    content_panels = [
        *PublicPage.content_panels,
        *map(FieldPanel, ("said_on", "source", "subcategory", "is_story", "body")),
    ]

    class Meta:
        verbose_name = _("article")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.subcategory_id is None:
            return context
        first = services_on_shelf().filter(subcategory=self.subcategory_id).order_by("pk")[:FEW]
        shelf = SubcategoryPage.objects.live().filter(
            subcategory=self.subcategory_id, locale=self.locale_id
        )
        pks = list(first.values_list("pk", flat=True))
        return {
            **context,
            "cards": cards_of(pks, PagesOfServices(self.locale_id)),
            "shelf": shelf.select_related("locale").first(),
        }
