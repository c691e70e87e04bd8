"""How often one may try: counted in the cache, for searches that must not become a sieve."""

from django.core.cache import cache
from django.utils.translation import gettext as _

from marketplace.kernel.errors import Refusal


class TooOften(Refusal):
    """Wait a while (429)."""

    status = 429


def count(what: str, who: str, *, most: int, within: int) -> None:
    """One more try of `what` by `who`; TooOften beyond `most` in `within` seconds."""
    key = f"limit:{what}:{who}"
    cache.add(key, 0, timeout=within)
    try:
        tries = cache.incr(key)
    except ValueError:
        # It ran out between the two.
        cache.set(key, 1, timeout=within)
        tries = 1
    if tries > most:
        raise TooOften("too_often", _("That was very often. Please wait a while and try again."))
