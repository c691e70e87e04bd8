"""The frame, for pages of the site and for those desks that anybody may come to."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.frame import frame


def public(request: HttpRequest) -> dict[str, Any]:
    """Looked up when a page shows it: those of somebody's desk do not."""
    return {"public_frame": SimpleLazyObject(frame)}
