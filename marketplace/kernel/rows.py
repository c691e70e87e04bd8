"""Many rows at once: what one round leaves behind is thousands of them, and they are written as they stand."""

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

BATCH = 500
_JSON = json.JSONEncoder(ensure_ascii=False).encode


def insert(rows: Iterable[Model]) -> None:
    """Insert new rows of one model made of whole numbers, text, JSON and keys of others, and nothing else.

    As `bulk_create`, in less than half of the time: no value is looked at twice, and the rows do not learn
    their keys.
    """
    rows = iter(rows)
    for first in rows:
        fields = [each for each in first._meta.concrete_fields if not each.primary_key]
        told = map(_telling(fields), chain([first], rows))
        size = min(BATCH, (connection.features.max_query_params or BATCH * 99) // len(fields))
        with connection.cursor() as cursor:
            while batch := list(islice(told, size)):
                cursor.execute(
                    _statement(first._meta.db_table, fields, len(batch)), list(chain(*batch))
                )


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """Hundreds of thousands of small things are made that all stay. Python would look through them again and
    again for what can go, which takes two fifths of the time and finds nothing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _telling(fields: list[Field]) -> Callable[[Model], list[Any]]:
    """The values of a row as the database takes them."""
    values = attrgetter(*(each.attname for each in fields))
    plain = [at for at, each in enumerate(fields) if isinstance(each, JSONField)]

    def told(row: Model) -> list[Any]:
        found = list(values(row))
        for at in plain:
            if found[at] is not None:
                found[at] = _JSON(found[at])
        return found

    return told


def _statement(table: str, fields: list[Field], rows: int) -> str:
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(each.column)) for each in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quoted(table)} ({names}) VALUES {', '.join([row] * rows)}"
