from typing import Any

from django.http import HttpRequest


def everything(request: HttpRequest) -> dict[str, Any]:
    return {}
