"""A batch as a workbook: its projects, what they cost, what was bid, agreed, paid and reached.

Bids stand in it once they were opened; before, it says the same with nine and with none.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.bids.queries import opened_in
from marketplace.contracts.lifecycle import BINDING
from marketplace.contracts.models import Contract, Instalment
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.downloads import download
from marketplace.desks.papers.workbook import DAY, KIND, MOMENT, MONEY, Heading, Sheet, made, money
from marketplace.evaluations.models import Evaluation
from marketplace.projects.models import BudgetLine, Indicator, Project, ProjectBatch


@overseeing
def book(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.get_batch(request.user, pk)
    name = words.name_of(found)
    return download(made(name, sheets_of(found)), f"{name}.xlsx", KIND)


def sheets_of(batch: ProjectBatch) -> list[Sheet]:
    projects = finding.of_batch(batch)
    contracts = {one.project_id: one for one in _contracts(batch)}
    return [
        Sheet(_("Projects"), _project_headings(), _projects(projects, contracts)),
        Sheet(
            _("Budget"),
            [*_of_a_project(), Heading(_("For"), 40), Heading(_("Yuan"), 16, MONEY)],
            (
                (line.project.number, line.project.name, line.label, money(line.amount))
                for line in _parts(BudgetLine, batch)
            ),
        ),
        Sheet(
            _("Indicators"),
            [
                *_of_a_project(),
                Heading(_("Indicator"), 30),
                Heading(_("Target"), 12),
                Heading(_("Unit"), 10),
            ],
            (
                (each.project.number, each.project.name, each.label, each.target, each.unit)
                for each in _parts(Indicator, batch)
            ),
        ),
        Sheet(_("Bids that were opened"), _bid_headings(), _bids(batch)),
        Sheet(_("Instalments"), _instalment_headings(), _instalments(batch)),
        Sheet(_("Evaluations"), _evaluation_headings(), _evaluations(batch)),
    ]


def _of_a_project() -> list[Heading]:
    return [Heading(_("Project number"), 18), Heading(_("Project"), 36)]


def _project_headings() -> list[Heading]:
    return [
        *_of_a_project(),
        Heading(_("State"), 14),
        Heading(_("Target groups"), 24),
        Heading(_("Level"), 18),
        Heading(_("Subcategories"), 30),
        Heading(_("Procurement method"), 18),
        Heading(_("Budget, yuan"), 16, MONEY),
        Heading(_("Bids until"), 18, MOMENT),
        Heading(_("Contract"), 22),
        Heading(_("Provider"), 32),
        Heading(_("Agreed, yuan"), 16, MONEY),
        Heading(_("First day"), 12, DAY),
        Heading(_("Until before"), 12, DAY),
    ]


def _projects(projects: Iterable[Project], contracts: dict[int, Contract]) -> Iterable[Any]:
    for one in projects:
        agreed = contracts.get(one.pk)
        yield (
            one.number,
            one.name,
            words.state_of(one)[0],
            _listed(one.groups.all()),
            one.level.name,
            _listed(one.subcategories.all()),
            one.get_method_display(),
            money(one.budget),
            one.bids_until,
            agreed.number if agreed else None,
            agreed.organization.name if agreed else None,
            money(agreed.amount) if agreed else None,
            agreed.from_on if agreed else one.service_from,
            agreed.until_on if agreed else one.service_until,
        )


def _bid_headings() -> list[Heading]:
    return [
        *_of_a_project(),
        Heading(_("Bidder"), 32),
        Heading(_("Partners"), 32),
        Heading(_("Unified social credit code"), 24),
        Heading(_("Received"), 18, MOMENT),
        Heading(_("State"), 14),
        Heading(_("Price, yuan"), 16, MONEY),
    ]


def _bids(batch: ProjectBatch) -> Iterable[Any]:
    for bid in opened_in(batch).select_related("project").order_by("project", "received_at"):
        opened = getattr(bid, "opened", None)
        yield (
            bid.project.number,
            bid.project.name,
            bid.organization.name,
            _listed(each.organization for each in bid.partners.all()),
            bid.organization.uscc,
            bid.received_at,
            words.bid_state(bid.state)[0],
            money(opened.total) if opened else None,
        )


def _instalment_headings() -> list[Heading]:
    return [
        *_of_a_project(),
        Heading(_("Contract"), 22),
        Heading(_("Part"), 8),
        Heading(_("Per cent"), 10),
        Heading(_("Yuan"), 16, MONEY),
        Heading(_("Due with"), 20),
        Heading(_("State"), 14),
        Heading(_("Paid"), 18, MOMENT),
    ]


def _instalments(batch: ProjectBatch) -> Iterable[Any]:
    found = Instalment.objects.filter(contract__in=_contracts(batch))
    for part in found.select_related("contract__project").order_by("contract__number", "position"):
        project = part.contract.project
        yield (
            project.number,
            project.name,
            part.contract.number,
            part.position,
            part.share,
            money(part.amount),
            part.get_due_with_display(),
            part.get_state_display(),
            part.paid_at,
        )


def _evaluation_headings() -> list[Heading]:
    return [
        *_of_a_project(),
        Heading(_("Evaluation"), 18),
        Heading(_("State"), 18),
        Heading(_("Due on"), 12, DAY),
        Heading(_("Points"), 10),
        Heading(_("Satisfied"), 10),
        Heading(_("Valid answers"), 10),
        Heading(_("Result"), 12),
    ]


def _evaluations(batch: ProjectBatch) -> Iterable[Any]:
    found = Evaluation.objects.filter(project__batch=batch).select_related("project")
    results = {True: _("Passed"), False: _("Not passed"), None: None}
    for one in found.order_by("project__number", "due_on"):
        yield (
            one.project.number,
            one.project.name,
            one.get_kind_display(),
            one.get_state_display(),
            one.due_on,
            one.score,
            one.satisfied,
            one.valid,
            results[one.passed],
        )


def _contracts(batch: ProjectBatch) -> Any:
    binding = Contract.objects.filter(project__batch=batch, state__in=BINDING)
    return binding.select_related("organization")


def _parts(model: Any, batch: ProjectBatch) -> Any:
    found = model.objects.filter(project__batch=batch).select_related("project")
    return found.order_by("project__number", "position")


def _listed(things: Iterable[Any]) -> str:
    return "、".join(each.name for each in things)
