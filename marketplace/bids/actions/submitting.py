"""Sending a bid, replacing it, taking it back: until the last moment, by the database's clock."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans.queries import is_banned
from marketplace.bids import rules
from marketplace.bids.actions.drafts import content_of, files_of
from marketplace.bids.choices import BidState
from marketplace.bids.lifecycle import BID
from marketplace.bids.models import Bid, BidDraft, Partner
from marketplace.bids.permissions import may_bid
from marketplace.bids.queries import keys_of, without_agreement
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.clock import moment_of_database
from marketplace.kernel.codes import spoken_code
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.sealing import seal
from marketplace.organizations.choices import OrganizationState
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project
from marketplace.projects.rules import Stage, stage
from marketplace.workdays.rules import SHANGHAI

VETTED = (OrganizationState.LISTED, OrganizationState.RESIDENT)
RECEIPT = 16


def submit_bid(draft: BidDraft, *, by: User) -> Bid:
    """Seal what the draft says, keep the sealed text alone, and give a receipt. An earlier bid is replaced.

    No moment is handed in: the database's own decides, asked after the locks, and on PostgreSQL once more
    at the commit.
    """
    try:
        return _submit(draft, by)
    except IntegrityError as error:
        if "deadline has passed" in str(error):
            raise _too_late() from error
        raise


@transaction.atomic
def _submit(draft: BidDraft, by: User) -> Bid:
    project, organization = draft.project, draft.organization
    changing.lock(project, "rulebook")
    changing.lock(organization)
    moment = _enter(project, organization, by)
    changing.lock(draft)
    content = content_of(draft)
    partners = _partners(content, organization, moment)
    _ensure_agreed(partners, organization, project)
    _ensure_complete(content, project)
    packed = rules.pack(replace(content, partners=tuple(p.uscc for p in partners)), files_of(draft))
    _end_earlier(project, organization, "replace", by, moment)
    bid = Bid(
        project=project,
        organization=organization,
        sealed=seal(
            packed,
            publics=tuple(key.public for key in keys_of(project.batch)),
            context=rules.context_of(project.number, organization.uscc),
        ),
        digest=rules.digest_of(packed),
        receipt=spoken_code(RECEIPT),
        received_at=moment,
        received_from=by,
    )
    bid.save(force_insert=True)
    Partner.objects.bulk_create(Partner(bid=bid, organization=each) for each in partners)
    draft.delete()
    record("submit_bid", bid, by=by, at=moment, changes={"digest": bid.digest})
    return bid


@transaction.atomic
def withdraw_bid(bid: Bid, *, by: User) -> Bid:
    """Take it back until the deadline. What was sealed is erased: nobody will ever read it."""
    project, organization = bid.project, bid.organization
    changing.lock(project, "rulebook")
    changing.lock(organization)
    moment = _enter(project, organization, by)
    ended = _end_earlier(project, organization, "withdraw", by, moment)
    if ended != bid:
        raise RuleBroken("not_standing", _("This bid does not count any more. Reload the page."))
    bid.refresh_from_db()
    return bid


def _enter(project: Project, organization: Organization, by: User) -> datetime:
    """The database's moment, once everything is locked and found to be in order."""
    if not may_bid(by, organization):
        raise NotAllowed("not_allowed", _("Only managers of the organization may bid for it."))
    moment = moment_of_database()
    if stage(project.state, project.bids_until, moment) is not Stage.BIDDING:
        raise _too_late()
    _ensure_may_bid(organization, moment)
    return moment


def _too_late() -> RuleBroken:
    return RuleBroken(
        "too_late", _("The deadline has passed: no bid is taken, changed or given back any more.")
    )


def _ensure_may_bid(organization: Organization, moment: datetime) -> None:
    if organization.state not in VETTED:
        raise RuleBroken(
            "not_vetted", _("Only organizations on the list of able providers may bid.")
        )
    if is_banned(organization, moment.astimezone(SHANGHAI).date()):
        raise RuleBroken(
            "banned", _("%(name)s may not bid at present.") % {"name": organization.name}
        )


def _ensure_agreed(
    partners: list[Organization], organization: Organization, project: Project
) -> None:
    for each in without_agreement(partners, organization, project):
        raise Malformed(
            "not_agreed",
            _("%(name)s has not agreed yet to bid along with you: it does so on its own page.")
            % {"name": each.name},
            field="partners",
        )


def _partners(
    content: rules.Content, organization: Organization, moment: datetime
) -> list[Organization]:
    codes = set(content.partners) - {organization.uscc}
    partners = list(Organization.objects.filter(uscc__in=codes).order_by("pk"))
    unknown = codes - {each.uscc for each in partners}
    if unknown:
        raise Malformed(
            "no_such_partner",
            _("No organization is registered here with the code %(code)s.")
            % {"code": min(unknown)},
            field="partners",
        )
    for each in partners:
        changing.lock(each)
        _ensure_may_bid(each, moment)
    return partners


def _ensure_complete(content: rules.Content, project: Project) -> None:
    wanted = set(project.qualifications.values_list("pk", flat=True))
    missing = list(rules.missing_from(content, budget=project.budget, qualifications=wanted))
    if missing:
        raise RuleBroken(
            "incomplete",
            _("The bid is not complete yet: the list says what is missing."),
            fields={what.value: _("Please fill this in.") for what, _detail in missing},
        )


def _end_earlier(
    project: Project, organization: Organization, step: str, by: User, moment: datetime
) -> Bid | None:
    earlier = (
        Bid.objects.filter(project=project, organization=organization, state=BidState.SEALED)
        .defer("sealed")
        .first()
    )
    if earlier is not None:
        state = BID.target(earlier.state, step)
        changing.change(
            earlier,
            f"{step}_bid",
            by=by,
            at=moment,
            unsaid=("sealed",),
            state=state,
            ended_at=moment,
            sealed=b"",
        )
    return earlier
