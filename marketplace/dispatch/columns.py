"""Short lists kept as JSON, of thousands of rows that share a few of them: each is read once."""

import json
from functools import cache

from django.db.models import TextField
from django.db.models.functions import Cast


def as_text(name: str) -> Cast:
    """The column as the database keeps it, so that nobody parses it row by row."""
    return Cast(name, TextField())


@cache
def words_in(text: str) -> frozenset[str]:
    """
    >>> sorted(words_in('["sat-am", "mon-am"]'))
    ['mon-am', 'sat-am']
    """
    return frozenset(json.loads(text))
