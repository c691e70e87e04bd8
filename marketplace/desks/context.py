"""What every page shows around its content: the navigation of the reader's own desks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from marketplace.desks.navigation import navigation_for


def desk(request: HttpRequest) -> dict[str, Any]:
    return {
        "desk_nav": navigation_for(request),
        "is_demo": settings.DEMO,
        "theme": request.COOKIES.get("theme", ""),
        "elder_mode": request.COOKIES.get("elder", "") == "1",
    }
