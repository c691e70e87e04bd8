"""Bans in any state, led there step by step as the database wants it."""

from datetime import date, timedelta

from marketplace.bans.choices import BanState, Trigger
from marketplace.bans.lifecycle import STANDING
from marketplace.bans.models import Ban
from marketplace.bans.queries import policy_on
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project
from tests import makers
from tests.makers import NOW

FROM_ON = NOW.date()
UNTIL_ON = date(FROM_ON.year + 3, FROM_ON.month, FROM_ON.day)


def make_ban(
    organization: Organization,
    project: Project,
    *,
    state: str = BanState.PROPOSED,
    from_on: date = FROM_ON,
    until_on: date = UNTIL_ON,
    satisfied: int = 4,
    valid: int = 10,
) -> Ban:
    ban = Ban.objects.create(
        organization=organization,
        project=project,
        trigger=Trigger.FINAL,
        policy=policy_on(FROM_ON),
        satisfied=satisfied,
        valid=valid,
        proposed_at=NOW,
    )
    if state == BanState.PROPOSED:
        return ban
    ban.state, ban.noticed_at, ban.noticed_by = BanState.NOTICED, NOW, makers.make_user()
    ban.statement_until = NOW + timedelta(days=7)
    ban.save()
    if state in STANDING:
        ban.state, ban.from_on, ban.until_on = BanState.IN_FORCE, from_on, until_on
        ban.decided_at, ban.decided_by = NOW, makers.make_user()
        ban.save()
    return ban
