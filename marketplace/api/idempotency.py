"""A POST with a key has one effect and one answer, however often it is sent and however many at once.

The answer is kept in the transaction of its effect. A client's keys are its own, and live for a day.
What may change with the next try (no token, too often, busy, a fault of ours) is not kept.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError

from marketplace.api.auth import Bearer, Caller
from marketplace.api.errors import NotJson, answer_to
from marketplace.api.models import Answered
from marketplace.kernel.errors import Malformed
from marketplace.workorders.refusals import waiting_their_turn

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[!-~]{1,80}")

View = Callable[..., HttpResponse]


def once(door: Bearer) -> Callable[[View], View]:
    """For a view behind `door`: run it for a new key, repeat its answer for a known one."""

    def guard(run: View) -> View:
        @wraps(run)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                caller = door(request)
                if caller is None:
                    raise AuthenticationError
                key, digest = _key_of(request), _digest_of(request)
                with waiting_their_turn(), transaction.atomic():
                    return _answer(caller, key, digest, lambda: run(request, *args, **kwargs))
            except Exception as error:
                return answer_to(request, error)

        return guarded

    return guard


def forget_answers(*, at: datetime) -> int:
    """Drop the answers whose day is over; return how many."""
    return Answered.objects.filter(at__lte=at - KEPT_FOR).delete()[0]


def _answer(caller: Caller, key: str, digest: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    kept = _claim(caller, key, digest)
    if kept.request_digest != digest:
        message = _("This key was used for another request. Please send a new one.")
        raise Malformed("key_used_before", message, fields={HEADER: message})
    if kept.status:
        return _repeated(kept)
    response = _all_or_nothing(run)
    if getattr(response, "is_passing", False):
        transaction.set_rollback(True)
    else:
        _keep(kept, response)
    return response


def _claim(caller: Caller, key: str, digest: str) -> Answered:
    """The row of this key, and nobody else's until this commits: equal requests wait here."""
    new = Answered(client=caller.client, key=key, request_digest=digest, at=caller.at)
    Answered.objects.bulk_create([new], ignore_conflicts=True)
    kept = Answered.objects.select_for_update(of=("self",)).get(client=caller.client, key=key)
    if kept.at <= caller.at - KEPT_FOR:
        kept.request_digest, kept.status, kept.at = digest, 0, caller.at
    return kept


def _all_or_nothing(run: Callable[[], HttpResponse]) -> HttpResponse:
    """What is refused leaves nothing behind, whatever had been written by then."""
    with transaction.atomic():
        response = run()
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response


def _keep(kept: Answered, response: HttpResponse) -> None:
    kept.status = response.status_code
    kept.body = response.content.decode()
    kept.content_type = response["Content-Type"]
    kept.save()


def _repeated(kept: Answered) -> HttpResponse:
    response = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type)
    response["Idempotency-Replayed"] = "true"
    return response


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "")
    if not _KEY.fullmatch(key):
        message = _("Send a key of your own for each new request: up to 80 letters, digits, signs.")
        raise Malformed("key_missing", message, fields={HEADER: message})
    return key


def _digest_of(request: HttpRequest) -> str:
    """Keyed, because what is sent names people and would be found by trying."""
    if request.body and request.content_type != "application/json":
        raise NotJson("not_json", _("Send JSON: Content-Type: application/json."))
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return salted_hmac("marketplace.api.idempotency", asked, algorithm="sha256").hexdigest()
