"""Equal text, equal digest, nothing readable: how the database finds or compares what it holds encrypted.

Each digest is an HMAC-SHA256 under a key of its own purpose, derived from BLIND_INDEX_KEY, which lives
outside the database and is not the encryption key. An unkeyed hash of a short number is guessed in
seconds; this one only with the key.
"""

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def keyed_digest(purpose: str, value: str) -> str:
    """64 hex digits. Digests of two purposes never meet."""
    if not settings.BLIND_INDEX_KEY:
        raise ImproperlyConfigured("BLIND_INDEX_KEY is not set.")
    return hmac.digest(_key_of(settings.BLIND_INDEX_KEY, purpose), value.encode(), "sha256").hex()


@lru_cache(maxsize=64)
def _key_of(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)


class DigestField(models.CharField):
    """The digest of another field of the same row, made anew whenever the row is saved.

    `canonical` makes two spellings of one value equal; what it leaves empty has no digest.
    """

    def __init__(
        self, *, of: str = "", canonical: Callable[[str], str] = str, **kwargs: Any
    ) -> None:
        self.of, self.canonical = of, canonical
        super().__init__(**kwargs | {"max_length": 64, "blank": True, "editable": False})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        # What it is made of is no matter of the column.
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "blank", "editable"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.canonical(getattr(model_instance, self.of))
        purpose = f"{self.model._meta.label_lower}.{self.of}"
        digest = keyed_digest(purpose, value) if value else ""
        setattr(model_instance, self.attname, digest)
        return digest
