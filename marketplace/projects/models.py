from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import Qualification, ServiceLevel, Subcategory, TargetGroup
from marketplace.kernel.bilingual import Bilingual
from marketplace.organizations.models import Organization
from marketplace.places.models import District, Subdistrict
from marketplace.projects.choices import DocumentKind, Measure, Method, ProjectState
from marketplace.projects.lifecycle import UNRELEASED


class Rulebook(models.Model):
    """The figures of procurement law from a day on. Never changed: the next one takes its place, and a
    project keeps the one it was released under.

    `…_days` are working days, but for `bidding_days`, `publicity_days`, `objection_days` and `award_days`.
    """

    from_on = models.DateField(unique=True)
    basis = models.CharField(max_length=300, help_text=_("Which rules say so"))
    fewest_bids = models.PositiveSmallIntegerField(default=3)
    bidding_days = models.PositiveSmallIntegerField(
        default=20, help_text=_("From release to the deadline, at least")
    )
    amendment_days = models.PositiveSmallIntegerField(
        default=15, help_text=_("Left to bidders after a change, at least")
    )
    small_panel = models.PositiveSmallIntegerField(default=3)
    open_panel = models.PositiveSmallIntegerField(default=5)
    large_panel = models.PositiveSmallIntegerField(default=7)
    large_budget = models.PositiveBigIntegerField(
        default=1_000_000_000, help_text=_("Fen; from here on a panel is large")
    )
    experts_of = models.PositiveSmallIntegerField(
        default=2, help_text=_("At least so many of every `panel_thirds` members are experts")
    )
    panel_thirds = models.PositiveSmallIntegerField(default=3)
    partner_years = models.PositiveSmallIntegerField(
        default=2, help_text=_("So long a past partner counts as partial")
    )
    publicity_days = models.PositiveSmallIntegerField(default=3)
    challenge_days = models.PositiveSmallIntegerField(default=7)
    answer_days = models.PositiveSmallIntegerField(default=7)
    complaint_days = models.PositiveSmallIntegerField(default=15)
    decision_days = models.PositiveSmallIntegerField(default=30)
    award_days = models.PositiveSmallIntegerField(
        default=30, help_text=_("From the award to the contract, at most")
    )
    invitation_days = models.PositiveSmallIntegerField(
        default=2, help_text=_("A member of a panel has to answer")
    )
    scoring_days = models.PositiveSmallIntegerField(default=5)
    pass_mark = models.PositiveSmallIntegerField(default=60)
    objection_days = models.PositiveSmallIntegerField(default=7)

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                name="projects_panels_are_odd_and_grow",
                condition=Q(
                    small_panel__in=(3, 5, 7, 9, 11, 13, 15),
                    open_panel__in=(3, 5, 7, 9, 11, 13, 15),
                    large_panel__in=(3, 5, 7, 9, 11, 13, 15),
                    open_panel__gte=F("small_panel"),
                    large_panel__gte=F("open_panel"),
                ),
            ),
            models.CheckConstraint(
                name="projects_a_share_of_experts",
                condition=Q(experts_of__gte=1, panel_thirds__gte=F("experts_of")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on:%Y-%m-%d}"


class ProjectBatch(models.Model):
    """What a district releases in one act: the projects of a year, or a later batch of that year."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(default=1, help_text=_("1 is the year's own"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-year", "-position"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year", "position"], name="projects_batch_once"
            ),
            models.CheckConstraint(
                name="projects_released_by_somebody",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.position}"

    @property
    def journal_thread(self) -> str:
        return f"batch:{self.pk}"


class Project(Bilingual, models.Model):
    """One thing the district buys, from its plan to its closing. Amounts in fen."""

    batch = models.ForeignKey(ProjectBatch, on_delete=models.PROTECT, related_name="projects")
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(
        max_length=16, choices=ProjectState.choices, default=ProjectState.PLANNED
    )
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    brief_zh = models.TextField()
    brief_en = models.TextField(blank=True)
    why = models.TextField(blank=True, help_text=_("What in last year's figures speaks for it"))
    groups = models.ManyToManyField(TargetGroup, related_name="+")
    level = models.ForeignKey(ServiceLevel, on_delete=models.PROTECT, related_name="+")
    subcategories = models.ManyToManyField(Subcategory, related_name="+")
    subdistricts = models.ManyToManyField(
        Subdistrict, blank=True, related_name="+", help_text=_("Empty: the whole district")
    )
    qualifications = models.ManyToManyField(Qualification, blank=True, related_name="+")
    method = models.CharField(max_length=20, choices=Method.choices)
    budget = models.PositiveBigIntegerField(help_text=_("Fen; what all its lines add up to"))
    service_from = models.DateField()
    service_until = models.DateField(help_text=_("First day after the service"))
    midterm_on = models.DateField()
    final_on = models.DateField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rulebook = models.ForeignKey(
        Rulebook, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    bids_until = models.DateTimeField(
        null=True, blank=True, help_text=_("The last moment at which a bid is in time")
    )
    award_approved_at = models.DateTimeField(null=True, blank=True)
    award_approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["state", "bids_until"])]
        constraints = [
            models.CheckConstraint(
                name="projects_gate_1_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("author")),
            ),
            models.CheckConstraint(
                name="projects_gate_2_by_another",
                condition=Q(award_approved_by__isnull=True) | ~Q(award_approved_by=F("author")),
            ),
            models.CheckConstraint(
                name="projects_released_through_gate_1",
                condition=Q(state__in=(ProjectState.PLANNED, ProjectState.CANCELLED))
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_released_with_rules_and_deadline",
                condition=Q(state__in=(*UNRELEASED, ProjectState.CANCELLED))
                | Q(rulebook__isnull=False, bids_until__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_awarded_through_gate_2",
                condition=~Q(
                    state__in=(
                        ProjectState.AWARD_APPROVED,
                        ProjectState.PUBLICIZED,
                        ProjectState.IN_PROGRESS,
                    )
                )
                | Q(award_approved_by__isnull=False, award_approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_days_in_order",
                condition=Q(
                    service_until__gt=F("service_from"),
                    midterm_on__gte=F("service_from"),
                    final_on__gt=F("midterm_on"),
                ),
            ),
            models.CheckConstraint(name="projects_cost_something", condition=Q(budget__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def journal_thread(self) -> str:
        return f"project:{self.pk}"


class OfAProject(models.Model):
    """A part of a project, whose history is told with it."""

    class Meta:
        abstract = True

    project_id: int

    @property
    def journal_thread(self) -> str:
        return f"project:{self.project_id}"


class BudgetLine(OfAProject):
    """What part of the budget is for what, in fen."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="budget_lines")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=100)
    amount = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="projects_line_once"),
            models.CheckConstraint(name="projects_line_costs", condition=Q(amount__gt=0)),
        ]


