"""Public pages are kept, and shown again for as long as nothing has happened; what many of them share is, too.

Whatever changes a page is written down in the same transaction: by the journal what happens in the rooms, by
Wagtail's logs what editors do. So their last rows are the version of the whole site, asked anew for each visit by
every process: a page is never older than the last change, and nobody has to remember what to purge.

What editors alone can change outlives whatever happens in the rooms: a district at work journals all day.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import ModelLogEntry, PageLogEntry

from marketplace.journal.models import Entry
from marketplace.look.preferences import is_elder, theme_of
from marketplace.workdays.rules import SHANGHAI

EDITS = PageLogEntry, ModelLogEntry
ANYTHING = Entry, *EDITS

store = caches["pages"]
SECONDS = 3600
# Nobody asks for more by hand, and what machines ask for is not worth keeping.
LONGEST_ADDRESS = 200
FEW = 8

Logs = tuple[type[Model], ...]
Version = tuple[str, int, tuple[tuple[int, int], ...]]
One = TypeVar("One", bound=Hashable)
Thing = TypeVar("Thing")

# All that one page is made of is of one version, and that is asked once.
_of_the_page: ContextVar[Version] = ContextVar("version")


def kept(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` answers, or what it answered before, for readers of whom nothing is known."""
    asked = _of_the_page.set(_version())
    try:
        return _private(_found(request, make) if _is_nobodys(request) else _drawn(make()))
    finally:
        _of_the_page.reset(asked)


def remembered(name: str, make: Callable[[], Thing], until: Logs = ANYTHING) -> Thing:
    """What `make` tells, or told before, until one of these logs grows: it must be the same for every reader of a
    language."""
    return remembered_each("", [name], lambda _: {name: make()}, until)[name]


def remembered_each(
    kind: str,
    wanted: Iterable[One],
    make: Callable[[list[One]], Mapping[One, Thing]],
    until: Logs = ANYTHING,
) -> dict[One, Thing]:
    """As `remembered`, for many at once, by what they are asked by: `make` tells those that are not known, and
    may leave some out."""
    version = _of(until, _of_the_page.get(None) or _version())
    keys = {one: _key("thing", kind, one, get_language(), version) for one in wanted}
    stored = store.get_many(keys.values())
    found = {one: stored[key] for one, key in keys.items() if key in stored}
    if missing := [one for one in keys if one not in found]:
        made = make(missing)
        store.set_many({keys[one]: thing for one, thing in made.items()}, SECONDS)
        found.update(made)
    return {one: found[one] for one in keys if one in found}


def _found(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    key = _page_key(request)
    content = store.get(key)
    if content is None:
        answer = _drawn(make())
        if answer.status_code != 200 or answer.cookies or answer.streaming:
            return answer
        content = answer.content
        store.set(key, content, SECONDS)
    return HttpResponse(content)


def _drawn(answer: HttpResponse) -> HttpResponse:
    return answer.render() if hasattr(answer, "render") else answer


def _is_nobodys(request: HttpRequest) -> bool:
    """Nothing of a person is known here, so that nothing of a person can be on the page."""
    known = {settings.SESSION_COOKIE_NAME, "messages"}
    plain = request.method == "GET" and len(request.get_full_path()) <= LONGEST_ADDRESS
    return plain and not known & request.COOKIES.keys() and "Authorization" not in request.headers


def _page_key(request: HttpRequest) -> str:
    """All that the page depends on: how and where it is read, and the version of the site."""
    return _key(
        "page",
        request.get_host(),
        request.get_full_path(),
        theme_of(request),
        is_elder(request),
        get_language(),
        _of_the_page.get(),
    )


def _key(kind: str, *told: object) -> str:
    return f"{kind}:{sha256(repr(told).encode()).hexdigest()}"


def _version() -> Version:
    """The day, and the last rows of all that is written down: one query. More than one row of each, because a
    transaction that began earlier may commit later than its neighbour."""
    today = timezone.now().astimezone(SHANGHAI).toordinal()
    with connection.cursor() as cursor:
        cursor.execute(_last_rows(connection.vendor))
        return str(connection.settings_dict["NAME"]), today, tuple(cursor.fetchall())


def _of(logs: Logs, version: Version) -> Version:
    """As much of a version as these logs tell."""
    where, today, rows = version
    return where, today, tuple((at, pk) for at, pk in rows if ANYTHING[at] in logs)


@cache
def _last_rows(vendor: str) -> str:
    quoted = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT {at} AS log, id FROM "
        f"(SELECT id FROM {quoted(model._meta.db_table)} ORDER BY id DESC LIMIT {FEW}) AS log{at}"
        for at, model in enumerate(ANYTHING)
    )


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept here and nowhere between: another cache does not know what has happened."""
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return answer
