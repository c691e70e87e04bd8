"""What an editor is told about the other language of the page they are at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Locale, Page


@dataclass(frozen=True, slots=True)
class Version:
    """A page in another language. `is_alias`: it shows the words of the other one until somebody translates it;
    `is_older`: it was published before the page at hand was published last."""

    language: Locale
    url: str
    is_live: bool
    is_alias: bool
    is_older: bool


def versions_of(page: Page) -> Iterator[Version]:
    if page.pk is None:
        return
    for other in page.get_translations().select_related("locale"):
        ours, theirs = page.last_published_at, other.last_published_at
        yield Version(
            language=other.locale,
            url=reverse("wagtailadmin_pages:edit", args=[other.pk]),
            is_live=other.live,
            is_alias=other.alias_of_id is not None,
            is_older=bool(ours and (theirs is None or theirs < ours)),
        )


class OtherLanguagePanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/other_language.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "versions": list(versions_of(self.instance))}
