"""What the database itself refuses: another code for the same organization, a step that the
lifecycle does not know, and a service that changes hands."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.organizations.choices import PaperState, RevisionState, ServiceState
from marketplace.organizations.lifecycle import ORGANIZATION, SERVICE

# What is read on the shelf, and what only the bureau's check may change there.
_READ = ("name_zh", "name_en", "description_zh", "description_en", "subcategory_id", "price_cents")

TRIGGERS = [
    Refuse(
        "organizations_organization_step",
        "organizations_organization",
        "UPDATE",
        unknown_step(ORGANIZATION),
        "no such step",
    ),
    Refuse(
        "organizations_organization_identity",
        "organizations_organization",
        "UPDATE",
        "OLD.uscc <> NEW.uscc",
        "an organization keeps its code",
    ),
    Refuse(
        "organizations_paper_stays",
        "organizations_paper",
        "UPDATE",
        f"OLD.state <> '{PaperState.HANDED_IN}' OR OLD.digest <> NEW.digest "
        "OR OLD.organization_id <> NEW.organization_id",
        "a paper that was judged stays as it is",
    ),
    Refuse(
        "organizations_service_step",
        "organizations_service",
        "UPDATE",
        unknown_step(SERVICE),
        "no such step",
    ),
    Refuse(
        "organizations_service_identity",
        "organizations_service",
        "UPDATE",
        "OLD.organization_id <> NEW.organization_id",
        "a service stays with its organization",
    ),
    Refuse(
        "organizations_service_as_checked",
        "organizations_service",
        "UPDATE",
        f"OLD.state = '{ServiceState.ON_SHELF}' AND NEW.state = '{ServiceState.ON_SHELF}' "
        f"AND ({' OR '.join(f'OLD.{name} <> NEW.{name}' for name in _READ)}) "
        "AND NOT EXISTS (SELECT 1 FROM organizations_revision a WHERE a.service_id = NEW.id "
        f"AND a.state = '{RevisionState.WAITING}')",
        "what stands on the shelf changes only by a revision",
    ),
    Refuse(
        "organizations_revision_stays",
        "organizations_revision",
        "UPDATE",
        f"OLD.state <> '{RevisionState.WAITING}' OR OLD.told <> NEW.told "
        "OR OLD.service_id <> NEW.service_id",
        "a revision stays as it was sent and judged",
    ),
]
