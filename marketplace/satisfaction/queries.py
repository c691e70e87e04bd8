from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.households.models import Resident
from marketplace.needs import queries as needs
from marketplace.satisfaction.choices import About, ComplaintState
from marketplace.satisfaction.models import Complaint, Verdict
from marketplace.satisfaction.rules import SATISFIED_FROM, Tally
from marketplace.workorders import queries as workorders
from marketplace.workorders.lifecycle import HELD
from marketplace.workorders.models import Offer, WorkOrder


def visible_to(user: User) -> QuerySet[Verdict]:
    """The verdicts about every order this user sees."""
    return Verdict.objects.filter(
        work_order__in=workorders.visible_to(user).order_by().values("pk")
    ).select_related("work_order")


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """The complaints about every need this user sees as staff: a provider is not shown who complained."""
    return Complaint.objects.filter(
        need__in=needs.visible_to(user).order_by().values("pk")
    ).select_related("need", "work_order")


def open_complaints(user: User) -> QuerySet[Complaint]:
    """The complaints that wait for an answer, oldest first."""
    waiting = complaints_visible_to(user).filter(state=ComplaintState.RECEIVED)
    return waiting.order_by("received_at", "id")


def unanswered() -> QuerySet[Complaint]:
    """Everything that waits for an answer, about help or data, wherever it is."""
    return Complaint.objects.filter(state=ComplaintState.RECEIVED)


def questions_about_data(resident: Resident) -> QuerySet[Complaint]:
    """What the person asked about their own data and nobody has answered yet, oldest first."""
    asked = unanswered().filter(need__resident=resident).exclude(about=About.HELP)
    return asked.select_related("need").order_by("received_at", "id")


def is_heard(order: WorkOrder) -> bool:
    return Verdict.objects.filter(work_order=order).exists()


def tally_of_services_and_volunteers() -> dict[tuple[int | None, int | None], Tally]:
    """Satisfied and all answers by pk of the service or of the volunteer, in one query; without answers: left
    out. An order's verdict goes to the one provider whose order it was to the end."""
    rows = (
        Offer.objects.filter(state__in=HELD, work_order__verdict__isnull=False)
        .order_by()
        .values_list("service", "volunteer")
        .annotate(
            satisfied=_satisfied(),
            answers=Count("pk"),
        )
    )
    return {
        (service, volunteer): Tally(satisfied, answers)
        for service, volunteer, satisfied, answers in rows
    }


def tally_of_services(services: Iterable[int]) -> dict[int, Tally]:
    """Satisfied and all answers by pk of these services alone; without answers: left out."""
    rows = (
        Offer.objects.filter(
            service__in=list(services), state__in=HELD, work_order__verdict__isnull=False
        )
        .order_by()
        .values_list("service")
        .annotate(satisfied=_satisfied(), answers=Count("pk"))
    )
    return {service: Tally(satisfied, answers) for service, satisfied, answers in rows}


def _satisfied() -> Count:
    return Count("pk", filter=Q(work_order__verdict__score__gte=SATISFIED_FROM))


def tally_of_organizations(since: datetime) -> dict[int, Tally]:
    """Satisfied and all answers given since then, by pk of the organization whose order it was to the end,
    in one query; without answers: left out."""
    rows = (
        Offer.objects.filter(
            state__in=HELD, service__isnull=False, work_order__verdict__given_at__gte=since
        )
        .order_by()
        .values_list("service__organization")
        .annotate(
            satisfied=_satisfied(),
            answers=Count("pk"),
        )
    )
    return {organization: Tally(satisfied, answers) for organization, satisfied, answers in rows}
