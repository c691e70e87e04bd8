"""Lists come in pages, with the number of all there are."""

from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

T = TypeVar("T")


class Paging(Schema):
    """Which page is wanted; one beyond the last is empty."""

    page: int = Field(1, ge=1, le=1_000_000, description="The first is 1.")
    limit: int = Field(20, ge=1, le=100, description="How many on a page.")

    def cut(self, found: QuerySet | list) -> tuple[list[Any], dict[str, int]]:
        """The things on this page, and what a Page says about itself."""
        total = len(found) if isinstance(found, list) else found.count()
        first = (self.page - 1) * self.limit
        here = list(found[first : first + self.limit]) if first < total else []
        return here, {"page": self.page, "limit": self.limit, "total": total}


class Page(Schema, Generic[T]):
    items: list[T]
    page: int
    limit: int
    total: int = Field(description="How many there are on all pages.")
