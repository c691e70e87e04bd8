from django.db.models import Q
from django.urls import path
from django.utils.translation import gettext_lazy as _

from marketplace.desks.doors import of_an_organization
from marketplace.desks.field import orders
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.paths import behind, field_paths
from marketplace.desks.organizations import shelf, workers

DESK = Desk(
    "organizations",
    door=of_an_organization,
    asked=Q(service__isnull=False),
    orders_page="orders",
    orders_label=_("Orders"),
)

urlpatterns = [
    *field_paths(DESK, "organization/"),
    path("organization/orders/", behind(DESK, orders.orders), name="orders"),
    path("organization/shelf/", behind(DESK, shelf.shelf), name="shelf"),
    path("organization/shelf/<int:pk>/places/", behind(DESK, shelf.places), name="places"),
    path(
        "organization/shelf/<int:pk>/availability/",
        behind(DESK, shelf.availability),
        name="availability",
    ),
    path("organization/shelf/<int:pk>/take-off/", behind(DESK, shelf.take_off), name="take_off"),
    path("organization/<int:pk>/workers/", behind(DESK, workers.add), name="add_worker"),
    path("organization/workers/<int:pk>/end/", behind(DESK, workers.end), name="end_worker"),
]
