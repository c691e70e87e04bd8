"""How satisfied people are: over all, by place, and by who helped."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.needs import queries as needs
from marketplace.organizations.models import Organization
from marketplace.satisfaction.models import Verdict
from marketplace.satisfaction.rules import SATISFIED_FROM, Interval, Tally, wilson_interval
from marketplace.workorders.lifecycle import HELD
from marketplace.workorders.models import Offer

# With fewer answers nobody is called good or bad.
ENOUGH = 10
TARGET = Decimal("0.95")
SATISFIED = Q(score__gte=SATISFIED_FROM)


@dataclass(frozen=True, slots=True)
class Score:
    """One organization, how many of those who answered were satisfied, and how sure that is."""

    organization: Organization
    tally: Tally

    @property
    def reaches_target(self) -> bool:
        return self.tally.rate is not None and self.tally.rate >= TARGET

    @property
    def interval(self) -> Interval:
        return wilson_interval(*self.tally)


def tally_by_community(user: User, *, since: datetime) -> dict[str, Tally]:
    """Satisfied and all answers given since then, by community code; one query."""
    rows = _given(user, since).values_list("work_order__need__community")
    return {
        code: Tally(satisfied, answers)
        for code, satisfied, answers in rows.annotate(
            satisfied=Count("pk", filter=SATISFIED), answers=Count("pk")
        )
    }


def total_of(tallies: dict[str, Tally]) -> Tally:
    return Tally(
        sum(tally.satisfied for tally in tallies.values()),
        sum(tally.answers for tally in tallies.values()),
    )


def best_and_worst(
    user: User, *, since: datetime, most: int = 5
) -> tuple[list[Score], list[Score]]:
    """The organizations one can be surest of, and those one must look at: two queries.

    The best reach the target, by the lower end of their interval; the others do not, by its upper end.
    Nobody with fewer answers than `ENOUGH`.
    """
    scores = _scores(user, since)
    best = [score for score in scores if score.reaches_target]
    worst = [score for score in scores if not score.reaches_target]
    best.sort(key=lambda score: (-score.interval.low, score.organization.pk))
    worst.sort(key=lambda score: (score.interval.high, score.organization.pk))
    return best[:most], worst[:most]


def _scores(user: User, since: datetime) -> list[Score]:
    tallies = _tally_by_organization(user, since)
    known = Organization.objects.in_bulk(tallies)
    return [Score(known[pk], tally) for pk, tally in tallies.items()]


def _tally_by_organization(user: User, since: datetime) -> dict[int, Tally]:
    given = _given(user, since).values("work_order")
    rows = (
        Offer.objects.filter(state__in=HELD, service__isnull=False, work_order__in=given)
        .order_by()
        .values_list("service__organization")
        .annotate(
            satisfied=Count("pk", filter=Q(work_order__verdict__score__gte=SATISFIED_FROM)),
            answers=Count("pk"),
        )
        .filter(answers__gte=ENOUGH)
    )
    return {pk: Tally(satisfied, answers) for pk, satisfied, answers in rows}


def _given(user: User, since: datetime) -> QuerySet[Verdict]:
    seen = needs.visible_to(user).order_by().values("pk")
    return Verdict.objects.filter(given_at__gte=since, work_order__need__in=seen).order_by()
