"""How entries and seals are tied together. Pure."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any


def digest_of(
    key: str,
    *,
    thread: str,
    position: int,
    at: datetime,
    actor_id: int | None,
    verb: str,
    subject: str,
    changes: Mapping[str, Any],
    reason: str,
    previous: str,
) -> str:
    """Hex HMAC-SHA256 over every field of an entry and the digest of the entry before it.

    Keyed, so that someone who can write to the database but not read the key cannot mend the chain.
    """
    told = [
        thread,
        position,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        actor_id,
        verb,
        subject,
        changes,
        reason,
        previous,
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def seal_of(key: str, *, previous: str, entries: Iterable[tuple[int, str]]) -> str:
    """Hex HMAC-SHA256 over (id, digest) of every entry sealed, in order, and the seal before."""
    seal = hmac.new(key.encode(), previous.encode(), hashlib.sha256)
    for entry_id, digest in entries:
        seal.update(f"{entry_id}:{digest};".encode())
    return seal.hexdigest()
