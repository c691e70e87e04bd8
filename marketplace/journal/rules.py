"""How entries are tied together. Pure."""

import hashlib
import hmac
import json
from collections.abc import Mapping
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
    told = json.dumps(
        [
            thread,
            position,
            at.astimezone(UTC).isoformat(timespec="microseconds"),
            actor_id,
            verb,
            subject,
            changes,
            reason,
            previous,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()
