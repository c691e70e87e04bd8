"""Everything that changes an organization: its vetting, its people, and what it offers."""

from marketplace.organizations.actions.applying import (
    apply_to_be_listed,
    enter_applicant,
    note_reminder,
    return_application,
    vet_again,
)
from marketplace.organizations.actions.offer import ServiceOffer, offer_of
from marketplace.organizations.actions.papers import (
    accept_paper,
    hand_in_paper,
    refuse_paper,
    take_back_paper,
)
from marketplace.organizations.actions.people import (
    add_licence,
    add_membership,
    add_worker,
    end_licence,
    end_membership,
    end_worker,
)
from marketplace.organizations.actions.revising import (
    accept_revision,
    propose_revision,
    return_revision,
    take_back_revision,
)
from marketplace.organizations.actions.shelf import (
    amend_service,
    offer_service,
    put_on_shelf,
    return_service,
    set_availability,
    set_places,
    submit_service,
    take_off_shelf,
)
from marketplace.organizations.actions.vetting import (
    Applicant,
    admit_organization,
    label_quality,
    list_organization,
    register_organization,
    remove_organization,
    resume_organization,
    suspend_organization,
)

__all__ = [
    "Applicant",
    "ServiceOffer",
    "accept_paper",
    "accept_revision",
    "add_licence",
    "add_membership",
    "add_worker",
    "admit_organization",
    "amend_service",
    "apply_to_be_listed",
    "end_licence",
    "end_membership",
    "end_worker",
    "enter_applicant",
    "hand_in_paper",
    "label_quality",
    "list_organization",
    "note_reminder",
    "offer_of",
    "offer_service",
    "propose_revision",
    "put_on_shelf",
    "refuse_paper",
    "register_organization",
    "remove_organization",
    "resume_organization",
    "return_application",
    "return_revision",
    "return_service",
    "set_availability",
    "set_places",
    "submit_service",
    "suspend_organization",
    "take_back_paper",
    "take_back_revision",
    "take_off_shelf",
    "vet_again",
]
