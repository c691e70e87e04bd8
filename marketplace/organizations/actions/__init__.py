"""Everything that changes an organization: its vetting, its people, and what it offers."""

from marketplace.organizations.actions.people import (
    add_licence,
    add_membership,
    add_worker,
    end_licence,
    end_membership,
    end_worker,
)
from marketplace.organizations.actions.shelf import (
    ServiceOffer,
    offer_service,
    put_on_shelf,
    set_availability,
    set_places,
    take_off_shelf,
)
from marketplace.organizations.actions.vetting import (
    admit_organization,
    label_quality,
    list_organization,
    register_organization,
    remove_organization,
    resume_organization,
    suspend_organization,
)

__all__ = [
    "ServiceOffer",
    "add_licence",
    "add_membership",
    "add_worker",
    "admit_organization",
    "end_licence",
    "end_membership",
    "end_worker",
    "label_quality",
    "list_organization",
    "offer_service",
    "put_on_shelf",
    "register_organization",
    "remove_organization",
    "resume_organization",
    "set_availability",
    "set_places",
    "suspend_organization",
    "take_off_shelf",
]
