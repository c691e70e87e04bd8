"""Model fields whose text is encrypted at rest, and the way from an old key to a new one.

`FIELD_ENCRYPTION_KEYS` lists secrets, newest first: the first encrypts, all decrypt. To change the
key, put the new secret in front, restart, run `manage.py reencrypt`, then drop the old one. A lost
secret is lost data; SECRET_KEY plays no part. Renaming a table or column needs a data migration,
because the place is sealed in.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.cipher import Keyring
from marketplace.kernel.errors import Malformed

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def keyring() -> Keyring:
    if not settings.FIELD_ENCRYPTION_KEYS:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is not set.")
    return _keyring(tuple(settings.FIELD_ENCRYPTION_KEYS))


@lru_cache(maxsize=8)
def _keyring(secrets: tuple[str, ...]) -> Keyring:
    return Keyring(secrets)


class EncryptedField:
    """What both fields share. Empty stays empty; everything else is sealed for its table and column.

    The database compares ciphertext, so a filter would silently find nothing: it is refused. The only
    questions that can be asked are `isnull` and `blank`.
    """

    model: type[models.Model]
    name: str
    column: Any
    max_length: int | None

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_internal_type(self) -> str:
        return "TextField"

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return value
        if not isinstance(value, str):
            raise TypeError(f"{self.place} stores text, not {type(value).__name__}")
        if _UNSTORABLE.search(value):
            raise Malformed(
                "unreadable_text",
                _("This text contains characters that cannot be stored."),
                field=self.name,
            )
        if self.max_length is not None and len(value) > self.max_length:
            raise Malformed(
                "too_long",
                _("Please shorten this to %(longest)s characters.") % {"longest": self.max_length},
                field=self.name,
            )
        return keyring().seal(str(value), place=self.place)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return keyring().open(value, place=self.place) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("isnull", "blank"):
            return super().get_lookup(lookup_name)  # type: ignore[misc]
        raise FieldError(
            f"{self.place} is encrypted: find it by its digest, not by {lookup_name!r}."
        )

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(
            f"{self.place} is encrypted: back up the database, do not dump it as text."
        )


class EncryptedCharField(EncryptedField, models.CharField):
    """At most `max_length` characters before encryption."""


class EncryptedTextField(EncryptedField, models.TextField):
    pass


@EncryptedCharField.register_lookup
@EncryptedTextField.register_lookup
class Blank(models.Lookup):
    """`phone__blank=True`: there is nothing in it."""

    lookup_name = "blank"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} {'=' if self.rhs else '<>'} ''", params


def encrypted_models() -> Iterator[type[models.Model]]:
    """Every model that has an encrypted field."""
    return (m for m in apps.get_models() if encrypted_fields(m))


def encrypted_fields(model: type[models.Model]) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedField)]


def sealed_before(model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of `model` with a value that another key than the newest sealed, by their keys."""
    names = encrypted_fields(model)
    stored = {f"stored_{name}": Cast(F(name), models.TextField()) for name in names}
    old = Q()
    for name in names:
        newest = Q(**{f"stored_{name}__startswith": keyring().prefix})
        old |= ~newest & Q(**{f"{name}__blank": False})
    return model._base_manager.alias(**stored).filter(old).order_by("pk")


def reencrypt(model: type[models.Model], *, after: Any = None, batch: int = 500) -> list[Any]:
    """Seal the next `batch` rows of `sealed_before(model)` with the newest key; return their keys, to
    go on `after` the last of them.

    Each batch commits by itself and leaves out rows that somebody is just changing: it can run while
    people work, stop anywhere and begin again. Unreadable if no key at hand opens a value; then the
    batch stays as it was.
    """
    names = encrypted_fields(model)
    old = sealed_before(model)
    if after is not None:
        old = old.filter(pk__gt=after)
    with transaction.atomic():
        keys = list(old.values_list("pk", flat=True)[:batch])
        rows = model._base_manager.filter(pk__in=keys).only("pk", *names).order_by("pk")
        # One by one: bulk_update takes several times as long to say the same.
        for row in rows.select_for_update(skip_locked=True, no_key=True):
            row.save(update_fields=names)
    return keys
