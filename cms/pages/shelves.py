"""The shelves: eight categories, twenty-five subcategories. Their names are the catalogue's; an editor adds words."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.keeping import remembered
from cms.pages.base import PublicPage, body
from cms.pages.services import PagesOfServices
from cms.shelf.cards import cards_of
from cms.shelf.facets import Facets, members_of
from marketplace.catalogue.models import Category, Subcategory
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_on_shelf

PER_PAGE = 24


class ShelvesPage(PublicPage):
    """All shelves on one page."""

    body = body(verbose_name=_("Body"))

    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CategoryPage"]
    template = "cms/shelves.html"
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("shelves")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        counts = counts_by("subcategory")
        below: dict[int, list[tuple[Any, int]]] = {}
        for page in SubcategoryPage.objects.live().descendant_of(self).select_related("locale"):
            number = counts.get(page.subcategory_id, 0)
            below.setdefault(page.path[: -page.steplen], []).append((page, number))
        shelves = CategoryPage.objects.live().child_of(self).select_related("category", "locale")
        return {
            **super().get_context(request, *args, **kwargs),
            "offered": sum(counts.values()),
            "shelves": [(page, below.get(page.path, [])) for page in shelves],
        }


class ListPage(PublicPage):
    """A page with a list of services that can be narrowed."""

    class Meta:
        abstract = True

    def services(self) -> QuerySet[Service]:
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        members = remembered(f"members:{self.pk}", lambda: members_of(self._in_order()))
        facets = Facets(members, request.GET)
        page = Paginator(facets.found, PER_PAGE).get_page(request.GET.get("page"))
        return {
            **super().get_context(request, *args, **kwargs),
            "facets": facets,
            "page_of_services": page,
            "cards": cards_of(page.object_list, PagesOfServices(self.locale_id)),
        }

    def _in_order(self) -> QuerySet[Service]:
        return self.services().order_by("organization__name_zh", "pk")


class CategoryPage(ListPage):
    """One of the eight."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    body = body(verbose_name=_("Body"))

    parent_page_types = ["cms.ShelvesPage"]
    subpage_types = ["cms.SubcategoryPage"]
    template = "cms/shelf.html"
    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("category", read_only=True),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("category")

    def services(self) -> QuerySet[Service]:
        return services_on_shelf().filter(subcategory__category=self.category_id)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        counts = counts_by("subcategory")
        below = SubcategoryPage.objects.live().child_of(self).select_related("locale")
        return {
            **super().get_context(request, *args, **kwargs),
            "subcategories": [(page, counts.get(page.subcategory_id, 0)) for page in below],
            "code": self.category_id,
        }


class SubcategoryPage(ListPage):
    """One of the twenty-five."""

    subcategory = models.ForeignKey(Subcategory, on_delete=models.PROTECT, related_name="+")
    body = body(verbose_name=_("Body"))

    parent_page_types = ["cms.CategoryPage"]
    subpage_types = ["cms.ServicePage"]
    template = "cms/shelf.html"
    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("subcategory", read_only=True),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("subcategory")

    def services(self) -> QuerySet[Service]:
        return services_on_shelf().filter(subcategory=self.subcategory_id)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "code": self.subcategory_id[:1]}


def counts_by(field: str) -> dict[str, int]:
    """How many services stand on the shelf, by one of their fields."""
    return dict(services_on_shelf().order_by().values_list(field).annotate(n=Count("pk")))
