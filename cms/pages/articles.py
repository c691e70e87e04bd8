"""Stories, policies, brand projects, help: pages of words, and the lists they stand in."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import PublicPage, body

PER_PAGE = 20


class ArticlesPage(PublicPage):
    """A list of articles, the latest first."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]
    template = "cms/articles.html"
    content_panels = [*PublicPage.content_panels, FieldPanel("search_description")]

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
    is_story = models.BooleanField(_("tell it on the home page"), default=False)
    body = body(verbose_name=_("Body"))

    parent_page_types = ["cms.ArticlesPage", "cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/article.html"
    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("search_description"),
        *map(FieldPanel, ("said_on", "source", "is_story", "body")),
    ]

    class Meta:
        verbose_name = _("article")
