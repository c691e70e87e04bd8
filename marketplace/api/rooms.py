"""How an operation is opened: who may come in, which answers it gives, once for each key."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.views.decorators.cache import never_cache
from ninja import Router
from ninja.decorators import decorate_view
from ninja.responses import Status

from marketplace.api.auth import Bearer
from marketplace.api.choices import Scope
from marketplace.api.documenting import (
    KEY_HEADER,
    OPEN_READING,
    READING,
    WRITING,
    answers,
    needs_scope,
)
from marketplace.api.idempotency import once

View = Callable[..., Any]


class Room(Router):
    """The operations of one room. Answers are about people, so nobody keeps them on the way."""

    def reads(self, path: str, gives: Any, *, scope: Scope | None) -> Callable[[View], View]:
        """A GET; `scope=None` is open to everybody."""
        refusals = READING if scope else OPEN_READING

        def register(view: View) -> View:
            self.get(
                path,
                response={200: gives},
                auth=Bearer(scope) if scope else None,
                description=needs_scope(view, scope),
                openapi_extra={"responses": answers(*refusals)},
            )(decorate_view(never_cache)(view))
            return view

        return register

    def writes(
        self, path: str, gives: Any, *, scope: Scope, status: int = 200
    ) -> Callable[[View], View]:
        """A POST that takes effect once for each Idempotency-Key."""
        door = Bearer(scope)

        def register(view: View) -> View:
            @wraps(view)
            def answered(request: HttpRequest, **told: Any) -> Status:
                return Status(status, view(request, **told))

            self.post(
                path,
                response={status: gives},
                auth=door,
                description=needs_scope(view, scope),
                openapi_extra={"parameters": [KEY_HEADER], "responses": answers(*WRITING)},
            )(decorate_view(once(door), never_cache)(answered))
            return view

        return register
