"""JSON as it was meant: no NaN, no key twice."""

import json
from typing import Any, cast

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> DictStrAny:
        told = json.loads(
            request.body, object_pairs_hook=_no_key_twice, parse_constant=_no_constant
        )
        return cast(DictStrAny, told)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError("a key is there twice")
    return told


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
