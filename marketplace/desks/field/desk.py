"""What differs between the two desks that share these pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.workorders.lifecycle import HELD
from marketplace.workorders.models import Offer, Visit, WorkOrder
from marketplace.workorders.queries import offers_of

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Desk:
    """`name` is the URL namespace, `asked` tells its offers from those of the other desk, `orders_page`
    and `orders_label` are what the list of orders is called here, in addresses and in words."""

    name: str
    door: Callable[[View], View]
    asked: Q
    orders_page: str
    orders_label: Any

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.name}:{page}", args=args)

    def offers(self, user: User) -> QuerySet[Offer]:
        """Every offer that ever came to this desk, answered or not."""
        return offers_of(user).filter(self.asked)

    def held(self, user: User) -> QuerySet[Offer]:
        """The offers by which this desk has its orders, or had them to the end."""
        return self.offers(user).filter(state__in=HELD)

    def orders(self, user: User) -> QuerySet[WorkOrder]:
        return WorkOrder.objects.filter(pk__in=self.held(user).order_by().values("work_order"))

    def visits(self, user: User) -> QuerySet[Visit]:
        return Visit.objects.filter(offer__in=self.held(user).order_by().values("pk"))

    @property
    def orders_url(self) -> str:
        return self.url(self.orders_page)

    # Names for `{% url %}`, which cannot join two words by itself.

    @property
    def offers_name(self) -> str:
        return f"{self.name}:offers"

    @property
    def step_name(self) -> str:
        return f"{self.name}:visit_step"

    @property
    def photo_name(self) -> str:
        return f"{self.name}:visit_photo"
