"""What the database itself refuses, whoever asks: a step the lifecycle does not know, other grounds or
days than those decided on, and that a ban or a policy disappears."""

from marketplace.bans.choices import BanState
from marketplace.bans.lifecycle import BAN, STANDING
from marketplace.kernel.triggers import Refuse, unknown_step

_STANDING = ", ".join(f"'{state}'" for state in STANDING)
GROUNDS = ("organization_id", "project_id", "trigger", "policy_id", "satisfied", "valid")


def banned(organization: str) -> str:
    """The SQL condition that this organization may not bid today, by the day of the database in Shanghai."""
    return (
        f"EXISTS (SELECT 1 FROM bans_ban b WHERE b.organization_id = {organization} "
        f"AND b.state IN ({_STANDING}) AND b.from_on <= @today AND b.until_on > @today)"
    )


def queue(organization: str) -> str:
    """Whoever bids or is awarded, and whoever bans, waits for the other at the organization's row."""
    return f"SELECT 1 FROM organizations_organization WHERE id = {organization} FOR NO KEY UPDATE"


TRIGGERS = [
    Refuse(
        "bans_ban_step",
        "bans_ban",
        "UPDATE",
        unknown_step(BAN),
        "no such step",
        queue("NEW.organization_id"),
    ),
    Refuse(
        "bans_ban_begins",
        "bans_ban",
        "INSERT",
        f"NEW.state <> '{BanState.PROPOSED}'",
        "a ban begins as a proposal",
    ),
    Refuse(
        "bans_grounds_stay",
        "bans_ban",
        "UPDATE",
        " OR ".join(f"OLD.{column} <> NEW.{column}" for column in GROUNDS),
        "the grounds of a ban never change",
    ),
    Refuse(
        "bans_days_stay",
        "bans_ban",
        "UPDATE",
        "OLD.from_on IS NOT NULL AND (NEW.from_on IS NULL OR NEW.until_on IS NULL "
        "OR NEW.from_on <> OLD.from_on OR NEW.until_on <> OLD.until_on)",
        "the days of a ban never change",
    ),
    Refuse("bans_ban_kept", "bans_ban", "DELETE", "1 = 1", "bans are never deleted"),
    Refuse("bans_policy_stays", "bans_banpolicy", "UPDATE", "1 = 1", "policies never change"),
    Refuse("bans_policy_kept", "bans_banpolicy", "DELETE", "1 = 1", "policies are never deleted"),
]
