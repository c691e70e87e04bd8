"""How far a piece of work is, for the one who does it: what the pages and steps of an order look at."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from marketplace.accounts.models import User
from marketplace.desks.field import finding, words
from marketplace.desks.field.desk import Desk
from marketplace.desks.words import staff_word
from marketplace.households.showing import Shown, Sight, show
from marketplace.workorders.choices import VisitState
from marketplace.workorders.lifecycle import CARRIED, VISIT
from marketplace.workorders.models import Offer, Visit, WorkOrder
from marketplace.workorders.queries import sight_of


@dataclass
class Situation:
    """An order, the offer by which it is held, its visits by this provider, and what may be seen."""

    desk: Desk
    user: User
    order: WorkOrder
    offer: Offer
    visits: list[Visit]
    sight: Sight
    at: datetime

    @classmethod
    def of(cls, desk: Desk, user: User, order: WorkOrder, at: datetime) -> "Situation":
        offer = finding.holding_offer(order)
        visits = list(order.visits.filter(offer=offer))
        return cls(desk, user, order, offer, visits, sight_of(user, order, at), at)

    @property
    def is_carried(self) -> bool:
        return self.order.state in CARRIED

    @property
    def is_seen(self) -> bool:
        """Whether name, address and whatever was written about the person are still shown."""
        return self.sight != Sight.MASKED

    @property
    def person(self) -> Shown:
        return show(self.order.need.resident, self.sight)

    @cached_property
    def may_answer(self) -> bool:
        return finding.answers(self.offer, self.user, finding.managed_by(self.user))

    @property
    def done(self) -> list[Visit]:
        return self._in(VisitState.DONE)

    @property
    def under_way(self) -> Visit | None:
        return next(iter(self._in(VisitState.UNDER_WAY)), None)

    @property
    def planned(self) -> list[Visit]:
        return self._in(VisitState.PLANNED)

    @property
    def next_visit(self) -> Visit | None:
        return next(iter(self.planned), None)

    @property
    def is_finished(self) -> bool:
        """As many visits as were wanted; what is open-ended goes on until somebody says so."""
        limited = self.order.need.need_type.visits is not None
        return limited and len(self.done) >= self.order.visits_wanted

    def missing(self) -> list[str]:
        """What stands in the way of reporting the work as done."""
        return words.missing(done=len(self.done), under_way=self.under_way is not None)

    def url(self, page: str, *args: Any) -> str:
        return self.desk.url(page, *args)

    def _in(self, state: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.state == state]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list of an order or a day."""

    visit: Visit
    url: str
    word: str
    tone: str

    @classmethod
    def of(cls, visit: Visit, desk: Desk) -> "VisitRow":
        return cls(visit, desk.url("visit", visit.pk), *staff_word(VISIT, visit.state))

    @property
    def _slot(self) -> tuple[datetime, datetime]:
        """When it took place, or when it is to."""
        visit = self.visit
        if visit.checked_in_at and visit.checked_out_at:
            return visit.checked_in_at, visit.checked_out_at
        return visit.planned_from, visit.planned_until

    @property
    def when(self) -> str:
        return words.span(*self._slot)

    @property
    def day(self) -> str:
        return words.day(self._slot[0])

    @property
    def hours(self) -> str:
        return words.clock_times(*self._slot)
