from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.organizations.models import Service
from marketplace.volunteers.models import Volunteer
from marketplace.workorders.models import Offer, WorkOrder


class MatchRun(models.Model):
    """One run of the engine: what went in (compressed, with its digest), what came out, how it was proved."""

    kind = models.CharField(max_length=10, choices=RunKind.choices)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.PREVIEWED)
    started_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seekers = models.PositiveIntegerField()
    providers = models.PositiveIntegerField()
    served_by_tag = models.JSONField(default=dict)
    objective = models.CharField(max_length=40)
    bound = models.CharField(max_length=40)
    certificate = models.CharField(max_length=20)
    solver = models.CharField(max_length=20)
    solver_version = models.CharField(max_length=20)
    weights_version = models.CharField(max_length=20)
    rules_version = models.CharField(max_length=20)
    input_digest = models.CharField(max_length=64)
    snapshot = models.BinaryField()
    timings = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=RunKind.ROUND, state=RunState.PREVIEWED),
                name="dispatch_one_round_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Proposal(models.Model):
    """One order and the provider the engine proposes for it, with the arithmetic.

    `terms` are points by name, `facts` the plain numbers behind them, `runner_up` who would be next and
    by how many points the whole plan would be dearer. What became of it: `offer`, or the code of the
    refusal in `not_offered`.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="proposals")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, null=True, on_delete=models.PROTECT, related_name="+")
    terms = models.JSONField()
    facts = models.JSONField()
    total = models.BigIntegerField()
    runner_up = models.JSONField(null=True)
    offer = models.OneToOneField(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    not_offered = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "work_order"], name="dispatch_one_proposal_per_order"
            ),
            models.CheckConstraint(
                name="dispatch_proposal_for_exactly_one",
                condition=Q(service__isnull=False, volunteer__isnull=True)
                | Q(service__isnull=True, volunteer__isnull=False),
            ),
        ]

    @property
    def provider(self) -> Service | Volunteer:
        return self.service or self.volunteer  # type: ignore[return-value]


class Unserved(models.Model):
    """One order the engine proposes nobody for, and why not.

    `offering` providers have the service; each is counted in `reasons` under the first reason against
    it, or in `eligible` if only the places are missing.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="unserved")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="+")
    offering = models.PositiveIntegerField()
    eligible = models.PositiveIntegerField()
    reasons = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "work_order"], name="dispatch_one_refusal_per_order"
            ),
        ]

    @property
    def nobody_left(self) -> bool:
        """Not even with more places could somebody who may be asked take it."""
        return self.eligible == 0
