from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

DESKS = (
    "staff",
    "dispatchers",
    "organizations",
    "volunteers",
    "residents",
    "evaluators",
    "bureau",
    "tenders",
    "joining",
    "wishes",
    "people",
)


class Beginning(RoutePattern):
    """Takes nothing of an address, and lets only those in that begin as one of its own: to try every address of
    every desk takes longer than a page that is kept."""

    def __init__(self, patterns: list[URLPattern]) -> None:
        super().__init__("")
        self.first = {str(one.pattern).removeprefix("^").partition("/")[0] for one in patterns}

    def match(self, path: str) -> Any:
        return super().match(path) if path.partition("/")[0] in self.first else None


def _desk(desk: str) -> URLResolver:
    urls = import_module(f"marketplace.desks.{desk}.urls")
    return URLResolver(Beginning(urls.urlpatterns), urls, app_name=desk, namespace=desk)


urlpatterns = [path("", include("marketplace.desks.front.urls")), *map(_desk, DESKS)]
