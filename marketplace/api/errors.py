"""Every no as problem+json (RFC 9457): the same refusals and words as the pages.

`code` is stable for machines, `detail` is for people, `fields` says which input is meant.
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from marketplace.kernel.errors import Refusal
from marketplace.workorders.refusals import waiting_their_turn

CONTENT_TYPE = "application/problem+json"
# A later try may well be answered otherwise: such an answer is not kept under its key.
PASSING = (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
BUSY = "busy"

log = logging.getLogger(__name__)


class NotJson(Refusal):
    """The body says that it is something else (415)."""

    status = 415


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to whatever was raised."""
    if isinstance(error, Refusal):
        return problem(error.status, error.code, error.message, fields=error.fields)
    if isinstance(error, ValidationError):
        return _not_valid(error)
    if isinstance(error, AuthenticationError):
        return _no_token()
    if isinstance(error, HttpError):
        return problem(error.status_code, "malformed_json", _("This is not valid JSON."))
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", _("This is larger than 2 MB."))
    if isinstance(error, Http404):
        return nothing_here(request)
    if isinstance(error, OperationalError):
        return _busy_or_unexpected(error)
    return _unexpected(error)


def problem(
    status: int, code: str, detail: Any, *, fields: Mapping[str, Any] | None = None, **more: Any
) -> HttpResponse:
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail),
        "code": code,
        "fields": {name: str(message) for name, message in (fields or {}).items()},
        **more,
    }
    response = HttpResponse(json.dumps(told), status=status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response.is_passing = status >= 500 or status in PASSING or code == BUSY
    return response


def nothing_here(request: HttpRequest) -> HttpResponse:
    return problem(404, "no_such_address", _("There is nothing at this address."))


def method_not_allowed(allowed: str) -> HttpResponse:
    response = problem(
        405,
        "method_not_allowed",
        _("This address answers only to %(methods)s.") % {"methods": allowed},
    )
    response["Allow"] = allowed
    return response


def handle_errors_of(api: NinjaAPI) -> None:
    for kind in (Refusal, ValidationError, HttpError, Http404, Exception):
        api.add_exception_handler(kind, answer_to)


def _no_token() -> HttpResponse:
    response = problem(401, "no_token", _("Send a valid token: Authorization: Bearer …"))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _busy_or_unexpected(error: OperationalError) -> HttpResponse:
    """Waiting too long for somebody else's lock is no fault of ours."""
    try:
        with waiting_their_turn():
            raise error
    except Refusal as busy:
        return problem(busy.status, BUSY, busy.message)
    except OperationalError:
        return _unexpected(error)


def _unexpected(error: Exception) -> HttpResponse:
    """Nothing is told but a number under which the log tells the rest."""
    request_id = uuid4().hex
    log.error("Request %s failed", request_id, exc_info=error)
    detail = _("Something went wrong on our side. Please tell us the request_id.")
    return problem(500, "unexpected", detail, request_id=request_id)


def _not_valid(error: ValidationError) -> HttpResponse:
    fields = {_name_of(one["loc"]): _message_of(one) for one in error.errors}
    return problem(422, "not_valid", _("Please check the marked fields."), fields=fields)


def _name_of(loc: tuple[str | int, ...]) -> str:
    """("body", "body", "items", 0, "description") is what the caller wrote as items.0.description."""
    where, *path = loc
    if where in ("body", "query") and path and path[0] in ("body", "wanted"):
        path = path[1:]
    name = ".".join(str(part) for part in path) or str(where)
    return name if name.isprintable() else ascii(name)


def _message_of(error: Mapping[str, Any]) -> str:
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "clean_text":
        return str(error["msg"])
    if kind == "string_too_long":
        return _("Please shorten this to %(longest)s characters.") % {
            "longest": limits["max_length"]
        }
    if kind in ("too_long", "list_too_long"):
        return _("At most %(most)s of these at once.") % {"most": limits["max_length"]}
    return _PLAIN.get(kind, lambda: _("This value is not valid."))()


_PLAIN = {
    "missing": lambda: _("Please fill this in."),
    "string_too_short": lambda: _("Please fill this in."),
    "too_short": lambda: _("Please fill this in."),
    "enum": lambda: _("Please choose from the list."),
    "literal_error": lambda: _("Please choose from the list."),
    "extra_forbidden": lambda: _("There is no such field."),
    "string_type": lambda: _("Please send a text."),
    "bool_type": lambda: _("Please send true or false."),
    "bool_parsing": lambda: _("Please send true or false."),
    "int_type": lambda: _("Please enter a whole number."),
    "int_parsing": lambda: _("Please enter a whole number."),
    "int_from_float": lambda: _("Please enter a whole number."),
    "greater_than_equal": lambda: _("This number is too small."),
    "less_than_equal": lambda: _("This number is too large."),
    "moment": lambda: _("Please send a date, a time and its offset: 2026-11-22T09:30:00+08:00."),
    "day": lambda: _("Please send a date: 2026-11-22."),
}
