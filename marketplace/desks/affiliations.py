"""Who hangs together with an organization that may not bid: a warning for the gatekeeper, in words and as a
line. It never decides anything.

A page puts `affiliations` into its context and includes `desks/bans/_affiliations.html`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from marketplace.bans.affiliations import Tie, Way
from marketplace.bans.queries import ways_to_banned
from marketplace.organizations.models import Organization

WORDS = {
    Tie.REPRESENTATIVE: gettext_lazy("the same legal representative"),
    Tie.PHONE: gettext_lazy("the same telephone"),
    Tie.ADDRESS: gettext_lazy("the same address"),
    Tie.ACCOUNT: gettext_lazy("the same bank account"),
}
STEP, EDGE = 80, 12


@dataclass(frozen=True, slots=True)
class Station:
    """An organization on the way; `x` is where it is drawn, `tie` what it has in common with the one before."""

    organization: Organization
    tie: str
    x: int


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The way from the first to the last, which may not bid."""

    stations: Sequence[Station]

    @property
    def banned(self) -> Organization:
        return self.stations[-1].organization

    @property
    def width(self) -> int:
        return self.stations[-1].x + EDGE

    @property
    def reach(self) -> int:
        """Where the line ends."""
        return self.stations[-1].x


def affiliations_of(organizations: Sequence[Organization], day: date) -> list[Affiliation]:
    """Of each of these (a bidder and its partners) with those who may not bid on that day."""
    ways = [way for one in organizations for way in ways_to_banned(one, day)]
    named = Organization.objects.in_bulk({pk for way in ways for pk in way.organizations})
    return [Affiliation(_stations(way, named)) for way in ways]


def _stations(way: Way, named: dict[int, Organization]) -> list[Station]:
    ties = ["", *(str(WORDS[tie]) for tie in way.ties)]
    return [
        Station(named[pk], tie, EDGE + STEP * number)
        for number, (pk, tie) in enumerate(zip(way.organizations, ties, strict=True))
    ]
