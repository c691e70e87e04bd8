"""The files made rows: what is new is created, what differs is changed, what is equal is left alone."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from marketplace.catalogue.files import Record
from marketplace.catalogue.models import (
    Category,
    NeedType,
    Qualification,
    ServiceLevel,
    Subcategory,
    TargetGroup,
    UrgencyTag,
)
from marketplace.kernel.errors import Malformed

MODELS: dict[str, type[models.Model]] = {
    "groups": TargetGroup,
    "levels": ServiceLevel,
    "tags": UrgencyTag,
    "categories": Category,
    "subcategories": Subcategory,
    "qualifications": Qualification,
    "need_types": NeedType,
}
_KEYS = ("category", "group", "level", "subcategory", "tag")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of one list were created, changed and left as they were."""

    created: int = 0
    changed: int = 0
    equal: int = 0


def upsert(name: str, records: list[Record]) -> Loaded:
    """Bring the records of the list `name` into its table."""
    model = MODELS[name]
    wanted = dict(_values(name, place, values) for place, values in enumerate(records, 1))
    standing = model._default_manager.in_bulk()
    new = [model(**values) for key, values in wanted.items() if key not in standing]
    changed = [
        _set(standing[key], values)
        for key, values in wanted.items()
        if key in standing and _differs(standing[key], values)
    ]
    model._default_manager.bulk_create(new)
    if changed:
        fields = [f.name for f in model._meta.concrete_fields if f.attname in _any(wanted)]
        fields.remove(model._meta.pk.name)
        model._default_manager.bulk_update(changed, fields)
    return Loaded(len(new), len(changed), len(wanted) - len(new) - len(changed))


def join_further_groups(records: list[Record]) -> int:
    """Make the further groups of each need type those of its record; how many links were touched."""
    through = NeedType.further_groups.through
    codes = [record["code"] for record in records]
    wanted = {(record["code"], group) for record in records for group in record["further_groups"]}
    standing = {
        (link.needtype_id, link.targetgroup_id): link.pk
        for link in through.objects.filter(needtype_id__in=codes)
    }
    through.objects.filter(
        pk__in=[pk for link, pk in standing.items() if link not in wanted]
    ).delete()
    through.objects.bulk_create(
        through(needtype_id=code, targetgroup_id=group)
        for code, group in sorted(wanted - standing.keys())
    )
    return len(wanted ^ standing.keys())


def refuse_clashes(records: list[Record]) -> None:
    """The files may not take the code or a name of a need type that was added here."""
    added = NeedType.objects.filter(added_on__isnull=False)
    taken = {value for row in added.values_list("code", "name_zh", "name_en") for value in row}
    for record in records:
        for value in (record["code"], record["name_zh"], record["name_en"]):
            if value in taken:
                raise Malformed(
                    "taken_here",
                    _("“%(value)s” is already in use by a need type that was added here.")
                    % {"value": value},
                )


def _values(name: str, position: int, record: Record) -> tuple[Any, dict[str, Any]]:
    """Primary key and field values of one record."""
    values = {f"{k}_id" if k in _KEYS else k: v for k, v in record.items() if k != "further_groups"}
    if name == "groups":
        values["position"] = position
    return next(iter(values.values())), values


def _any(wanted: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    return next(iter(wanted.values()))


def _set(thing: models.Model, values: dict[str, Any]) -> models.Model:
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


def _differs(thing: models.Model, values: dict[str, Any]) -> bool:
    return any(getattr(thing, name) != value for name, value in values.items())
