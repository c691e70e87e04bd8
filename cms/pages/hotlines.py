from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet

from cms.pages.base import PublicPage, body


@register_snippet
class Hotline(TranslatableMixin, models.Model):
    """A number that helps, and when somebody answers it."""

    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    about = models.CharField(_("what for"), max_length=200, blank=True)
    hours = models.CharField(_("when"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    panels = [FieldPanel(name) for name in ("number", "name", "about", "hours", "position")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["position", "number"]
        verbose_name = _("hotline")
        verbose_name_plural = _("hotlines")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class HotlinesPage(PublicPage):
    """The directory."""

    body = body(verbose_name=_("Body"))

    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/hotlines.html"
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("hotline directory")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "hotlines": Hotline.objects.filter(locale=self.locale_id)}
