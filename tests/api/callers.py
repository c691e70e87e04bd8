"""Systems that call: a client for a person, with scopes, and a browser-less way to ask."""

import json
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client as Http

from marketplace.accounts.models import User
from marketplace.api.choices import Scope
from marketplace.api.issuing import issue_token
from tests.makers import NOW

_number = count(1)
ALL = tuple(Scope.values)


class System:
    """Somebody else's software with a token that acts for `user`."""

    def __init__(self, user: User, *scopes: str, language: str = "en") -> None:
        name = f"测试系统{next(_number)}"
        self.client, self.token = issue_token(
            name, user=user, scopes=scopes or ALL, by=None, at=NOW
        )
        self.language = language

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return Http().get(f"/api{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        """With a new key unless one is given."""
        return Http().post(
            f"/api{path}",
            "" if body is None else body if isinstance(body, bytes) else json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key or f"key-{next(_number)}", **self.headers, **headers},
        )


def problem_of(response: HttpResponse) -> tuple[int, str]:
    """Status and code of a refusal that has the shape of RFC 9457, and nothing more."""
    told = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert set(told) - {"request_id"} == {"type", "title", "status", "detail", "code", "fields"}
    assert ("request_id" in told) == (response.status_code == 500)
    assert told["status"] == response.status_code
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"]
    assert "no-store" in response["Cache-Control"]
    return response.status_code, told["code"]
