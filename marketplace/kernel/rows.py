"""Many rows at once: what one round leaves behind is thousands of them, and they are written as they stand."""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

BATCH = 500
_JSON = json.JSONEncoder(ensure_ascii=False).encode


def insert(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert new rows of one model, each told by the names of its columns' attributes: whole numbers, text, JSON
    and keys of others, and nothing else. What a row does not tell is the field's default.

    As `bulk_create`, in a third of the time: no value is looked at twice, and nothing is made of a row but
    what the database takes.
    """
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    told = map(_telling(fields), rows)
    size = min(BATCH, (connection.features.max_query_params or BATCH * 99) // len(fields))
    with connection.cursor() as cursor:
        while batch := list(islice(told, size)):
            cursor.execute(
                _statement(model._meta.db_table, fields, len(batch)), list(chain(*batch))
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


def _telling(fields: list[Field]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """The values of a row as the database takes them."""
    names = [(each.attname, each.get_default()) for each in fields]
    json_at = [at for at, each in enumerate(fields) if isinstance(each, JSONField)]

    def told(row: Mapping[str, Any]) -> list[Any]:
        found = [row.get(name, default) for name, default in names]
        for at in json_at:
            if found[at] is not None:
                found[at] = _JSON(found[at])
        return found

    return told


def _statement(table: str, fields: list[Field], rows: int) -> str:
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(each.column)) for each in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quoted(table)} ({names}) VALUES {', '.join([row] * rows)}"
