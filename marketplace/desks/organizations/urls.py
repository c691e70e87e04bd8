from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.desks.doors import of_an_organization
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.paths import field_paths

DESK = Desk(
    "organizations",
    door=of_an_organization,
    asked=Q(service__isnull=False),
    orders_page="orders",
    orders_label=_("Orders"),
)

urlpatterns = [*field_paths(DESK, "organization/")]
