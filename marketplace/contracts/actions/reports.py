from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts.actions.leave import enter_contract
from marketplace.contracts.choices import ContractState
from marketplace.contracts.models import Contract, ProgressReport
from marketplace.contracts.permissions import may_report
from marketplace.contracts.refusals import told_by_the_database
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.workdays.rules import SHANGHAI

LONGEST = 4000


@transaction.atomic
def submit_report(
    contract: Contract,
    *,
    from_on: date,
    until_on: date,
    figures: Mapping[str, int],
    text: str,
    by: User,
    at: datetime,
) -> ProgressReport:
    """What the provider says about the days from `from_on` until before `until_on`. Part of a journey, which
    counts `figures` from its orders."""
    text = clean_text(text, field="text", longest=LONGEST, required=True)
    enter_contract(contract, may_report, by)
    if contract.state != ContractState.IN_FORCE:
        raise RuleBroken("not_in_force", _("This contract is not in force."))
    if not contract.from_on <= from_on < until_on:
        raise Malformed(
            "not_a_period", _("Please give a period of this contract."), field="from_on"
        )
    if until_on > at.astimezone(SHANGHAI).date():
        raise Malformed("not_over", _("Report about days that are over."), field="until_on")
    with told_by_the_database():
        report = ProgressReport.objects.create(
            contract=contract,
            from_on=from_on,
            until_on=until_on,
            figures=dict(figures),
            text=text,
            submitted_at=at,
            submitted_by=by,
        )
    told = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat(), **figures}
    record("submit_report", report, by=by, at=at, changes=told)
    return report
