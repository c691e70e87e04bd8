"""The facts of one service and of one organization, as their pages tell them. Public facts alone: nothing here
asks who was served."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.shelf.cards import Addresses, cards_of
from marketplace.bans.queries import register
from marketplace.contracts.queries import contracts_of
from marketplace.desks.availability import in_words
from marketplace.desks.maps import ground_of
from marketplace.organizations.models import Licence, Organization, Service
from marketplace.organizations.queries import needs_of, services_on_shelf
from marketplace.satisfaction.queries import tally_of_services
from marketplace.satisfaction.rules import Tally, wilson_interval
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.queries import with_free_places


def shown_service(pk: int) -> Service | None:
    """With all that its page asks; None if it is not on the shelf."""
    return (
        with_free_places(services_on_shelf())
        .select_related(
            "organization__community__subdistrict__district", "subcategory__category", "checked_by"
        )
        .prefetch_related("groups", "subdistricts")
        .filter(pk=pk)
        .first()
    )


def facts_of_service(service: Service, addresses: Addresses) -> dict[str, Any]:
    pk = service.pk
    beside = services_on_shelf().filter(subcategory=service.subcategory_id).exclude(pk=pk)
    others = beside.order_by("organization__name_zh").values_list("pk", flat=True)[:3]
    tally = tally_of_services([pk]).get(pk, Tally())
    needs = needs_of(service)
    return {
        "service": service,
        "organization": service.organization,
        "needs": needs,
        "levels": sorted({need.level for need in needs}, key=lambda level: level.pk),
        "comes": in_words(service.windows) or _("Any time, by appointment"),
        "lasts": _lasting(need.duration_minutes for need in needs),
        "tally": tally,
        "interval": wilson_interval(*tally) if tally.answers else None,
        "papers": in_force(service.organization),
        "reach": _reach(service),
        "others": cards_of(others, addresses),
    }


def facts_of_provider(organization: Organization, addresses: Addresses) -> dict[str, Any]:
    services = services_on_shelf().filter(organization=organization)
    cards = cards_of(services.order_by("subcategory").values_list("pk", flat=True), addresses)
    whole = Tally(sum(c.tally.satisfied for c in cards), sum(c.tally.answers for c in cards))
    return {
        "organization": organization,
        "cards": cards,
        "tally": whole,
        "interval": wilson_interval(*whole) if whole.answers else None,
        "papers": in_force(organization),
        "contracts": contracts_of([organization]).select_related("project"),
        "bans": register().filter(organization=organization),
    }


def rows_of_providers(pages: Iterable[Any]) -> list[tuple[Any, int, int]]:
    """Each page with how many services its organization has on the shelf, and how many places."""
    pages = list(pages)
    found = (
        services_on_shelf()
        .filter(organization__in=[page.organization_id for page in pages])
        .order_by()
        .values_list("organization")
        .annotate(services=Count("pk"), places=Sum("places"))
    )
    by_organization = {organization: (n, places) for organization, n, places in found}
    return [(page, *by_organization.get(page.organization_id, (0, 0))) for page in pages]


def in_force(organization: Organization) -> QuerySet[Licence]:
    today = timezone.now().astimezone(SHANGHAI).date()
    found = organization.licences.filter(from_on__lte=today).exclude(until_on__lte=today)
    return found.select_related("qualification").order_by("qualification", "id")


def _lasting(minutes: Iterable[int]) -> str:
    """From the shortest to the longest of these needs, in hours where that is shorter to say."""
    known = sorted(set(minutes))
    if not known:
        return ""
    least, most = (_minutes(known[0]), _minutes(known[-1]))
    return least if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}


def _minutes(minutes: int) -> str:
    if minutes % 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


def _reach(service: Service) -> dict[str, Any]:
    """Where it comes to, as the district's map: 1 for each subdistrict that it reaches."""
    named = {one.pk for one in service.subdistricts.all()}
    ground = ground_of(service.organization.community.subdistrict.district)
    values = {place.code: int(not named or place.code in named) for place in ground.subdistricts}
    return {"areas": ground.parts(values), "outlines": ground.outlines(), "breaks": [1, 2, 3, 4]}
