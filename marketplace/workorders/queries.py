from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.contracts.models import Contract
from marketplace.contracts.queries import contracts_for
from marketplace.households import showing
from marketplace.households.showing import Sight, Stage
from marketplace.needs import queries as needs
from marketplace.needs import rules as need_rules
from marketplace.needs.models import Need
from marketplace.needs.rules import ClockKind
from marketplace.organizations.models import Organization, Service
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.queries import person_of, task_of
from marketplace.volunteers.rules import needs_two
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI, Due, WorkingCalendar
from marketplace.workorders import rules
from marketplace.workorders.choices import OfferState, OrderState, VisitState
from marketplace.workorders.lifecycle import CARRIED, HELD, HOLDING, OPEN
from marketplace.workorders.models import Offer, Visit, WorkOrder
from marketplace.workorders.rules import Slot


def visible_to(user: User) -> QuerySet[WorkOrder]:
    """Staff see the orders of the needs they see; a provider those it holds or is being asked about."""
    mine = offers_of(user).filter(state__in=(OfferState.OFFERED, *HELD))
    return WorkOrder.objects.filter(
        Q(need__in=needs.visible_to(user).order_by().values("pk"))
        | Q(pk__in=mine.order_by().values("work_order"))
    )


def is_known_to(user: User, order: WorkOrder) -> bool:
    """Sees it, or was asked about it once: a refusal to them gives nothing away."""
    return (
        visible_to(user).filter(pk=order.pk).exists()
        or offers_of(user).filter(work_order=order).exists()
    )


def offers_of(user: User) -> QuerySet[Offer]:
    """Every offer to one of the user's organizations, or to the user as a volunteer."""
    services = Service.objects.filter(organization__memberships__user=user)
    return Offer.objects.filter(
        Q(service__in=services.order_by().values("pk"))
        | Q(volunteer__in=Volunteer.objects.filter(user=user).order_by().values("pk"))
    )


def offers_for(user: User) -> QuerySet[Offer]:
    """The offers that wait for this user's answer, oldest first."""
    return _with_order(offers_of(user).filter(state=OfferState.OFFERED)).order_by(
        "offered_at", "id"
    )


def orders_held_by(user: User) -> QuerySet[WorkOrder]:
    """The orders this user's organizations, or the user as a volunteer, accepted and were not relieved of."""
    return WorkOrder.objects.filter(
        pk__in=offers_of(user).filter(state__in=HELD).order_by().values("work_order")
    )


def visits_of(user: User) -> QuerySet[Visit]:
    """The visits of the orders this user holds."""
    return Visit.objects.filter(
        offer__in=offers_of(user).filter(state__in=HELD).order_by().values("pk")
    )


def order_of(need: Need) -> WorkOrder | None:
    """The order of a need that has not ended; there is at most one."""
    return need.work_orders.filter(state__in=OPEN).first()


def holder_of(order: WorkOrder) -> Offer | None:
    """The offer of the provider whose order it is, or was to the end."""
    return (
        order.offers.filter(state__in=HELD)
        .select_related("service__organization", "volunteer")
        .first()
    )


def open_without_offer() -> QuerySet[WorkOrder]:
    """The orders that wait for a provider, most urgent first, then oldest."""
    return (
        WorkOrder.objects.filter(state=OrderState.CREATED)
        .select_related("need__need_type", "need__tag", "need__community")
        .order_by("need__tag__rank", "opened_at", "id")
    )


def fitting_contract(
    order: WorkOrder, organization: Organization, price: int, on: date
) -> Contract | None:
    """Of this organization's contracts whose scope holds the order, the first to end that still has `price`
    fen left."""
    held = with_charged(contracts_for(order.need, on).filter(organization=organization))
    return held.filter(amount__gte=F("charged") + price).first()


