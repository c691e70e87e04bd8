"""Where the story of a project plays: a bureau with three officers, organizations that bid, evaluators."""

from collections.abc import Callable
from dataclasses import dataclass, field

from marketplace.accounts.choices import Role
from marketplace.catalogue.actions import load_catalogue
from marketplace.panels.choices import EvaluatorKind
from tests import makers
from tests.clock import stop_clock
from tests.panels.makers import make_evaluator
from tests.stopping import Clock
from tests.stories.people import Person

EXPERTS, PURCHASERS = 6, 3


@dataclass
class Town:
    """Three officers, because nobody passes a gate for themselves; whoever bids, judges, is asked."""

    clock: Clock
    person: Callable[..., Person] = Person
    officers: list[Person] = field(default_factory=list)
    evaluators: list[Person] = field(default_factory=list)

    @classmethod
    def found(cls, clock: Clock, person: Callable[..., Person] = Person) -> "Town":
        """`person` opens a browser for officers, bidders and whoever passes by; nine evaluators need none."""
        load_catalogue()
        district = makers.make_district()
        town = cls(clock, person)
        town.officers = [person(makers.make_staff(Role.BUREAU_OFFICER, district)) for _ in range(3)]
        kinds = [EvaluatorKind.EXPERT] * EXPERTS + [EvaluatorKind.PURCHASER] * PURCHASERS
        town.evaluators = [Person(make_evaluator(kind).user) for kind in kinds]
        town.time_goes_on()
        return town

    def organization(self, name: str) -> Person:
        """Its manager."""
        founded = makers.make_organization(name_zh=name, name_en=name)
        return self.person(makers.make_member(founded))

    def time_goes_on(self, **lapse: float) -> None:
        """For everybody's pages, and for the database, whose clock decides."""
        self.clock.goes_on(**lapse)
        stop_clock(self.clock.at)
