"""How a supermarket that is empty gets filled, until the first services stand on its shelves."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.catalogue.queries import need_types
from marketplace.organizations.choices import OrganizationState, ServiceState
from marketplace.organizations.models import Organization, Service
from marketplace.places.models import District
from marketplace.places.queries import stewards_of


def first_steps(district: District) -> list[dict[str, Any]]:
    """Tasks as `{% task_list %}` wants them, in their order; none once something is offered."""
    services = Service.objects.filter(organization__community__subdistrict__district=district)
    if services.filter(state=ServiceState.ON_SHELF).exists():
        return []
    here = Organization.objects.filter(community__subdistrict__district=district)
    resident = here.filter(state=OrganizationState.RESIDENT).count()
    listed = need_types().count()
    organizations = reverse("bureau:organizations")
    steps = (
        (
            _("The list of needs"),
            _("What people can ask for, and what it takes."),
            "",
            listed,
        ),
        (
            _("Stewards and community staff"),
            _("They post what somebody needs. You take them on, or their subdistrict does."),
            reverse("people:people"),
            stewards_of(district),
        ),
        (
            _("Organizations enter themselves"),
            _("Send them this address; you may enter one yourself as well."),
            reverse("joining:join"),
            here.count(),
        ),
        (
            _("You read their papers and let them in"),
            _("Only who was let in may put something on the shelf."),
            organizations,
            resident,
        ),
        (
            _("They draft services, you put them on the shelf"),
            _("From then on they are found, asked for and matched."),
            organizations,
            services.count(),
        ),
    )
    return [
        {
            "title": title,
            "hint": hint,
            "url": url,
            "status": _("%(n)s so far") % {"n": count} if count else _("Still to do"),
            "tone": "good" if count else "waiting",
        }
        for title, hint, url, count in steps
    ]
