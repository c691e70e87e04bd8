"""What the database itself refuses, whoever asks: a bid after the deadline by its own clock, of an
organization that is banned or not vetted, one that is altered or opened too early, and a batch without
two officers' keys."""

from marketplace.bans.triggers import banned, queue
from marketplace.bids.choices import BidState
from marketplace.bids.lifecycle import BID
from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.organizations.choices import OrganizationState
from marketplace.projects.choices import ProjectState

_DOORS = f"'{BidState.OPENED}', '{BidState.ELIGIBLE}', '{BidState.AWARDED}'"
_BIDDING = (
    "EXISTS (SELECT 1 FROM projects_project p WHERE p.id = NEW.project_id "
    f"AND p.state = '{ProjectState.PUBLISHED}' AND @moment(p.bids_until) >= @now)"
)
_VETTED = (
    "EXISTS (SELECT 1 FROM organizations_organization o WHERE o.id = NEW.organization_id "
    f"AND o.state IN ('{OrganizationState.LISTED}', '{OrganizationState.RESIDENT}'))"
)
# While one writes a bid, nobody moves its deadline; and all who bid at once may.
_HOLD_PROJECT = "SELECT 1 FROM projects_project WHERE id = NEW.project_id FOR SHARE"
_PARTNER_BANNED = (
    "EXISTS (SELECT 1 FROM bids_partner q WHERE q.bid_id = NEW.id AND "
    + banned("q.organization_id")
    + ")"
)


TRIGGERS = [
    Refuse(
        "bids_in_time",
        "bids_bid",
        "INSERT",
        f"NOT {_BIDDING}",
        "the deadline has passed",
        _HOLD_PROJECT,
        at_commit=True,
    ),
    Refuse(
        "bids_received_now",
        "bids_bid",
        "INSERT",
        f"NEW.state <> '{BidState.SEALED}' OR @moment(NEW.received_at) > @now",
        "a bid is received when the database says so",
    ),
    Refuse(
        "bids_of_the_vetted",
        "bids_bid",
        "INSERT",
        f"NOT {_VETTED}",
        "this organization is not vetted",
    ),
    Refuse(
        "bids_not_of_the_banned",
        "bids_bid",
        "INSERT",
        banned("NEW.organization_id"),
        "this organization is banned",
        queue("NEW.organization_id"),
    ),
    Refuse(
        "bids_partners_not_banned",
        "bids_partner",
        "INSERT",
        f"NOT {_VETTED} OR " + banned("NEW.organization_id"),
        "this organization is banned",
        queue("NEW.organization_id"),
    ),
    Refuse(
        "bids_partners_agreed",
        "bids_partner",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM bids_agreement a JOIN bids_bid b ON b.id = NEW.bid_id "
        "WHERE a.project_id = b.project_id AND a.lead_id = b.organization_id "
        "AND a.partner_id = NEW.organization_id AND a.ended_at IS NULL)",
        "this organization has not agreed",
    ),
    Refuse(
        "bids_no_door_for_the_banned",
        "bids_bid",
        "UPDATE",
        f"NEW.state <> OLD.state AND NEW.state IN ({_DOORS}) "
        f"AND ({banned('NEW.organization_id')} OR {_PARTNER_BANNED})",
        "this organization is banned",
        queue("NEW.organization_id"),
    ),
    Refuse("bids_bid_step", "bids_bid", "UPDATE", unknown_step(BID), "no such step"),
    Refuse(
        "bids_changed_in_time",
        "bids_bid",
        "UPDATE",
        f"NEW.state IN ('{BidState.REPLACED}', '{BidState.WITHDRAWN}') "
        f"AND OLD.state <> NEW.state AND NOT {_BIDDING}",
        "the deadline has passed",
        _HOLD_PROJECT,
    ),
    Refuse(
        "bids_not_opened_early",
        "bids_bid",
        "UPDATE",
        f"OLD.state = '{BidState.SEALED}' AND NEW.state IN ('{BidState.OPENED}', "
        f"'{BidState.TAMPERED}', '{BidState.INELIGIBLE}') AND EXISTS (SELECT 1 FROM projects_project p "
        "WHERE p.id = NEW.project_id AND @moment(p.bids_until) >= @now)",
        "it is too early to open this",
    ),
    Refuse(
        "bids_sealed_stays",
        "bids_bid",
        "UPDATE",
        "OLD.digest <> NEW.digest OR OLD.receipt <> NEW.receipt OR OLD.project_id <> NEW.project_id "
        "OR OLD.organization_id <> NEW.organization_id OR OLD.received_at <> NEW.received_at",
        "a bid is what was received",
    ),
    Refuse("bids_bid_kept", "bids_bid", "DELETE", "1 = 1", "bids are never deleted"),
    *(
        Refuse(f"{table}_{what}", table, event, "1 = 1", "what was opened stays as it was read")
        for table in ("bids_openedbid", "bids_openedattachment")
        for event, what in (("UPDATE", "stays"), ("DELETE", "kept"))
    ),
    Refuse(
        "bids_key_stays",
        "bids_openingkey",
        "UPDATE",
        "OLD.public <> NEW.public OR OLD.holder_id <> NEW.holder_id OR OLD.batch_id <> NEW.batch_id "
        "OR OLD.position <> NEW.position",
        "keys never change",
    ),
    Refuse(
        "bids_key_kept",
        "bids_openingkey",
        "DELETE",
        "EXISTS (SELECT 1 FROM projects_projectbatch b WHERE b.id = OLD.batch_id "
        "AND b.released_at IS NOT NULL)",
        "the keys of what was released are kept",
    ),
    Refuse(
        "bids_released_with_two_keys",
        "projects_projectbatch",
        "UPDATE",
        "OLD.released_at IS NULL AND NEW.released_at IS NOT NULL AND "
        "(SELECT count(*) FROM bids_openingkey k WHERE k.batch_id = NEW.id) <> 2",
        "a batch is released with the keys of two officers",
    ),
    Refuse(
        "bids_no_key_after_release",
        "bids_openingkey",
        "INSERT",
        "EXISTS (SELECT 1 FROM projects_projectbatch b WHERE b.id = NEW.batch_id "
        "AND b.released_at IS NOT NULL)",
        "this batch was released",
    ),
    Refuse(
        "bids_reviewed_where_enough",
        "projects_project",
        "UPDATE",
        f"OLD.state = '{ProjectState.PUBLISHED}' AND NEW.state = '{ProjectState.UNDER_REVIEW}' AND "
        "(SELECT count(*) FROM bids_bid b WHERE b.project_id = NEW.id "
        f"AND b.state = '{BidState.OPENED}') < "
        "(SELECT r.fewest_bids FROM projects_rulebook r WHERE r.id = NEW.rulebook_id)",
        "too few bids",
    ),
    Refuse(
        "bids_share_not_given_early",
        "bids_opening",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM projects_project p WHERE p.batch_id = NEW.batch_id "
        f"AND p.state = '{ProjectState.PUBLISHED}' AND @moment(p.bids_until) < @now)",
        "it is too early to open this",
    ),
]
