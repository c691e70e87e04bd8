"""What the pages of this desk say about a need: its name, its clock, what comes next."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.choices import Role
from marketplace.households.choices import Sex
from marketplace.households.showing import Shown
from marketplace.needs.choices import MissingItem, NeedState
from marketplace.needs.models import Need
from marketplace.needs.rules import ClockKind
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import WorkOrder

CLOCKS = {
    ClockKind.TRIAGE: gettext_lazy("Triage"),
    ClockKind.ACCEPT: gettext_lazy("Acceptance"),
    ClockKind.FIRST_CONTACT: gettext_lazy("First contact"),
    ClockKind.DELIVER: gettext_lazy("Delivery"),
    ClockKind.PAPERS: gettext_lazy("Papers"),
}

NEXT: dict[str, Any] = {
    NeedState.SUBMITTED: gettext_lazy("Triage: is anybody at risk, and what is needed?"),
    NeedState.TRIAGED: gettext_lazy("Judge group, level and tag"),
    NeedState.RETURNED: gettext_lazy("Whoever posted it adds what is missing"),
    NeedState.ASSESSED: gettext_lazy("The subdistrict decides"),
    NeedState.APPROVED: gettext_lazy("The order is opened"),
    NeedState.ORDERED: gettext_lazy("A provider is looked for"),
    NeedState.IN_SERVICE: gettext_lazy("The provider comes and helps"),
    NeedState.FULFILLED: gettext_lazy("Somebody asks the resident how it was"),
    NeedState.ON_HOLD: gettext_lazy("Resume it when the resident wants it again"),
}

NEXT_OF_ORDER: dict[str, Any] = {
    OrderState.CREATED: gettext_lazy("A provider is looked for"),
    OrderState.DISPATCHED: gettext_lazy("The provider says yes or no"),
    OrderState.ACCEPTED: gettext_lazy("The provider plans the visits"),
    OrderState.SCHEDULED: gettext_lazy("The first visit"),
    OrderState.IN_PROGRESS: gettext_lazy("Visits go on until the work is done"),
    OrderState.DELIVERED: gettext_lazy("Somebody confirms it and asks the resident how it was"),
}


def name_of(need: Need) -> str:
    return need.need_type.name if need.need_type else _("Something that is not on the list")


def next_of(need: Need, order: WorkOrder | None, *, heard: bool) -> str:
    """What happens next, in words; "" where nothing does."""
    if need.state == NeedState.FULFILLED and heard:
        return _("Close it")
    if order is not None and order.state in NEXT_OF_ORDER:
        return str(NEXT_OF_ORDER[order.state])
    return str(NEXT.get(need.state, ""))


def missing_of(need: Need) -> list[str]:
    """What was missing when it was returned, in words."""
    return [str(MissingItem(code).label) for code in need.missing if code in MissingItem.values]


def describe(person: Shown, *, phone: bool = True) -> str:
    """One line that tells people of the same name apart."""
    sex = "" if person.sex == Sex.UNKNOWN else person.sex.label
    parts = (sex, person.age_band.label, person.community.name, person.phone if phone else "")
    return " · ".join(str(part) for part in parts if part)


def role_name(role: str) -> str:
    return str(Role(role).label)
