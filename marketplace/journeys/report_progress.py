from datetime import date, datetime, time

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Contract, ProgressReport
from marketplace.evaluations.measuring import Figures, figures_of
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def report_progress(
    contract: Contract, *, from_on: date, until_on: date, text: str, by: User, at: datetime
) -> ProgressReport:
    """What was done from `from_on` until before `until_on`: the figures are counted, the words are theirs."""
    figures = progress_of(contract, from_on, until_on)._asdict()
    return contracts.submit_report(
        contract, from_on=from_on, until_on=until_on, figures=figures, text=text, by=by, at=at
    )


def progress_of(contract: Contract, from_on: date, until_on: date) -> Figures:
    """What such a report would say."""
    return figures_of(contract, _midnight(from_on), _midnight(until_on), calendar())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
