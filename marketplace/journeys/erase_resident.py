from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.households import actions as households
from marketplace.households.models import Resident
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.forgetting import forget_everywhere
from marketplace.needs import actions as needs
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.satisfaction import actions as satisfaction
from marketplace.satisfaction.choices import About, ComplaintState
from marketplace.supervision.models import Alert, AlertKind
from marketplace.wishes import actions as wishes
from marketplace.workorders import actions as workorders


class Obstacle(StrEnum):
    """Why nobody can be erased yet."""

    OPEN = "open"
    COMPLAINT = "complaint"
    INCIDENT = "incident"


SAID = {
    Obstacle.OPEN: gettext_lazy("Something is still open: withdraw or close it first."),
    Obstacle.COMPLAINT: gettext_lazy("A complaint waits for an answer: answer it first."),
    Obstacle.INCIDENT: gettext_lazy(
        "A sign of danger was reported and nobody has taken note of it: do that first."
    ),
}


@dataclass(frozen=True, slots=True)
class InTheWay:
    """One obstacle, and the needs it is about."""

    obstacle: Obstacle
    needs: list[Need]

    @property
    def said(self) -> str:
        return str(SAID[self.obstacle])


def in_the_way(resident: Resident) -> list[InTheWay]:
    """What must be settled before `resident` can be erased: three queries."""
    theirs = Need.objects.filter(resident=resident).order_by("pk")
    complained = theirs.filter(
        complaints__state=ComplaintState.RECEIVED, complaints__about=About.HELP
    )
    unseen = Alert.objects.filter(
        kind=AlertKind.INCIDENT, seen_at__isnull=True, need__resident=resident
    )
    found: dict[Obstacle, QuerySet[Need]] = {
        Obstacle.OPEN: theirs.filter(state__in=OPEN),
        Obstacle.COMPLAINT: complained.distinct(),
        Obstacle.INCIDENT: theirs.filter(pk__in=unseen.order_by().values("need")),
    }
    return [InTheWay(obstacle, [*those]) for obstacle, those in found.items() if those]


@transaction.atomic
def erase_resident(resident: Resident, *, reason: str, by: User, at: datetime) -> Resident:
    """Nothing is left in any room or face by which anybody could tell who it was, or what was said.

    Kept, because the law asks how people's data and public money were used: that there was a need, of
    which kind and where, who helped and when, points without words, who consented to what and when, who
    looked, and the journal. Pictures leave with the commit.
    """
    resident = households.erase_resident(resident, reason=reason, by=by, at=at)
    for obstacle in in_the_way(resident):
        numbers = " · ".join(need.number for need in obstacle.needs)
        raise RuleBroken(f"not_erased_{obstacle.obstacle}", f"{obstacle.said} {numbers}")
    wishes.erase_words(resident, by=by, at=at)
    satisfaction.settle_questions(resident, about=About.ERASURE, by=by, at=at)
    signs: list[str] = []
    for need in Need.objects.filter(resident=resident).order_by("pk"):
        needs.erase_words(need, by=by, at=at)
        workorders.erase_words(need)
        satisfaction.erase_words(need)
        signs += (need.number, need.follow_code)
    forget_everywhere(signs)
    return resident
