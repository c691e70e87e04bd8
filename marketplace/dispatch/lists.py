"""Whatever a provider has several of, for all providers: one query, since all of it are pairs of keys."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import CharField, F, Model, Q, QuerySet, Value

from marketplace.organizations.models import Licence, Service, Worker
from marketplace.volunteers.models import Volunteer

Sets = dict[int, frozenset[str]]


def lists_of_providers(on: date) -> dict[str, Sets]:
    """By what it is: the codes of each service, volunteer or organization that has any, by its pk.

    `papers` is what each organization can show that day: its licences, and those of its people.
    """
    licences = Licence.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
    present = Worker.objects.filter(
        Q(left_on=None) | Q(left_on__gt=on), qualifications__isnull=False
    )
    first, *others = (
        _links("service_groups", Service.groups.through, "service", "targetgroup"),
        _links("need_types", Service.need_types.through, "service", "needtype"),
        _links("subdistricts", Service.subdistricts.through, "service", "subdistrict"),
        _pairs("papers", licences, "organization_id", "qualification_id"),
        _pairs("papers", present, "organization_id", "qualifications"),
        _links("subcategories", Volunteer.subcategories.through, "volunteer", "subcategory"),
        _links("groups", Volunteer.groups.through, "volunteer", "targetgroup"),
        _links("skills", Volunteer.qualifications.through, "volunteer", "qualification"),
    )
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for what, owner, code in first.union(*others, all=True):
        found[what][owner].add(code)
    return defaultdict(
        dict,
        {
            what: {owner: frozenset(codes) for owner, codes in several.items()}
            for what, several in found.items()
        },
    )


def _links(what: str, through: type[Model], one: str, other: str) -> QuerySet[Any]:
    return _pairs(what, through.objects.all(), f"{one}_id", f"{other}_id")


def _pairs(what: str, rows: QuerySet[Any], owner: str, code: str) -> QuerySet[Any]:
    told = {"what": Value(what, CharField()), "owner": F(owner), "of": F(code)}
    return rows.order_by().annotate(**told).values_list(*told)
