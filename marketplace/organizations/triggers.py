"""What the database itself refuses: another code for the same organization, a step that the
lifecycle does not know, and a service that changes hands."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.organizations.choices import PaperState
from marketplace.organizations.lifecycle import ORGANIZATION, SERVICE

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
]
