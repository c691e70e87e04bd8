"""What the database itself refuses: a verdict asked by somebody of the provider's own, words about
somebody who was erased, and steps that no lifecycle has."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.satisfaction.lifecycle import COMPLAINT

_OWN_WORK = (
    "NEW.asked_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM workorders_offer o "
    "LEFT JOIN organizations_service s ON s.id = o.service_id "
    "LEFT JOIN organizations_membership m "
    "ON m.organization_id = s.organization_id AND m.user_id = NEW.asked_by_id "
    "LEFT JOIN volunteers_volunteer v ON v.id = o.volunteer_id AND v.user_id = NEW.asked_by_id "
    "WHERE o.work_order_id = NEW.work_order_id AND o.state IN ('accepted', 'done') "
    "AND (m.id IS NOT NULL OR v.id IS NOT NULL))"
)

# What was judged once is not judged again because somebody has found work there since.
_ASKED_ANEW = (
    "(COALESCE(OLD.asked_by_id, 0) <> COALESCE(NEW.asked_by_id, 0) "
    "OR OLD.work_order_id <> NEW.work_order_id) AND "
)
_ERASED = (
    "SELECT 1 FROM needs_need n JOIN households_resident r ON r.id = n.resident_id "
    "WHERE n.id = NEW.need_id"
)

TRIGGERS = [
    Refuse(
        "satisfaction_asked_by_others",
        "satisfaction_verdict",
        "INSERT",
        _OWN_WORK,
        "asked about own work",
    ),
    Refuse(
        "satisfaction_still_by_others",
        "satisfaction_verdict",
        "UPDATE",
        _ASKED_ANEW + _OWN_WORK,
        "asked about own work",
    ),
    Refuse(
        "satisfaction_complaint_step",
        "satisfaction_complaint",
        "UPDATE",
        unknown_step(COMPLAINT),
        "no such step",
    ),
    Refuse(
        "satisfaction_none_of_the_erased",
        "satisfaction_complaint",
        "INSERT",
        f"EXISTS ({_ERASED} AND r.erased_at IS NOT NULL)",
        "this person was erased",
        f"{_ERASED} FOR KEY SHARE OF r",
    ),
]
