"""What an organization says of a service: to whom, where, to how many, for how much."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.models import NeedType, Subcategory, TargetGroup
from marketplace.kernel.checks import whole_number
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Organization, Service
from marketplace.places.models import Subdistrict

MOST_PLACES = 5000
MOST_VISITS = 50_000
MOST_HELPERS = 20
FARTHEST = 100_000
DEAREST = 100_000_00
WORDS = ("name_zh", "name_en", "description_zh", "description_en")
FACTS = (*WORDS, "subcategory", "places", "helpers", "radius", "price_cents")
LISTS = ("need_types", "groups", "subdistricts")


@dataclass(frozen=True, slots=True)
class ServiceOffer:
    """What is offered, to whom, where, to how many at one time, and for how much (fen per unit).

    No need types: every need of the subcategory. No subdistricts: the whole district. No radius
    (metres): no limit.
    """

    name_zh: str
    subcategory: Subcategory
    groups: Collection[TargetGroup]
    places: int
    name_en: str = ""
    description_zh: str = ""
    description_en: str = ""
    need_types: Collection[NeedType] = ()
    subdistricts: Collection[Subdistrict] = ()
    radius: int | None = None
    helpers: int = 1
    price_cents: int = 0


def offer_of(service: Service) -> ServiceOffer:
    """What is offered now."""
    facts: dict[str, Any] = {name: getattr(service, name) for name in FACTS}
    lists: dict[str, Any] = {name: list(getattr(service, name).all()) for name in LISTS}
    return ServiceOffer(**facts, **lists)


def drafted(organization: Organization, offer: ServiceOffer) -> Service:
    """Not stored, and without its lists."""
    return Service(
        organization=organization,
        name_zh=clean_text(offer.name_zh, field="name_zh", longest=100, required=True),
        name_en=clean_text(offer.name_en, field="name_en", longest=160),
        description_zh=clean_text(offer.description_zh, field="description_zh"),
        description_en=clean_text(offer.description_en, field="description_en"),
        subcategory=offer.subcategory,
        places=whole_number(offer.places, 1, MOST_PLACES, field="places"),
        helpers=whole_number(offer.helpers, 1, MOST_HELPERS, field="helpers"),
        radius=None
        if offer.radius is None
        else whole_number(offer.radius, 1, FARTHEST, field="radius"),
        price_cents=whole_number(offer.price_cents, 0, DEAREST, field="price_cents"),
    )


def judge(organization: Organization, offer: ServiceOffer) -> None:
    """Whether its lists fit together."""
    if not offer.groups:
        raise Malformed("no_group", _("Choose at least one group that it serves."), field="groups")
    if any(each.subcategory_id != offer.subcategory.pk for each in offer.need_types):
        raise Malformed(
            "another_subcategory",
            _("Every kind of need must belong to the chosen subcategory."),
            field="need_types",
        )
    if any(each.district_id != organization.community.district_code for each in offer.subdistricts):
        raise Malformed(
            "another_district",
            _("Choose subdistricts of the district in which the organization has its seat."),
            field="subdistricts",
        )
