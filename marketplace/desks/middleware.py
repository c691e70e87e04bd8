"""A refusal that no page caught becomes a page of its own status."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from marketplace.desks.errors import refused
from marketplace.kernel.errors import Refusal
from marketplace.workorders.refusals import waiting_their_turn


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError):
            return _busy(request, error)
        return refused(request, error) if isinstance(error, Refusal) else None


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse | None:
    """Waiting too long for somebody else's lock is no fault of the page; any other error is ours."""
    try:
        with waiting_their_turn():
            raise error
    except Refusal as busy:
        return refused(request, busy)
    except OperationalError:
        return None
