"""What goes into a draw: everybody who could be drawn, and what each panel judges, as plain values."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from marketplace.accounts.choices import Role
from marketplace.bids.models import Bid, Partner
from marketplace.organizations.models import Membership, Organization
from marketplace.panels.choices import EvaluatorKind, PanelState, Purpose
from marketplace.panels.conflicts import JUDGED
from marketplace.panels.lifecycle import HELD, STANDING
from marketplace.panels.models import Draw, Evaluator, Panel
from marketplace.panels.rules.forming import DRAWN_AHEAD, Candidate, Declared, Matter
from marketplace.places.models import District, Posting
from marketplace.places.queries import in_force
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from marketplace.projects.rules import PanelSizes, experts_needed, panel_size

# In which state a project waits for a panel, by what it is for.
WAITING = {
    Purpose.TENDER: (ProjectState.UNDER_REVIEW,),
    Purpose.MIDTERM: (ProjectState.IN_PROGRESS, ProjectState.RECTIFYING),
    Purpose.FINAL: (ProjectState.RECTIFYING, ProjectState.MIDTERM_PASSED),
}
_DUE_ON = {Purpose.MIDTERM: "midterm_on", Purpose.FINAL: "final_on"}
_OPEN = (PanelState.DRAWN, PanelState.SCORING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Seats to be drawn for one panel. `experts`, `purchasers`: how many of each."""

    project: Project
    matter: Matter
    experts: int
    purchasers: int

    def seats(self, role: str) -> int:
        return self.experts if role == EvaluatorKind.EXPERT else self.purchasers


@dataclass(slots=True)
class _Parties:
    organizations: set[int] = field(default_factory=set)
    representatives: set[str] = field(default_factory=set)


def due(batch: ProjectBatch, purpose: str, on: date) -> QuerySet[Project]:
    """The projects of a batch that wait for a panel on that day, by number."""
    standing = Panel.objects.filter(purpose=purpose, state__in=STANDING).values("project")
    waiting = Project.objects.filter(batch=batch, state__in=WAITING[Purpose(purpose)])
    if column := _DUE_ON.get(Purpose(purpose)):
        waiting = waiting.filter(**{f"{column}__lte": on + timedelta(days=DRAWN_AHEAD)})
    return waiting.exclude(pk__in=standing).select_related("rulebook", "level").order_by("number")


def whole_panels(projects: Sequence[Project]) -> list[Wanted]:
    """A whole panel for each, as large as the rules of the project want it."""
    matters = matters_of(projects)
    return [_whole(project, matters[project.pk]) for project in projects]


def missing_seats(panel: Panel) -> Wanted:
    """What is left to draw of a panel: its seats without those that somebody holds."""
    seats = list(panel.seats.all())
    held = [seat.role for seat in seats if seat.state in HELD]
    before = frozenset(seat.evaluator_id for seat in seats)
    experts = held.count(EvaluatorKind.EXPERT)
    return Wanted(
        panel.project,
        matters_of([panel.project], before)[panel.project_id],
        experts=panel.experts - experts,
        purchasers=panel.size - panel.experts - (len(held) - experts),
    )


def matters_of(
    projects: Sequence[Project], before: frozenset[int] = frozenset()
) -> dict[int, Matter]:
    """What a panel of each of these projects judges, by id of the project."""
    parties = _parties_of(projects)
    knowledge = defaultdict(set)
    for project, code in Project.objects.filter(pk__in=[p.pk for p in projects]).values_list(
        "pk", "subcategories"
    ):
        knowledge[project].add(code)
    return {
        project.pk: Matter(
            project=project.pk,
            author=project.author_id,
            judged=frozenset(parties[project.pk].organizations),
            representatives=frozenset(parties[project.pk].representatives),
            subcategories=frozenset(knowledge[project.pk] - {None}),
            level=project.level_id,
            partner_years=project.rulebook.partner_years,
            before=before,
        )
        for project in projects
    }


def hold_pool(district: District, on: date) -> None:
    """Another draw from the same evaluators waits until this one is over, and then counts its seats."""
    list(_posted(district, on).select_for_update(of=("self",), no_key=True).order_by("pk"))


