"""Finding a page by its whole address: two queries, where going down the tree asks two for each step; and none where no
editor has done anything since it was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from cms.keeping import EDITS, kept, remembered


def serve(request: HttpRequest, path: str) -> HttpResponse:
    return kept(request, lambda: found(request, path))


def found(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail serves it, with its hooks and restrictions. No kind of page of ours has addresses below its own."""
    address = _root() + path
    page = remembered(f"page:{address}", lambda: _at(address), EDITS)
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return views.serve(request, path)


def _at(address: str) -> Page:
    return get_object_or_404(Page.objects.live().specific(), url_path=address)


def _root() -> str:
    """Where the tree of the reader's language begins; of any language, before there is that one."""
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    return roots.get(get_language() or "") or next(iter(roots.values()), "/")
