"""Pages that say no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.kernel.errors import Refusal

HAVE_A_PAGE = (403, 404, 409, 410, 429)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal; one that only 404 explains tells nothing more."""
    template = (
        f"errors/{refusal.status}.html" if refusal.status in HAVE_A_PAGE else "errors/400.html"
    )
    return render(request, template, {"refusal": refusal}, status=refusal.status)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from an expired session or another site (CSRF)."""
    context = {
        "message": _("This form was open for too long. Go back, reload the page and send it again.")
    }
    return render(request, "errors/403.html", context, status=403)
