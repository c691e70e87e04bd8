"""Reading needs. What a page lists comes from `visible_to`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.households.models import Resident
from marketplace.households.showing import known_of
from marketplace.kernel.codes import is_spoken_code
from marketplace.kernel.errors import Gone, Hidden
from marketplace.kernel.text import clean_code
from marketplace.needs import rules
from marketplace.needs.choices import MissingItem, NeedState
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.needs.permissions import JUDGES, SEEING
from marketplace.places.queries import communities_of
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import WorkingCalendar

ERASED_REQUEST = _(
    "What was stored about this person was erased, and this request can no longer be seen."
)
TO_JUDGE = (NeedState.SUBMITTED, NeedState.TRIAGED, NeedState.ASSESSED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A need with the clock that runs out first; `clock` is None where nothing runs."""

    need: Need
    clock: rules.Clock | None


def visible_to(user: User) -> QuerySet[Need]:
    """The needs of every community that a posting of `user` covers."""
    return Need.objects.filter(community__in=communities_of(user, *SEEING))


def for_lists(needs: QuerySet[Need]) -> QuerySet[Need]:
    """With what a row of a list names, in one query. The resident is shown through households.showing."""
    return needs.select_related(
        "need_type",
        "group",
        "level",
        "tag",
        "community__subdistrict",
        "owner",
        "resident__household",
    )


def queue_for(user: User) -> list[Waiting]:
    """What waits for `user` to judge, nearest clock first: two queries, and the postings."""
    communities = communities_of(user, *JUDGES)
    return with_clocks(
        for_lists(Need.objects.filter(state__in=TO_JUDGE, community__in=communities)), calendar()
    )


def with_clocks(needs: Iterable[Need], days: WorkingCalendar) -> list[Waiting]:
    """Each need with its nearest clock, nearest first; those without a clock last."""
    waiting = [Waiting(need, nearest_clock(need, days)) for need in needs]
    return sorted(
        waiting,
        key=lambda w: (w.clock is None, w.clock and w.clock.due.at, w.need.reported_at, w.need.pk),
    )


def nearest_clock(need: Need, days: WorkingCalendar) -> rules.Clock | None:
    return next(iter(rules.running(need, days)), None)


def owned_by(user: User) -> QuerySet[Need]:
    """The open needs that `user` answers for."""
    return Need.objects.filter(owner=user, state__in=OPEN)


def duplicates_of(resident: Resident, need_type: NeedType | None) -> QuerySet[Need]:
    """Open needs of the same person for the same thing; without a need type, every open "other"."""
    return Need.objects.filter(resident=resident, need_type=need_type, state__in=OPEN)


def by_follow_code(code: str) -> Need:
    """The need of whoever holds this code, however they typed it. The face limits how often one may try."""
    typed = clean_code(code)
    known = Need.objects.exclude(state=NeedState.DRAFT).filter(follow_code=typed)
    known = known.annotate(erased_at=F("resident__erased_at"))
    # Only what could be a code is looked up: anything else is no text a database understands.
    need = known.first() if is_spoken_code(typed) else None
    if need is None:
        raise Hidden(
            "no_such_code", _("There is no request with this code. Please check each sign.")
        )
    if need.erased_at is not None:
        raise Gone("request_erased", ERASED_REQUEST)
    return need


def missing_from(need: Need, on: date) -> list[MissingItem]:
    """Everything that this need lacks before it can be judged: a proposal for whoever returns it."""
    known = known_of(need.resident, on=on)
    return rules.missing_items(
        rules.Known(
            description=bool(need.description),
            need_type=need.need_type_id is not None,
            consent=need.consent is not None and need.consent.withdrawn_at is None,
            phone=known.phone,
            address=known.address,
            under_age=known.guarded,
            guardian=known.guardian,
        )
    )
