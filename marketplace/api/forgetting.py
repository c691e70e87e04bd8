"""Kept answers hold what was told about a person: when the person is erased, they go the same way."""

from collections.abc import Collection

from marketplace.api.errors import problem
from marketplace.api.models import Answered
from marketplace.kernel.errors import Gone
from marketplace.needs.queries import ERASED_REQUEST

AT_ONCE = 200


def forget(signs: Collection[str]) -> int:
    """Replace every kept answer that names one of `signs`; return how many.

    Its key stays taken: what had an effect once must not have it again.
    """
    about = [one for one in Answered.objects.iterator(AT_ONCE) if _names_any(one, signs)]
    gone = problem(Gone.status, "request_erased", ERASED_REQUEST)
    for one in about:
        one.status, one.body = gone.status_code, gone.content.decode()
        one.content_type = gone["Content-Type"]
        one.save(update_fields=["status", "body", "content_type"])
    return len(about)


def _names_any(kept: Answered, signs: Collection[str]) -> bool:
    return any(sign in kept.body for sign in signs)
