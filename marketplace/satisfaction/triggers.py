"""What the database itself refuses: a verdict asked by somebody of the provider's own, and steps that
no lifecycle has."""

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
        _OWN_WORK,
        "asked about own work",
    ),
    Refuse(
        "satisfaction_complaint_step",
        "satisfaction_complaint",
        "UPDATE",
        unknown_step(COMPLAINT),
        "no such step",
    ),
]
