"""Whatever a provider has several of, for many of them: one query, since all of it are pairs of keys."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import CharField, F, Model, Q, QuerySet, Value

from marketplace.organizations.models import Licence, Service, Worker
from marketplace.volunteers.models import Volunteer

Sets = dict[int, frozenset[str]]


def lists_of_providers(
    services: QuerySet[Service], volunteers: QuerySet[Volunteer], on: date
) -> dict[str, Sets]:
    """By what it is: the codes of each of these services and volunteers, and of the services' organizations,
    that have any, by its pk.

    `papers` is what each organization can show that day: its licences, and those of its people.
    """
    ours = {"organization__in": services.order_by().values("organization")}
    licences = Licence.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
    present = Worker.objects.filter(
        Q(left_on=None) | Q(left_on__gt=on), qualifications__isnull=False
    )
    of_services, of_volunteers = _of("service", services), _of("volunteer", volunteers)
    first, *others = (
        of_services("service_groups", Service.groups.through, "targetgroup"),
        of_services("need_types", Service.need_types.through, "needtype"),
        of_services("subdistricts", Service.subdistricts.through, "subdistrict"),
        _pairs("papers", licences.filter(**ours), "organization_id", "qualification_id"),
        _pairs("papers", present.filter(**ours), "organization_id", "qualifications"),
        of_volunteers("subcategories", Volunteer.subcategories.through, "subcategory"),
        of_volunteers("groups", Volunteer.groups.through, "targetgroup"),
        of_volunteers("skills", Volunteer.qualifications.through, "qualification"),
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


def _of(one: str, owners: QuerySet[Any]) -> Callable[[str, type[Model], str], QuerySet[Any]]:
    """Lists of theirs, each by what it is, the table that links it, and the other side of that."""
    theirs = {f"{one}__in": owners.order_by().values("pk")}

    def links(what: str, through: type[Model], other: str) -> QuerySet[Any]:
        return _pairs(what, through.objects.filter(**theirs), f"{one}_id", f"{other}_id")

    return links


def _pairs(what: str, rows: QuerySet[Any], owner: str, code: str) -> QuerySet[Any]:
    told = {"what": Value(what, CharField()), "owner": F(owner), "of": F(code)}
    return rows.order_by().annotate(**told).values_list(*told)