def with_charged(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Each with `charged`: the fen that its orders take."""
    return contracts.annotate(
        charged=Coalesce(Subquery(_charged()), 0, output_field=BigIntegerField())
    )


def _charged() -> QuerySet:
    """What the orders of the contract around it take; those that came to nothing take nothing."""
    orders = WorkOrder.objects.filter(contract=OuterRef("pk")).exclude(
        state__in=(OrderState.FAILED, OrderState.CANCELLED)
    )
    return orders.order_by().values("contract").annotate(sum=Sum("charged")).values("sum")


def with_last_asked(orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    """Each with `last_asked_at`: when somebody was last asked to take it, or else when it was opened.

    It names the order's present spell of being without a provider, for whoever notices that spell.
    """
    asked = Offer.objects.filter(work_order=OuterRef("pk")).order_by("-offered_at")
    return orders.annotate(
        last_asked_at=Coalesce(Subquery(asked.values("offered_at")[:1]), F("opened_at"))
    )


def answer_due(offer: Offer, calendar: WorkingCalendar) -> Due | None:
    """Until when the provider may answer; that moment included."""
    tag = offer.work_order.need.tag
    return need_rules.due(ClockKind.ACCEPT, tag, offer.offered_at, calendar)


def overdue_offers(calendar: WorkingCalendar, at: datetime) -> Iterator[Offer]:
    """The unanswered offers whose time to answer ran out before `at`."""
    waiting = _with_order(Offer.objects.filter(state=OfferState.OFFERED)).order_by("work_order_id")
    for offer in waiting:
        due = answer_due(offer, calendar)
        if due is not None and not rules.is_in_time(due.at, at):
            yield offer


def waiting_offers() -> QuerySet[Offer]:
    """Every offer that waits for its answer, by the age of its order."""
    waiting = _with_order(Offer.objects.filter(state=OfferState.OFFERED))
    return waiting.select_related("work_order__need__group").order_by("work_order_id")


def with_free_places(providers: QuerySet) -> QuerySet:
    """Services, or volunteers, each with `free_places`: its places less those that offers hold."""
    field = "service" if providers.model is Service else "volunteer"
    held = (
        Offer.objects.filter(**{field: OuterRef("pk")}, state__in=HOLDING)
        .order_by()
        .values(field)
        .annotate(held=Count("pk"))
        .values("held")
    )
    return providers.annotate(
        held_places=Coalesce(Subquery(held, output_field=IntegerField()), 0),
        free_places=F("places") - F("held_places"),
    )


def free_places_of_volunteers() -> QuerySet[Volunteer]:
    return with_free_places(Volunteer.objects.all())


def sight_of(user: User, order: WorkOrder, at: datetime) -> Sight:
    """What a provider may see of the resident, from the table that `households.showing` holds. Staff who
    are no provider here get the least; theirs is told there."""
    return sights_of(user, [order], at)[order.pk]


def sights_of(user: User, orders: Iterable[WorkOrder], at: datetime) -> dict[int, Sight]:
    """`sight_of` for many orders, by their pk, in one query."""
    orders = list(orders)
    offers = {
        order: (state, volunteer)
        for order, state, volunteer in offers_of(user)
        .filter(work_order__in=[order.pk for order in orders])
        .order_by("id")
        .values_list("work_order_id", "state", "volunteer_id")
    }
    return {order.pk: _sight(order, *offers.get(order.pk, ("", None)), at) for order in orders}


def _sight(order: WorkOrder, state: str, volunteer: int | None, at: datetime) -> Sight:
    role = Role.VOLUNTEER if volunteer else Role.ORGANIZATION
    if not state:
        stage = Stage.ELSEWHERE
    elif state == OfferState.OFFERED:
        stage = Stage.ASKED
    elif state in HELD and rules.is_still_seen(order.ended_at, at):
        stage = Stage.SERVING
    else:
        stage = Stage.OVER
    return showing.sight_of(role, stage)


def people_wanted(visit: Visit, at: datetime) -> int:
    """As many as the list says; a volunteer is never alone with a child, and a young one never alone."""
    need, volunteer = visit.work_order.need, visit.offer.volunteer
    wanted = need.need_type.helpers
    if volunteer is not None and needs_two(
        task_of(need.need_type, need.group), person_of(volunteer), at.astimezone(SHANGHAI).date()
    ):
        return max(wanted, 2)
    return wanted


def series_of(order: WorkOrder, first: Slot, at: datetime) -> list[Slot]:
    """Every visit from `first` on, as often as the need type wants them: all of a course, four weeks of
    what has no end."""
    need_type = order.need.need_type
    return rules.series(
        Slot(first.from_at.astimezone(SHANGHAI), first.until_at.astimezone(SHANGHAI)),
        rhythm=need_type.rhythm.rhythm.value,
        times=need_type.rhythm.times,
        wanted=need_type.visits,
        until=max(at, first.from_at) + rules.PLANNED_AHEAD,
        is_working_day=calendar().is_working_day,
    )


def series_running_out(until: datetime) -> QuerySet[WorkOrder]:
    """Carried orders of open-ended services with a visit planned already, and none from `until` on."""
    visits = Visit.objects.filter(
        work_order=OuterRef("pk"), offer__state=OfferState.ACCEPTED
    ).exclude(state=VisitState.CANCELLED)
    return WorkOrder.objects.filter(
        Exists(visits),
        ~Exists(visits.filter(planned_from__gte=until)),
        state__in=CARRIED,
        need__need_type__visits=None,
    ).order_by("id")


def _with_order(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    return offers.select_related(
        "work_order__need__tag",
        "work_order__need__need_type",
        "work_order__need__community",
        "service__organization",
        "volunteer",
    )