def candidates_of(district: District, year: int, on: date) -> list[Candidate]:
    """Every evaluator who is posted in the district on that day, in some queries, however many there are."""
    pool = list(
        _posted(district, on)
        .select_related("organization")
        .prefetch_related("declarations", "specialities", "levels")
        .annotate(
            carried=Count("seats", filter=_held(Q(seats__panel__project__batch__year=year))),
            open=Count("seats", filter=_held(Q(seats__panel__state__in=_OPEN))),
        )
        .order_by("pk")
    )
    firms = _firms_of(pool)
    officers = set(
        Posting.objects.filter(
            in_force(on), role=Role.BUREAU_OFFICER, district=district
        ).values_list("user", flat=True)
    )
    return [_candidate(each, firms[each.user_id], officers) for each in pool]


def sources_of(projects: Iterable[Project], purpose: str) -> list[str]:
    """Where the seed of a draw for these projects comes from: see `rules.forming.seed_of`."""
    pks = [project.pk for project in projects]
    numbers = Project.objects.filter(pk__in=pks).values_list("number", flat=True)
    digests = Bid.objects.filter(project__in=pks, state__in=JUDGED).values_list("digest", flat=True)
    panels = Panel.objects.filter(project__in=pks, purpose=purpose)
    draws = Draw.objects.filter(Q(panels__in=panels) | Q(seats__panel__in=panels))
    return sorted({*numbers, *digests, *draws.values_list("seed", flat=True)})


def _posted(district: District, on: date) -> QuerySet[Evaluator]:
    posted = Posting.objects.filter(in_force(on), role=Role.EVALUATOR, district=district)
    return Evaluator.objects.filter(
        is_active=True, user__is_active=True, user__in=posted.values("user")
    )


def _held(further: Q) -> Q:
    return Q(seats__state__in=HELD, seats__panel__state__in=STANDING) & further


def _whole(project: Project, matter: Matter) -> Wanted:
    book = project.rulebook
    sizes = PanelSizes(
        book.small_panel,
        book.open_panel,
        book.large_panel,
        book.large_budget,
        book.experts_of,
        book.panel_thirds,
    )
    size = panel_size(project.method, project.budget, sizes)
    # One seat at least is the purchaser's, who has to live with the result.
    experts = min(experts_needed(size, sizes), size - 1)
    return Wanted(project, matter, experts=experts, purchasers=size - experts)


def _parties_of(projects: Sequence[Project]) -> dict[int, _Parties]:
    """Everybody whose bid was opened, alone or along, by project."""
    found: dict[int, _Parties] = defaultdict(_Parties)
    bids = Bid.objects.filter(project__in=projects, state__in=JUDGED).order_by()
    told = [
        *bids.values_list("project", "organization", "organization__legal_representative"),
        *Partner.objects.filter(bid__in=bids)
        .order_by()
        .values_list("bid__project", "organization", "organization__legal_representative"),
    ]
    for project, organization, representative in told:
        found[project].organizations.add(organization)
        found[project].representatives.add(representative)
    return found


def _firms_of(pool: Sequence[Evaluator]) -> dict[int, list[Organization]]:
    """The organizations each of them works for, by user: as employer, and as whoever signs in for them."""
    firms: dict[int, list[Organization]] = defaultdict(list)
    users = [each.user_id for each in pool]
    for held in Membership.objects.filter(user__in=users).select_related("organization"):
        firms[held.user_id].append(held.organization)
    for each in pool:
        if each.organization is not None:
            firms[each.user_id].append(each.organization)
    return firms


def _candidate(evaluator: Any, firms: Sequence[Organization], officers: set[int]) -> Candidate:
    return Candidate(
        evaluator=evaluator.pk,
        user=evaluator.user_id,
        kind=evaluator.kind,
        works_for=frozenset(firm.pk for firm in firms),
        representatives=frozenset(firm.legal_representative for firm in firms),
        declared=tuple(
            Declared(each.tie, each.organization_id, each.until_on)
            for each in evaluator.declarations.all()
        ),
        of_the_purchaser=evaluator.user_id in officers,
        subcategories=frozenset(each.pk for each in evaluator.specialities.all()),
        levels=frozenset(each.pk for each in evaluator.levels.all()),
        carried=evaluator.carried,
        open=evaluator.open,
        places=evaluator.places,
    )
