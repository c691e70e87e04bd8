from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from cms.pages.articles import ArticlePage
from cms.pages.base import PublicPage, body
from cms.pages.shelves import CategoryPage
from marketplace.catalogue.models import Category
from marketplace.organizations.queries import services_on_shelf


class HomePage(PublicPage):
    """Where a resident's daughter comes in at night: ask, look, follow."""

    heading = models.CharField(gettext_lazy("Heading"), max_length=80)
    lead = models.CharField(gettext_lazy("Lead"), max_length=300, blank=True)
    body = body(verbose_name=gettext_lazy("Body"))

    max_count_per_parent = None
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.ShelvesPage",
        "cms.ProvidersPage",
        "cms.ArticlesPage",
        "cms.ArticlePage",
        "cms.HotlinesPage",
    ]
    template = "cms/home.html"
    content_panels = [*PublicPage.content_panels, *map(FieldPanel, ("heading", "lead", "body"))]

    class Meta:
        verbose_name = gettext_lazy("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        shelves = CategoryPage.objects.live().descendant_of(self).select_related("locale")
        urls = {page.category_id: page.get_url() for page in shelves}
        counts = dict(
            services_on_shelf()
            .order_by()
            .values_list("subcategory__category")
            .annotate(n=models.Count("pk"))
        )
        stories = ArticlePage.objects.live().descendant_of(self).filter(is_story=True)
        return {
            **context,
            "ways": ways(),
            "offered": sum(counts.values()),
            "categories": [
                (one, urls.get(one.pk, ""), counts.get(one.pk, 0)) for one in Category.objects.all()
            ],
            "stories": stories.order_by("-first_published_at")[:3],
        }


def ways() -> list[dict[str, Any]]:
    return [
        {
            "title": _("Ask for help"),
            "text": _("Tell us in your own words. It takes about three minutes."),
            "url": reverse("residents:ask"),
            "icon": "hand",
        },
        {
            "title": _("What can I get?"),
            "text": _("Three plain questions lead to the services that fit."),
            "url": reverse("what_can_i_get"),
            "icon": "list",
        },
        {
            "title": _("Where there is room"),
            "text": _("Free places of each kind of help, on the map of the district."),
            "url": reverse("where"),
            "icon": "map",
        },
        {
            "title": _("Follow a request"),
            "text": _("See how far it is with the code from your slip or message."),
            "url": reverse("residents:follow"),
            "icon": "search",
        },
        {
            "title": _("Micro-wishes"),
            "text": _("Small things that make somebody happy: adopt a wish."),
            "url": reverse("wishes:board"),
            "icon": "heart",
        },
        {
            "title": _("Become a volunteer"),
            "text": _("Give an hour near home: you say what you like to do, and are asked."),
            "url": reverse("volunteers:join"),
            "icon": "users",
        },
    ]
