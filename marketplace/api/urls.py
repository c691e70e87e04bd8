from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from marketplace.api.errors import method_not_allowed, nothing_here
from marketplace.api.operations import api


def _told_as_problem(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ninja says "method not allowed" in plain text."""

    @csrf_exempt
    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return method_not_allowed(response["Allow"]) if response.status_code == 405 else response

    return inside


def _with_problems(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    patterns = list(patterns)
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _told_as_problem(pattern.callback)
    return patterns


_operations, _app, _namespace = api.urls

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api:openapi-view")),
    path("", (_with_problems(_operations), _app, _namespace)),
    re_path("", csrf_exempt(nothing_here)),
]
