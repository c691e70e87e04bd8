"""Contracts of the year: signed by both sides, reported about, and paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.clockwork.world.cast import Cast
from marketplace.contracts import actions
from marketplace.contracts.choices import DueWith, InstalmentState
from marketplace.contracts.models import Award, Contract
from marketplace.journeys.close_project import close_project
from marketplace.journeys.pay_instalment import pay_instalment
from marketplace.journeys.report_progress import report_progress
from marketplace.journeys.sign_contract import sign_contract
from marketplace.workdays.rules import SHANGHAI

QUARTER = timedelta(days=91)
REPORTS = (
    "按计划入户，名单每月与社区核对；个别服务对象住院，已顺延。",
    "人员稳定，台账齐全；雨雪天气改为电话问候，其余照常。",
    "新增服务对象由社区转介，首次上门均有社区人员陪同。",
)


@dataclass(slots=True)
class Office:
    """What the bureau and the chosen organizations do with a contract."""

    cast: Cast

    def offer(self, awards: Iterable[Award], at: datetime) -> list[Contract]:
        return [actions.offer_contract(award, by=self.cast.first, at=at) for award in awards]

    def sign(self, contracts: Iterable[Contract], at: datetime) -> None:
        for contract in contracts:
            manager = self.cast.manager_of(contract.organization_id)
            sign_contract(contract, by=manager, at=at)

    def pay(self, contracts: Iterable[Contract], due_with: DueWith, at: datetime) -> None:
        for contract in contracts:
            for instalment in contract.instalments.filter(
                due_with=due_with, state=InstalmentState.WAITING
            ):
                pay_instalment(instalment, by=self.cast.first, at=at)

    def report(self, contracts: Iterable[Contract], at: datetime) -> None:
        """Every quarter that is over; the demo's own organization has its last one before it."""
        for contract in contracts:
            for text, from_on in zip(REPORTS, self._quarters(contract, at), strict=False):
                report_progress(
                    contract,
                    from_on=from_on,
                    until_on=from_on + QUARTER,
                    text=text,
                    by=self.cast.manager_of(contract.organization_id),
                    at=at,
                )

    def close(self, contracts: Iterable[Contract], at: datetime) -> None:
        for contract in contracts:
            close_project(contract, by=self.cast.second, at=at)

    def _quarters(self, contract: Contract, at: datetime) -> Sequence:
        last = min(contract.until_on, at.astimezone(SHANGHAI).date())
        whole = (last - contract.from_on) // QUARTER
        own = self.cast.own
        told = whole - 1 if own and contract.organization_id == own.pk else whole
        return [contract.from_on + turn * QUARTER for turn in range(told)]
