from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.keeping import EDITS, remembered_each
from cms.pages.base import PublicPage, body
from cms.shelf.facts import facts_of_service, shown_service
from marketplace.organizations.models import Service


class ServicePage(PublicPage):
    """A service of an organization. Its facts are read from the shelf when the page is opened; whatever is not on
    the shelf any more is gone from here at once."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    body = body(verbose_name=_("Body"))

    parent_page_types = ["cms.SubcategoryPage"]
    subpage_types: list[str] = []
    template = "cms/service.html"
    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("service", read_only=True),
        FieldPanel("body"),
    ]

    # As it stands on the shelf while the page is served.
    shown: Service | None = None

    class Meta:
        verbose_name = _("service")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.shown = shown_service(self.service_id)
        if self.shown is None:
            context = super().get_context(request, *args, **kwargs)
            return render(request, "cms/gone.html", context, status=410)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, **facts_of_service(self.shown, PagesOfServices(self.locale_id))}

    def structured(self, request: HttpRequest) -> dict[str, Any]:
        """https://schema.org/GovernmentService"""
        service = self.shown or self.service
        organization = service.organization
        return {
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "name": service.name,
            "description": service.description,
            "serviceType": service.subcategory.name,
            "url": self.address(),
            "provider": {
                "@type": "Organization",
                "name": organization.name,
                "identifier": organization.uscc,
            },
        }


@dataclass(frozen=True, slots=True)
class PagesOfServices:
    """Where the pages of services are in one locale; one query, and none for those that were told since an editor
    did something last."""

    locale: int

    def of(self, services: Iterable[int]) -> dict[int, str]:
        return remembered_each(f"page of a service:{self.locale}", services, self._read, EDITS)

    def _read(self, services: list[int]) -> dict[int, str]:
        pages = ServicePage.objects.live().filter(locale=self.locale, service__in=services)
        return {page.service_id: page.get_url() or "" for page in pages.select_related("locale")}
