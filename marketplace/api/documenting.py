"""The OpenAPI document: what ninja derives, and every refusal with an example."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from marketplace.api.choices import Scope
from marketplace.api.errors import CONTENT_TYPE

READING = (401, 403, 404, 405, 422, 429, 500)
WRITING = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500)
OPEN_READING = (404, 405, 410, 422, 429, 500)

# status: code, detail and fields of an example, and what it means.
_REFUSALS: dict[int, tuple[str, str, dict[str, str], str]] = {
    400: ("malformed_json", "This is not valid JSON.", {}, "The body is not JSON."),
    401: (
        "no_token",
        "Send a valid token: Authorization: Bearer …",
        {},
        "No token, or one that was revoked.",
    ),
    403: (
        "not_allowed",
        "Your role does not allow this step for this order.",
        {},
        "The token lacks the scope, or its person may not do this.",
    ),
    404: (
        "no_such_need",
        "There is no such need, or it is not yours to see.",
        {},
        "There is no such thing, or none that this client may know of.",
    ),
    405: (
        "method_not_allowed",
        "This address answers only to GET.",
        {},
        "Another method is wanted; see Allow.",
    ),
    409: (
        "wrong_step",
        "This is not possible any more: it is now “Withdrawn”. Reload the page.",
        {},
        "Well-formed and permitted, but the rules or the state of things say no.",
    ),
    410: (
        "request_erased",
        "What was stored about this person was erased, and this request can no longer be seen.",
        {},
        "The person's data were erased; so was a kept answer that told of them.",
    ),
    413: ("too_large", "This is larger than 2 MB.", {}, "The body is too large."),
    415: ("not_json", "Send JSON: Content-Type: application/json.", {}, "The body is not JSON."),
    422: (
        "not_valid",
        "Please check the marked fields.",
        {"items.0.description": "Please fill this in."},
        "The input is wrong; `fields` says where.",
    ),
    429: (
        "too_often",
        "That was very often. Please wait a while and try again.",
        {},
        "Too many tries.",
    ),
    500: (
        "unexpected",
        "Something went wrong on our side. Please tell us the request_id.",
        {},
        "A fault of ours; nothing was changed.",
    ),
}

PROBLEM = {
    "type": "object",
    "description": "A refusal as RFC 9457 writes it.",
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string", "description": "The phrase of the status."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people, in the language asked for."},
        "code": {"type": "string", "description": "For machines; it stays the same."},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Which input is meant, and what is wrong with it.",
        },
        "request_id": {"type": "string", "description": "Only with status 500."},
    },
    "required": ["type", "title", "status", "detail", "code", "fields"],
    "additionalProperties": False,
}

KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A key of your own for each new request, such as a UUID. The same key with the same "
    "body gets the same answer for 24 hours, and has one effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]{1,80}$"},
    "example": "7d0c3f6e-6c0f-4e0e-9f38-5a1f4d6f7c11",
}


def answers(*statuses: int) -> dict[int, dict[str, str]]:
    return {status: {"$ref": f"#/components/responses/{_name(status)}"} for status in statuses}


def needs_scope(view: Callable[..., Any], scope: Scope | None) -> str:
    """What the docstring says, and what a token needs."""
    said = " ".join((view.__doc__ or "").split())
    return f"{said}\n\nScope: `{scope.value}`" if scope else f"{said}\n\nOpen to everybody."


class DocumentedAPI(NinjaAPI):
    """Operations are named for their functions, and every refusal is told."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **wanted: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**wanted)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        schema["components"]["responses"] = {
            _name(status): _documented(status) for status in _REFUSALS
        }
        return schema


def _name(status: int) -> str:
    return HTTPStatus(status).name.title().replace("_", "")


def _documented(status: int) -> dict[str, Any]:
    code, detail, fields, meaning = _REFUSALS[status]
    example: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "fields": fields,
    }
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        example["request_id"] = "1f0c4f1bb1a24c6fa6cf0f0a3c9f2d77"
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": meaning, "content": {CONTENT_TYPE: content}}
