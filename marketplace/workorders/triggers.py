"""What the database itself refuses, whoever asks: an offer beyond a provider's places
or its visits a week, a delivered order without a visit, and steps that no lifecycle has."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.workorders.lifecycle import OFFER, VISIT, WORK_ORDER

_HOLDING = "NEW.state IN ('offered', 'accepted')"

_SERVICE_FULL = (
    f"{_HOLDING} AND NEW.service_id IS NOT NULL AND "
    "(SELECT count(*) FROM workorders_offer o WHERE o.service_id = NEW.service_id "
    "AND o.state IN ('offered', 'accepted') AND o.id <> COALESCE(NEW.id, -1)) >= "
    "(SELECT s.places FROM organizations_service s WHERE s.id = NEW.service_id)"
)
_VOLUNTEER_FULL = (
    f"{_HOLDING} AND NEW.volunteer_id IS NOT NULL AND "
    "(SELECT count(*) FROM workorders_offer o WHERE o.volunteer_id = NEW.volunteer_id "
    "AND o.state IN ('offered', 'accepted') AND o.id <> COALESCE(NEW.id, -1)) >= "
    "(SELECT v.places FROM volunteers_volunteer v WHERE v.id = NEW.volunteer_id)"
)


def _week_full(provider: str, table: str) -> str:
    """The visits a week of all that the provider holds, and of this order, are more than it makes."""
    return (
        f"{_HOLDING} AND NEW.{provider}_id IS NOT NULL AND "
        f"(SELECT p.visits_a_week FROM {table} p WHERE p.id = NEW.{provider}_id) < "
        "(SELECT w.visits_a_week FROM workorders_workorder w WHERE w.id = NEW.work_order_id) + "
        "(SELECT COALESCE(sum(w.visits_a_week), 0) FROM workorders_offer o "
        "JOIN workorders_workorder w ON w.id = o.work_order_id "
        f"WHERE o.{provider}_id = NEW.{provider}_id AND o.state IN ('offered', 'accepted') "
        "AND o.id <> COALESCE(NEW.id, -1))"
    )


_SERVICE_WEEK_FULL = _week_full("service", "organizations_service")
_VOLUNTEER_WEEK_FULL = _week_full("volunteer", "volunteers_volunteer")
_LOCK_SERVICE = "SELECT 1 FROM organizations_service WHERE id = NEW.service_id FOR NO KEY UPDATE"
_LOCK_VOLUNTEER = "SELECT 1 FROM volunteers_volunteer WHERE id = NEW.volunteer_id FOR NO KEY UPDATE"
_NO_VISIT = (
    "NEW.state = 'delivered' AND OLD.state <> 'delivered' AND NOT EXISTS "
    "(SELECT 1 FROM workorders_visit v WHERE v.work_order_id = NEW.id AND v.state = 'done')"
)

# Accepting keeps the place the offer already held, so only a change into holding is counted again.
# An answer must not lock the provider either: two that decline crosswise would wait for each other.
_REHELD = "OLD.state NOT IN ('offered', 'accepted') AND "
_RELOCK_SERVICE = _LOCK_SERVICE.replace("WHERE ", f"WHERE {_REHELD}")
_RELOCK_VOLUNTEER = _LOCK_VOLUNTEER.replace("WHERE ", f"WHERE {_REHELD}")

_CHARGED_ANEW = (
    "NEW.contract_id IS NOT NULL AND (OLD.contract_id IS NULL "
    "OR OLD.contract_id <> NEW.contract_id OR OLD.charged <> NEW.charged)"
)
_CONTRACT = "FROM contracts_contract c WHERE c.id = NEW.contract_id AND c.state = 'in_force'"
_CHARGED = (
    "SELECT COALESCE(sum(w.charged), 0) FROM workorders_workorder w "
    "WHERE w.contract_id = NEW.contract_id AND w.id <> NEW.id "
    "AND w.state NOT IN ('failed', 'cancelled')"
)
_HOLDER = (
    "SELECT s.organization_id FROM workorders_offer o JOIN organizations_service s "
    "ON s.id = o.service_id WHERE o.work_order_id = NEW.id AND o.state = 'accepted'"
)

TRIGGERS = [
    Refuse(
        "workorders_contract_holds",
        "workorders_workorder",
        "UPDATE",
        f"{_CHARGED_ANEW} AND NOT EXISTS (SELECT 1 {_CONTRACT} "
        f"AND c.organization_id IN ({_HOLDER}) AND c.amount >= NEW.charged + ({_CHARGED}))",
        "the contract does not hold this",
        f"SELECT 1 FROM contracts_contract WHERE id = NEW.contract_id AND {_CHARGED_ANEW} "
        "FOR NO KEY UPDATE",
    ),
    Refuse(
        "workorders_contract_comes_later",
        "workorders_workorder",
        "INSERT",
        "NEW.contract_id IS NOT NULL",
        "the contract does not hold this",
    ),
    Refuse(
        "workorders_service_full",
        "workorders_offer",
        "INSERT",
        _SERVICE_FULL,
        "no place left",
        _LOCK_SERVICE,
    ),
    Refuse(
        "workorders_volunteer_full",
        "workorders_offer",
        "INSERT",
        _VOLUNTEER_FULL,
        "no place left",
        _LOCK_VOLUNTEER,
    ),
    Refuse(
        "workorders_service_week_refull",
        "workorders_offer",
        "UPDATE",
        _REHELD + _SERVICE_WEEK_FULL,
        "no visit left in a week",
        _RELOCK_SERVICE,
    ),
    Refuse(
        "workorders_volunteer_week_refull",
        "workorders_offer",
        "UPDATE",
        _REHELD + _VOLUNTEER_WEEK_FULL,
        "no visit left in a week",
        _RELOCK_VOLUNTEER,
    ),
    Refuse(
        "workorders_service_refull",
        "workorders_offer",
        "UPDATE",
        _REHELD + _SERVICE_FULL,
        "no place left",
        _RELOCK_SERVICE,
    ),
    Refuse(
        "workorders_volunteer_refull",
        "workorders_offer",
        "UPDATE",
        _REHELD + _VOLUNTEER_FULL,
        "no place left",
        _RELOCK_VOLUNTEER,
    ),
    Refuse(
        "workorders_service_week_full",
        "workorders_offer",
        "INSERT",
        _SERVICE_WEEK_FULL,
        "no visit left in a week",
        _LOCK_SERVICE,
    ),
    Refuse(
        "workorders_volunteer_week_full",
        "workorders_offer",
        "INSERT",
        _VOLUNTEER_WEEK_FULL,
        "no visit left in a week",
        _LOCK_VOLUNTEER,
    ),
    Refuse(
        "workorders_delivered_needs_visit",
        "workorders_workorder",
        "UPDATE",
        _NO_VISIT,
        "no visit yet",
    ),
    Refuse(
        "workorders_order_step",
        "workorders_workorder",
        "UPDATE",
        unknown_step(WORK_ORDER),
        "no such step",
    ),
    Refuse(
        "workorders_offer_step", "workorders_offer", "UPDATE", unknown_step(OFFER), "no such step"
    ),
    Refuse(
        "workorders_visit_step", "workorders_visit", "UPDATE", unknown_step(VISIT), "no such step"
    ),
]
