from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.desks.doors import of_a_volunteer
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.paths import field_paths

DESK = Desk(
    "volunteers",
    door=of_a_volunteer,
    asked=Q(volunteer__isnull=False),
    orders_page="tasks",
    orders_label=_("My tasks"),
)

urlpatterns = [*field_paths(DESK, "volunteer/")]
