"""Tenders as a feed (RSS 2.0): the latest first, with when bids are closed."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.projects.models import Project
from marketplace.projects.queries import for_lists, released

LATEST = 50


class TendersFeed(Feed):
    title = gettext_lazy("Tenders of the district")
    description = gettext_lazy("What the district buys this year, and who serves.")

    def link(self) -> str:
        return reverse("tenders:tenders")

    def get_object(self, request: HttpRequest) -> None:
        return None

    def items(self) -> list[Project]:
        return list(for_lists(released()).order_by("-batch__released_at", "number")[:LATEST])

    def item_title(self, item: Project) -> str:
        return f"{item.number} {item.name}"

    def item_description(self, item: Project) -> str:
        until = date_format(localtime(item.bids_until), "DATETIME_FORMAT")
        return _("%(state)s. Bids until %(until)s.") % {
            "state": item.get_state_display(),
            "until": until,
        }

    def item_link(self, item: Project) -> str:
        return reverse("tenders:tender", args=[item.number])

    def item_guid(self, item: Project) -> str:
        return item.number

    item_guid_is_permalink = False

    def item_pubdate(self, item: Project) -> datetime | None:
        return item.batch.released_at
