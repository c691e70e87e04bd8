"""An organization agrees to bid along with another, or takes that back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.choices import BidState
from marketplace.bids.models import Agreement, Partner
from marketplace.bids.permissions import may_bid
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.clock import moment_of_database
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_code
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project
from marketplace.projects.rules import Stage, stage


@transaction.atomic
def agree_to_bid_along(
    project: Project, partner: Organization, *, lead: str, by: User
) -> Agreement:
    """`partner` bids along with the organization of the credit code `lead`, if that names it."""
    moment = _enter(project, partner, by)
    found = Organization.objects.filter(uscc=clean_code(lead)).exclude(pk=partner.pk).first()
    if found is None:
        message = _("No other organization is registered here with this code.")
        raise Malformed("no_such_lead", message, field="lead")
    try:
        with transaction.atomic():
            agreement = Agreement.objects.create(
                project=project, lead=found, partner=partner, agreed_at=moment, agreed_by=by
            )
    except IntegrityError:
        raise RuleBroken("agreed", _("You have agreed to this already."), field="lead") from None
    record("agree_to_bid_along", agreement, by=by, at=moment)
    return agreement


@transaction.atomic
def take_back_agreement(agreement: Agreement, *, by: User) -> Agreement:
    """Until a bid that names the partner has been sent."""
    changing.lock(agreement, "project", "lead", "partner")
    moment = _enter(agreement.project, agreement.partner, by)
    named = Partner.objects.filter(
        organization=agreement.partner,
        bid__project=agreement.project,
        bid__organization=agreement.lead,
        bid__state=BidState.SEALED,
    )
    if named.exists():
        raise RuleBroken(
            "named",
            _("A bid that names you has been sent. Ask %(name)s to send one without you.")
            % {"name": agreement.lead.name},
        )
    if agreement.ended_at is None:
        changing.change(agreement, "take_back_agreement", by=by, at=moment, ended_at=moment)
    return agreement


def _enter(project: Project, partner: Organization, by: User) -> datetime:
    if not may_bid(by, partner):
        raise NotAllowed("not_allowed", _("Only managers of the organization may bid for it."))
    moment = moment_of_database()
    if stage(project.state, project.bids_until, moment) is not Stage.BIDDING:
        raise RuleBroken("too_late", _("The deadline has passed."))
    return moment
