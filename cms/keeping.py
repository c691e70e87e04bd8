"""Public pages are kept, and shown again for as long as nothing has happened.

Whatever changes a page is written down in the same transaction: by the journal what happens in the rooms, by
Wagtail's logs what editors do. So their last rows are the version of the whole site, asked anew for each visit by
every process: a page is never older than the last change, and nobody has to remember what to purge.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache as pages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import ModelLogEntry, PageLogEntry

from marketplace.journal.models import Entry
from marketplace.look.preferences import is_elder, theme_of
from marketplace.workdays.rules import SHANGHAI

SECONDS = 3600
# Nobody asks for more by hand, and what machines ask for is not worth keeping.
LONGEST_ADDRESS = 200
FEW = 8


def kept(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` answers, or what it answered before, for readers of whom nothing is known."""
    if not _is_nobodys(request):
        return _private(make())
    key = _key(request)
    found = pages.get(key)
    if found is None:
        answer = make()
        if hasattr(answer, "render"):
            answer.render()
        if answer.status_code != 200 or answer.cookies or answer.streaming:
            return _private(answer)
        found = answer.content
        pages.set(key, found, SECONDS)
    return _private(HttpResponse(found))


def _is_nobodys(request: HttpRequest) -> bool:
    """Nothing of a person is known here, so that nothing of a person can be on the page."""
    known = {settings.SESSION_COOKIE_NAME, "messages"}
    plain = request.method == "GET" and len(request.get_full_path()) <= LONGEST_ADDRESS
    return plain and not known & request.COOKIES.keys() and "Authorization" not in request.headers


def _key(request: HttpRequest) -> str:
    """All that the page depends on: how and where it is read, the day, and the version of the site."""
    told = (
        request.get_host(),
        request.get_full_path(),
        theme_of(request),
        is_elder(request),
        get_language(),
        timezone.now().astimezone(SHANGHAI).toordinal(),
        _version(),
    )
    return "page:" + sha256(repr(told).encode()).hexdigest()


def _version() -> tuple[str, list[tuple[int, int]]]:
    """The last rows of all that is written down: one query. More than one row of each, because a transaction that
    began earlier may commit later than its neighbour."""
    with connection.cursor() as cursor:
        cursor.execute(_last_rows(connection.vendor))
        return connection.settings_dict["NAME"], cursor.fetchall()


@cache
def _last_rows(vendor: str) -> str:
    quoted = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT {at} AS log, id FROM "
        f"(SELECT id FROM {quoted(model._meta.db_table)} ORDER BY id DESC LIMIT {FEW}) AS log{at}"
        for at, model in enumerate((Entry, PageLogEntry, ModelLogEntry))
    )


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept here and nowhere between: another cache does not know what has happened."""
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return answer
