from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import PublicPage, body
from cms.pages.services import PagesOfServices
from cms.shelf.facts import facts_of_provider, rows_of_providers
from marketplace.organizations.choices import OrganizationState
from marketplace.organizations.models import Organization

PER_PAGE = 30
SHOWN = (OrganizationState.RESIDENT,)


class ProvidersPage(PublicPage):
    """Everybody who has moved in."""

    body = body(verbose_name=_("Body"))

    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ProviderPage"]
    template = "cms/providers.html"
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("resident organizations")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = (
            ProviderPage.objects.live()
            .child_of(self)
            .filter(organization__state__in=SHOWN)
            .select_related("organization__community", "locale")
            .order_by("-organization__is_quality", "organization__name_zh")
        )
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        return {
            **super().get_context(request, *args, **kwargs),
            "page_of_providers": page,
            "rows": rows_of_providers(page.object_list),
        }


class ProviderPage(PublicPage):
    """An organization or team that has moved in: its facts are the bureau's, its words its own."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    body = body(verbose_name=_("Body"))

    parent_page_types = ["cms.ProvidersPage"]
    subpage_types: list[str] = []
    template = "cms/provider.html"
    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("organization", read_only=True),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("resident organization")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.organization.state not in SHOWN:
            context = super().get_context(request, *args, **kwargs)
            return render(request, "cms/gone.html", context, status=410)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, **facts_of_provider(self.organization, PagesOfServices(self.locale_id))}