class Indicator(OfAProject):
    """What shall be reached, and how it is counted."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20, choices=Measure.choices)
    label = models.CharField(max_length=100)
    unit = models.CharField(max_length=20, blank=True)
    target = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="projects_indicator_once"),
            models.CheckConstraint(name="projects_indicator_wants", condition=Q(target__gt=0)),
        ]


class Criterion(OfAProject):
    """What a bid is scored by, and how many of the 100 points it carries."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=100)
    guidance = models.CharField(max_length=500, blank=True)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="projects_criterion_once"),
            models.CheckConstraint(
                name="projects_criterion_weighs", condition=Q(weight__range=(1, 100))
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ProjectDocument(OfAProject):
    """A paper of the tender that everybody may read: a PDF, kept with its digest."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    title = models.CharField(max_length=100)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Clarification(OfAProject):
    """A bidder's question, and the answer that goes to everybody. Who asked is not told."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="clarifications")
    asked_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    question = models.CharField(max_length=1000)
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="projects_answered_by_somebody",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]


class Amendment(OfAProject):
    """What was changed after release, told to everybody; the deadline moves on if too little time is left."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="amendments")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    bids_until_before = models.DateTimeField()
    bids_until = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="projects_deadline_only_extended",
                condition=Q(bids_until__gte=F("bids_until_before")),
            ),
        ]
