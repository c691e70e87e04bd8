from django.db.models import Q
from django.urls import path
from django.utils.translation import gettext_lazy as _

from marketplace.desks.doors import of_a_volunteer
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.paths import behind, field_paths
from marketplace.desks.volunteers import tasks

DESK = Desk(
    "volunteers",
    door=of_a_volunteer,
    asked=Q(volunteer__isnull=False),
    orders_page="tasks",
    orders_label=_("My tasks"),
)

urlpatterns = [
    *field_paths(DESK, "volunteer/"),
    path("volunteer/tasks/", behind(DESK, tasks.tasks), name="tasks"),
    path("volunteer/pause/", behind(DESK, tasks.pause), name="pause"),
    path("volunteer/resume/", behind(DESK, tasks.resume), name="resume"),
    path("volunteer/times/", behind(DESK, tasks.times), name="times"),
    path("volunteer/places/", behind(DESK, tasks.places), name="places"),
]
