"""How many people are reached, against how many are registered: by subdistrict, where it means something."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from marketplace.accounts.models import User
from marketplace.households.models import Resident
from marketplace.needs import queries as needs
from marketplace.needs.permissions import SEEING
from marketplace.places.queries import communities_of

# Among fewer residents one more or less would move the rate by tens.
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Reach:
    """Residents helped at least once in a period, and residents registered now."""

    served: int
    registered: int

    @property
    def per_thousand(self) -> Decimal | None:
        """Helped of a thousand registered, to one decimal; None where too few are registered."""
        if self.registered < ENOUGH:
            return None
        return (Decimal(1000) * self.served / self.registered).quantize(Decimal("0.1"))


def reach_by_subdistrict(user: User, *, since: datetime, until: datetime) -> dict[str, Reach]:
    """By code of the subdistrict, for those where anybody is registered or was helped: two queries."""
    helped = needs.visible_to(user).filter(fulfilled_at__gte=since, fulfilled_at__lt=until)
    served = dict(
        helped.order_by()
        .values_list("community__subdistrict")
        .annotate(people=Count("resident", distinct=True))
    )
    registered = dict(
        Resident.objects.filter(
            erased_at=None, household__community__in=communities_of(user, *SEEING)
        )
        .order_by()
        .values_list("household__community__subdistrict")
        .annotate(people=Count("pk"))
    )
    return {
        code: Reach(served.get(code, 0), registered.get(code, 0)) for code in {*served, *registered}
    }
