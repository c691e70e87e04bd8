from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts.models import Contract
from marketplace.evaluations.choices import (
    Dimension,
    EvaluationState,
    Kind,
    ObjectionState,
    Outcome,
    PlanState,
)
from marketplace.evaluations.lifecycle import TOLD
from marketplace.households.models import Resident
from marketplace.panels.models import Panel, Seat
from marketplace.places.models import Subdistrict
from marketplace.projects.models import Indicator, Project
from marketplace.satisfaction.models import Verdict
from marketplace.workorders.models import WorkOrder


class Scheme(models.Model):
    """How evaluations are made, from a day on. Never changed: the next one takes its place, and an
    evaluation keeps the one it was scheduled under. The four dimensions are a hundred points together."""

    from_on = models.DateField(unique=True)
    implementation = models.PositiveSmallIntegerField(default=40)
    input = models.PositiveSmallIntegerField(default=20)
    finance = models.PositiveSmallIntegerField(default=20)
    outcome = models.PositiveSmallIntegerField(default=20)
    sample_share = models.PositiveSmallIntegerField(
        default=30, help_text=_("Per cent of the people served")
    )
    sample_least = models.PositiveSmallIntegerField(default=20)
    sample_most = models.PositiveSmallIntegerField(default=120)
    tries = models.PositiveSmallIntegerField(
        default=3, help_text=_("Before somebody counts as not reached")
    )
    materials_days = models.PositiveSmallIntegerField(default=5, help_text=_("Working days"))
    correction_days = models.PositiveSmallIntegerField(
        default=60, help_text=_("Calendar days, at most")
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                name="evaluations_a_hundred_points",
                condition=Q(outcome=100 - F("implementation") - F("input") - F("finance")),
            ),
            models.CheckConstraint(
                name="evaluations_scheme_in_bounds",
                condition=Q(
                    sample_share__range=(1, 100),
                    sample_least__gte=1,
                    sample_most__gte=F("sample_least"),
                    tries__gte=1,
                ),
            ),
        ]

    @property
    def most(self) -> dict[str, int]:
        """The most points of each dimension."""
        return {name: getattr(self, name) for name in Dimension.values}


class Evaluation(models.Model):
    """The mid-term or the final evaluation of a project. `satisfied` of `valid` answers and `score` are
    what it found; once final they never change."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=EvaluationState.choices, default=EvaluationState.SCHEDULED
    )
    due_on = models.DateField()
    panel = models.ForeignKey(
        Panel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    scheduled_at = models.DateTimeField()
    materials_until = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=0, help_text=_("How often people were drawn"))
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    satisfied = models.PositiveIntegerField(null=True, blank=True)
    valid = models.PositiveIntegerField(null=True, blank=True)
    clients = models.PositiveIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    announced_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objections_until = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"])]
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind"], name="evaluations_one_of_a_kind"),
            models.CheckConstraint(
                name="evaluations_told_with_a_result",
                condition=~Q(state__in=TOLD)
                | Q(
                    score__isnull=False,
                    satisfied__isnull=False,
                    valid__gte=F("satisfied"),
                    passed__isnull=False,
                    objections_until__gt=F("announced_at"),
                ),
            ),
            models.CheckConstraint(
                name="evaluations_final_is_signed_by_another",
                condition=~Q(state=EvaluationState.FINAL)
                | Q(signed_at__isnull=False, signed_by__isnull=False)
                & ~Q(signed_by=F("announced_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()}"

    @property
    def journal_thread(self) -> str:
        return f"project:{self.project_id}"


class OfAnEvaluation(models.Model):
    """A part of an evaluation, whose history is told with its project's."""

    evaluation: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def journal_thread(self) -> str:
        return f"project:{self.evaluation.project_id}"


class Material(OfAnEvaluation):
    """A paper that the provider hands in: a PDF, kept with its digest."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=100)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class SiteVisit(OfAnEvaluation):
    """Somebody went and looked."""

    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.PROTECT, related_name="site_visit"
    )
    visited_on = models.DateField()
    visitors = models.CharField(max_length=200)
    findings = models.CharField(max_length=4000)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Measurement(OfAnEvaluation):
    """An indicator at a moment: its target, what was reached, and of what that was counted.

    `reached` None: nothing could be counted. What a provider reports itself, it hands in with the materials.
    """

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="measurements"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    target = models.DecimalField(max_digits=10, decimal_places=2)
    reached = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    counted = models.PositiveIntegerField(default=0, help_text=_("Rows that it was counted from"))
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["indicator__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "indicator"], name="evaluations_measured_once"
            ),
        ]


class SampleDraw(OfAnEvaluation):
    """One draw of people to ask. `frame`: who could be drawn, by subdistrict; with the seed it gives the
    same people again."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="draws")
    round = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    frame = models.JSONField()
    digest = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "round"], name="evaluations_one_draw_a_round"
            ),
        ]


class SampleMember(OfAnEvaluation):
    """Somebody who is asked how it was. What they say beside their points is not written down.

    `verdict`: they had said it before, to somebody who is not the provider.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="members")
    draw = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="members")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="+")
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    by_proxy = models.BooleanField(default=False)
    verdict = models.ForeignKey(
        Verdict, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["draw__round", "subdistrict_id", "position"]
        indexes = [models.Index(fields=["evaluation", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "resident"], name="evaluations_asked_once"
            ),
            models.CheckConstraint(
                name="evaluations_answer_on_five_points",
                condition=Q(state=Outcome.ANSWERED, score__range=(1, 5), asked_at__isnull=False)
                | ~Q(state=Outcome.ANSWERED) & Q(score__isnull=True),
            ),
            models.CheckConstraint(
                name="evaluations_asked_by_somebody",
                condition=~Q(state=Outcome.ANSWERED)
                | Q(verdict__isnull=False)
                | Q(asked_by__isnull=False),
            ),
        ]


class ScoreSheet(OfAnEvaluation):
    """What one seat of the panel gives. Nobody else reads it before all have signed."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "seat"], name="evaluations_one_sheet"),
        ]


class DimensionScore(models.Model):
    """Points of one sheet for one dimension, and why."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    dimension = models.CharField(max_length=16, choices=Dimension.choices)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "dimension"], name="evaluations_one_score_a_dimension"
            ),
            models.CheckConstraint(
                name="evaluations_points_in_range", condition=Q(points__range=(0, 100))
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return self.sheet.journal_thread


class Objection(OfAnEvaluation):
    """The provider does not agree with the preliminary result."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="objections")
    state = models.CharField(
        max_length=10, choices=ObjectionState.choices, default=ObjectionState.RECEIVED
    )
    text = models.CharField(max_length=2000)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(state=ObjectionState.RECEIVED),
                name="evaluations_one_open_objection",
            ),
            models.CheckConstraint(
                name="evaluations_objection_answered",
                condition=Q(state=ObjectionState.RECEIVED)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]


class CorrectionPlan(OfAnEvaluation):
    """What has to be put right after a mid-term, and until when."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="plan")
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.AGREED)
    what = models.CharField(max_length=4000)
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    report = models.CharField(max_length=4000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evaluations_plan_reported",
                condition=Q(state=PlanState.AGREED) | ~Q(report="") & Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluations_plan_accepted_by_somebody",
                condition=~Q(state=PlanState.ACCEPTED)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
        ]
