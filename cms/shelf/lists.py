"""The closed lists that a shelf is narrowed by."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import get_language

from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup
from marketplace.places.models import Subdistrict

SECONDS = 600


@dataclass(frozen=True, slots=True)
class ClosedLists:
    """Names by code, and the levels of each subcategory, in the reader's language."""

    groups: dict[str, str]
    levels: dict[str, str]
    subdistricts: dict[str, str]
    levels_of: list[tuple[str, int]]


def closed_lists() -> ClosedLists:
    """They change once in years: asked again every ten minutes."""
    found = cache.get_or_set(f"closed-lists:{get_language()}", _read, SECONDS)
    assert found is not None
    return found


def _read() -> ClosedLists:
    levels_of = NeedType.objects.order_by().values_list("subcategory", "level").distinct()
    return ClosedLists(
        {one.pk: one.name for one in TargetGroup.objects.all()},
        {str(one.pk): one.name for one in ServiceLevel.objects.all()},
        {one.pk: one.name for one in Subdistrict.objects.order_by("code")},
        list(levels_of),
    )
