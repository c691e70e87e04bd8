"""Which volunteers stand in which pile."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.volunteers.choices import VolunteerState as S
from marketplace.volunteers.models import Volunteer

Narrow = Callable[[QuerySet[Volunteer], date], QuerySet[Volunteer]]

PILES: dict[str, tuple[Any, Narrow]] = {
    "look": (
        pgettext_lazy("volunteers", "To be looked at"),
        lambda found, today: found.filter(state=S.ACTIVE).exclude(insured_until_on__gt=today),
    ),
    "ready": (
        gettext_lazy("Ready to help"),
        lambda found, today: found.filter(state=S.ACTIVE, insured_until_on__gt=today),
    ),
    "paused": (S.PAUSED.label, lambda found, today: found.filter(state=S.PAUSED)),
    "left": (S.LEFT.label, lambda found, today: found.filter(state=S.LEFT)),
}
