"""Changing a thing and telling the journal, in the one order that every action keeps."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import Hidden


def lock(thing: models.Model, *related: str) -> None:
    """From here on `thing` is what the database says, and nobody else writes it until this commits.

    `related` are fetched along, as in select_related, and not locked. Keys never change, so rows that
    point here may still be written.
    """
    rows = type(thing)._default_manager.select_for_update(of=("self",), no_key=True)
    try:
        thing.refresh_from_db(from_queryset=rows.select_related(*related) if related else rows)
    except ObjectDoesNotExist:
        raise Hidden("gone", _("This is no longer there.")) from None


def change(
    thing: models.Model,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    unsaid: Collection[str] = (),
    also: Mapping[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Set `facts`, save them, and write [before, after] of each into the journal.

    Facts named in `unsaid` are saved and not told: texts about a person. `also` is told and not saved:
    what is kept in other tables.
    """
    changes = dict(also or {})
    for name, value in facts.items():
        if name not in unsaid:
            changes[name] = [code_of(_held(thing, name)), code_of(value)]
        setattr(thing, name, value)
    thing.save(update_fields=list(facts))
    record(verb, thing, by=by, at=at, changes=changes, reason=reason)


def codes_of(thing: models.Model, *names: str) -> dict[str, Any]:
    """The named facts of a new thing as the journal holds them."""
    return {name: code_of(_held(thing, name)) for name in names}


def code_of(value: Any) -> Any:
    """How the journal holds a value: codes, ids, moments, and figures to their last digit."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [code_of(each) for each in value]
    return value


def _held(thing: models.Model, name: str) -> Any:
    # The key of a related thing is told without fetching it.
    field = thing._meta.get_field(name)
    return getattr(thing, getattr(field, "attname", name))
