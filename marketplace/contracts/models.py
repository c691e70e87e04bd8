from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.contracts.choices import (
    AwardState,
    ChallengeState,
    ContractState,
    DueWith,
    InstalmentState,
)
from marketplace.contracts.lifecycle import BINDING, PUBLIC, STANDING
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project


class Award(models.Model):
    """One bid was chosen for a project. Gate 2: somebody else than who proposed it approves it.

    `score` is what the panel gave it. Publicized from `publicized_at` until `publicity_until`.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=AwardState.choices, default=AwardState.PROPOSED)
    score = models.DecimalField(max_digits=7, decimal_places=4)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    publicized_at = models.DateTimeField(null=True, blank=True)
    publicity_until = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_for = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=STANDING), name="contracts_one_award"
            ),
            models.CheckConstraint(
                name="contracts_gate_2_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="contracts_publicized_through_gate_2",
                condition=~Q(state__in=PUBLIC)
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    publicized_at__isnull=False,
                    publicity_until__gt=F("publicized_at"),
                ),
            ),
            models.CheckConstraint(
                name="contracts_taken_back_for_a_reason",
                condition=~Q(state=AwardState.TAKEN_BACK)
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_for=""),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"project:{self.project_id}"


class OfAnAward(models.Model):
    """A part of an award, whose history is told with its project's."""

    award: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def journal_thread(self) -> str:
        return f"project:{self.award.project_id}"


class Challenge(OfAnAward):
    """A bidder objects to what was publicized; the purchaser answers."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="challenges")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=ChallengeState.choices, default=ChallengeState.RECEIVED
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
                fields=["award", "organization"], name="contracts_challenged_once"
            ),
            models.CheckConstraint(
                name="contracts_challenge_answered_by_somebody",
                condition=Q(state=ChallengeState.RECEIVED, answered_at__isnull=True)
                | ~Q(state=ChallengeState.RECEIVED)
                & ~Q(answer="")
                & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]


class ProcurementComplaint(models.Model):
    """Whoever challenged is not content with the answer, or got none: somebody else decides."""

    challenge = models.OneToOneField(Challenge, on_delete=models.PROTECT, related_name="complaint")
    state = models.CharField(
        max_length=10, choices=ChallengeState.choices, default=ChallengeState.RECEIVED
    )
    text = models.CharField(max_length=2000)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="contracts_complaint_decided_by_somebody",
                condition=Q(state=ChallengeState.RECEIVED, decided_at__isnull=True)
                | ~Q(state=ChallengeState.RECEIVED)
                & ~Q(decision="")
                & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"project:{self.challenge.award.project_id}"


class Contract(OfAnAward):
    """What the district and an organization agreed on, signed by both. `amount` in fen.

    It holds from `from_on` until the day before `until_on`.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="contracts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(
        max_length=12, choices=ContractState.choices, default=ContractState.OFFERED
    )
    amount = models.PositiveBigIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(help_text=_("First day after the service"))
    offered_at = models.DateTimeField(help_text=_("Signed by the bureau"))
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-offered_at", "-id"]
        indexes = [models.Index(fields=["organization", "state", "until_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=BINDING),
                name="contracts_one_for_a_project",
            ),
            models.CheckConstraint(
                name="contracts_signed_by_both",
                condition=Q(state__in=(ContractState.OFFERED, ContractState.WITHDRAWN))
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contracts_end_after_they_begin",
                condition=Q(until_on__gt=F("from_on"), amount__gt=0),
            ),
            models.CheckConstraint(
                name="contracts_end_for_a_reason",
                condition=~Q(state__in=(ContractState.WITHDRAWN, ContractState.TERMINATED))
                | Q(ended_at__isnull=False) & ~Q(ended_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OfAContract(models.Model):
    """A part of a contract, whose history is told with its project's."""

    contract: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def journal_thread(self) -> str:
        return f"project:{self.contract.project_id}"


class Instalment(OfAContract):
    """A part of the amount of a contract, in fen, and what has to be there before it is paid."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="instalments")
    position = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField(help_text=_("Per cent"))
    amount = models.PositiveBigIntegerField()
    due_with = models.CharField(max_length=10, choices=DueWith.choices)
    state = models.CharField(
        max_length=10, choices=InstalmentState.choices, default=InstalmentState.WAITING
    )
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "position"], name="contracts_instalment_once"
            ),
            models.CheckConstraint(
                name="contracts_paid_by_somebody",
                condition=Q(
                    state=InstalmentState.PAID, paid_at__isnull=False, paid_by__isnull=False
                )
                | ~Q(state=InstalmentState.PAID) & Q(paid_at__isnull=True, paid_by__isnull=True),
            ),
            models.CheckConstraint(
                name="contracts_share_of_a_hundred", condition=Q(share__range=(1, 100))
            ),
        ]


class ProgressReport(OfAContract):
    """What the provider says about a period; `figures` were counted from its orders, not typed."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reports")
    from_on = models.DateField()
    until_on = models.DateField(help_text=_("First day after the period"))
    figures = models.JSONField()
    text = models.CharField(max_length=4000)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "from_on"], name="contracts_reported_once"),
            models.CheckConstraint(
                name="contracts_report_ends_after_it_begins",
                condition=Q(until_on__gt=F("from_on")),
            ),
        ]
