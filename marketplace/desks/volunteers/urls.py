from django.db.models import Q
from django.urls import path
from django.utils.translation import gettext_lazy as _

from marketplace.desks.doors import of_a_volunteer
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.paths import behind, field_paths
from marketplace.desks.volunteers import joining, tasks
from marketplace.desks.volunteers.keeping import pages as keeping

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
    path("volunteer/work/", behind(DESK, tasks.work), name="work"),
    path("volunteer/leave/", behind(DESK, tasks.leave), name="leave"),
    path("volunteer/return/", behind(DESK, tasks.come_back), name="return"),
    path("volunteer/join/", joining.join, name="join"),
    path("volunteers/", keeping.volunteers, name="all"),
    path("volunteers/new/", keeping.enter, name="enter"),
    path("volunteers/<slug:number>/", keeping.volunteer, name="one"),
    path("volunteers/<slug:number>/work/", keeping.work, name="work_of"),
    path("volunteers/<slug:number>/times/", keeping.times, name="times_of"),
    path("volunteer/places/", behind(DESK, tasks.places), name="places"),
]
