"""A page that posts has one effect, however often it is sent: by a double click, or after going back.

The last page carries a `sending` of its own. With what was sent it gives the follow codes of the needs to
be, and the database knows each code once. Something else typed on the same page is another sending.
"""

import secrets

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from marketplace.kernel.codes import spoken_code_of
from marketplace.needs.models import Need

FIELD = "sending"
UNSAID = ("csrfmiddlewaretoken",)


def new_sending() -> str:
    return secrets.token_urlsafe(16)


def codes_of(request: HttpRequest, count: int) -> list[str]:
    """The follow codes of `count` needs sent with this page; empty ones for a page without a sending."""
    if not request.POST.get(FIELD):
        return [""] * count
    sent = sorted((name, told) for name, told in request.POST.lists() if name not in UNSAID)
    asked = f"{request.user.pk} {request.path} {sent}"
    return [spoken_code_of(_digest(f"{i} {asked}")) for i in range(count)]


def sent_before(codes: list[str]) -> list[Need]:
    """What this very sending has posted already."""
    return list(Need.objects.filter(follow_code__in=codes).order_by("pk"))


def _digest(text: str) -> bytes:
    # Keyed, because whoever knows a code follows the need.
    return salted_hmac("marketplace.desks.sending", text, algorithm="sha256").digest()
