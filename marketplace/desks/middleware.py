"""A refusal that no page caught becomes a page of its own status."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from marketplace.desks.errors import refused
from marketplace.kernel.errors import Refusal


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, Refusal) else None
