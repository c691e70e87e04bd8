"""How the house says no. A face turns each refusal into a page or a problem+json of its status."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A no with a stable `code` for machines and a `message` that a citizen understands.

    `fields` says which input is meant: {"phone": "message"}; for rows of a file {"rows.3.phone": ...}.
    `field` is short for the one that the message itself is about.
    """

    status = 400

    def __init__(
        self,
        code: str,
        message: Any,
        *,
        field: str = "",
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = {field: message} if field else dict(fields or {})

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotAllowed(Refusal):
    """This person may not do this (403)."""

    status = 403


class Hidden(Refusal):
    """There is no such thing, or none that this person may know of: the answer is the same (404)."""

    status = 404


class RuleBroken(Refusal):
    """Well-formed and permitted, but the rules or the state of things say no (409)."""

    status = 409


class Gone(Refusal):
    """It was here, and was erased on purpose (410)."""

    status = 410


class Malformed(Refusal):
    """The input itself is wrong (422)."""

    status = 422
