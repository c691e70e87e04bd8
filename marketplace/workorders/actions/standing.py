"""May this provider be given work now? Every door asks again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.organizations.choices import OrganizationState, ServiceState
from marketplace.organizations.models import Service
from marketplace.volunteers.choices import Unfit
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.queries import person_of, task_of
from marketplace.volunteers.rules import may_take
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.models import Offer, WorkOrder


class Ask(NamedTuple):
    """One order, and the one service or volunteer to be asked."""

    order: WorkOrder
    service: Service | None = None
    volunteer: Volunteer | None = None


def services_of(asks: Iterable[Ask]) -> dict[int, Service]:
    """The services that are asked, as they stand now, by pk: one query."""
    wanted = {ask.service.pk for ask in asks if ask.service}
    found = Service.objects.select_related("organization").filter(pk__in=wanted)
    return {service.pk: service for service in found}


def volunteers_of(asks: Iterable[Ask]) -> dict[int, Volunteer]:
    """The volunteers that are asked, as they stand now, by pk: four queries."""
    wanted = {ask.volunteer.pk for ask in asks if ask.volunteer}
    found = Volunteer.objects.prefetch_related("qualifications", "subcategories", "groups")
    return {volunteer.pk: volunteer for volunteer in found.filter(pk__in=wanted)}


def ensure_in_standing(
    order: WorkOrder, service: Service | None, volunteer: Volunteer | None, *, at: datetime
) -> None:
    """Read the provider as it stands now, and judge it."""
    if (service is None) == (volunteer is None):
        message = _("Choose one service or one volunteer.")
        raise Malformed("one_provider", message, fields={"provider": message})
    asks = [Ask(order, service, volunteer)]
    judge(
        order,
        services_of(asks)[service.pk] if service else None,
        volunteers_of(asks)[volunteer.pk] if volunteer else None,
        at=at,
    )


def unable_among(offers: Sequence[Offer], *, at: datetime) -> list[Offer]:
    """Those whose provider, read as it stands now, may not be given the order any more: five queries."""
    asks = [Ask(each.work_order, each.service, each.volunteer) for each in offers]
    services, volunteers = services_of(asks), volunteers_of(asks)
    return [
        each
        for each in offers
        if not _passes(
            each.work_order, services.get(each.service_id), volunteers.get(each.volunteer_id), at
        )
    ]


def _passes(
    order: WorkOrder, service: Service | None, volunteer: Volunteer | None, at: datetime
) -> bool:
    try:
        judge(order, service, volunteer, at=at)
    except RuleBroken:
        return False
    return True


def judge(
    order: WorkOrder, service: Service | None, volunteer: Volunteer | None, *, at: datetime
) -> None:
    """RuleBroken unless whoever of the two is there, freshly read, may be given this order now."""
    if service is not None:
        _judge_service(service)
    if volunteer is not None:
        _judge_volunteer(order, volunteer, at)


def _judge_service(service: Service) -> None:
    if service.organization.state != OrganizationState.RESIDENT:
        raise RuleBroken("suspended", _("This organization takes no new orders at the moment."))
    if service.state != ServiceState.ON_SHELF:
        raise RuleBroken("not_on_shelf", _("This service is not on the shelf."))


def _judge_volunteer(order: WorkOrder, volunteer: Volunteer, at: datetime) -> None:
    task = task_of(order.need.need_type, order.need.group)
    for unfit in may_take(person_of(volunteer), task, at.astimezone(SHANGHAI).date()):
        # A dispatcher who knows both may bring a volunteer to a group they do not usually serve.
        if unfit != Unfit.OTHER_GROUP:
            raise RuleBroken(unfit.value, unfit.label)
