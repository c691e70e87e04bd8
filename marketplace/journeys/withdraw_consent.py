from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.households import actions as households
from marketplace.households.choices import Purpose, ToldBy, ToldHow
from marketplace.households.models import Consent
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.kernel.errors import RuleBroken
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.satisfaction import actions as satisfaction
from marketplace.workorders.choices import VisitState


@dataclass(frozen=True, slots=True)
class Consequences:
    """What withdrawing a consent leads to. Needs: `ended` lose their ground and end; `kept` go on, since
    danger does not wait for a consent; `done` are only closed; with `visited` somebody is right now."""

    erases_health_note: bool = False
    ended: list[Need] = field(default_factory=list)
    kept: list[Need] = field(default_factory=list)
    done: list[Need] = field(default_factory=list)
    visited: list[Need] = field(default_factory=list)


def consequences_of(consent: Consent) -> Consequences:
    """What would become of what is open now: three queries."""
    if consent.purpose != Purpose.SERVICE:
        return Consequences(erases_health_note=consent.purpose == Purpose.HEALTH)
    found = Consequences()
    needs = Need.objects.filter(resident=consent.resident_id, state__in=OPEN).order_by("pk")
    under_way = set(
        needs.filter(work_orders__visits__state=VisitState.UNDER_WAY).values_list("pk", flat=True)
    )
    for need in needs.select_related("need_type"):
        _fate(need, under_way, found).append(need)
    return found


def _fate(need: Need, under_way: set[int], found: Consequences) -> list[Need]:
    if need.at_risk:
        return found.kept
    if need.state == NeedState.FULFILLED:
        return found.done
    return found.visited if need.pk in under_way else found.ended


@transaction.atomic
def withdraw_consent(
    consent: Consent, *, told_by: ToldBy, told_how: ToldHow, by: User, at: datetime
) -> Consequences:
    """The person, or the guardian, does not agree any more: what rests on the consent ends with it, and
    what they asked for about it is answered. Refused while somebody is there, because a visit that nobody
    checks out of would stay on record as going on."""
    consent = households.withdraw_consent(consent, told_by=told_by, told_how=told_how, by=by, at=at)
    found = consequences_of(consent)
    if found.visited:
        raise RuleBroken(
            "visit_under_way",
            _("Somebody is there right now (%(numbers)s). Ask them to check out first.")
            % {"numbers": ", ".join(need.number for need in found.visited)},
        )
    for need in found.ended:
        # It is the person's own will, wherever the needs are handled: staff only pass it on.
        withdraw_need(need, reason=_("The consent was withdrawn."), by=None, at=at)
    answer = _("The consent is withdrawn, as you asked.")
    satisfaction.settle_questions(
        consent.resident, about=consent.purpose, answer=answer, by=by, at=at
    )
    return found
