from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.catalogue.models import ServiceLevel, Subcategory
from marketplace.organizations.models import Organization
from marketplace.panels.choices import EvaluatorKind, PanelState, Purpose, SeatState, Tie
from marketplace.panels.lifecycle import STANDING
from marketplace.projects.models import Criterion, Project, ProjectBatch


class Evaluator(models.Model):
    """Somebody who may sit on panels. Where, their posting as an evaluator says."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=EvaluatorKind.choices)
    employer = models.CharField(max_length=100, help_text=_("As it calls itself"))
    organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("If the employer is an organization of this platform"),
    )
    specialities = models.ManyToManyField(Subcategory, blank=True, related_name="+")
    levels = models.ManyToManyField(ServiceLevel, blank=True, related_name="+")
    places = models.PositiveSmallIntegerField(default=6, help_text=_("Open panels at one time"))
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="panels_room_for_one_at_least", condition=Q(places__range=(1, 50))
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def journal_thread(self) -> str:
        return f"evaluator:{self.pk}"


class Declaration(models.Model):
    """An evaluator says what ties them to an organization. It is never taken back; it can end."""

    evaluator = models.ForeignKey(Evaluator, on_delete=models.PROTECT, related_name="declarations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    tie = models.CharField(max_length=12, choices=Tie.choices)
    until_on = models.DateField(
        null=True, blank=True, help_text=_("First day after it; empty: it goes on")
    )
    note = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="panels_another_tie_is_told",
                condition=~Q(tie=Tie.OTHER) | ~Q(note=""),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"evaluator:{self.evaluator_id}"


class Draw(models.Model):
    """One run of the engine: what went in, the seed, and so who came out. Nothing of it ever changes.

    A draw for a seat that came free follows the one before, and its seed follows from that one's.
    """

    batch = models.ForeignKey(ProjectBatch, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seed = models.CharField(max_length=64)
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the snapshot"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    @property
    def journal_thread(self) -> str:
        return f"batch:{self.batch_id}"


class Panel(models.Model):
    """The people who decide about a project together, for one purpose."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    size = models.PositiveSmallIntegerField()
    experts = models.PositiveSmallIntegerField(help_text=_("So many of them are experts"))
    state = models.CharField(max_length=10, choices=PanelState.choices, default=PanelState.DRAWN)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="panels")
    scoring_at = models.DateTimeField(null=True, blank=True)
    score_by = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    dissolved_at = models.DateTimeField(null=True, blank=True)
    dissolved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dissolved_for = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["project__number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "purpose"],
                condition=Q(state__in=STANDING),
                name="panels_one_for_a_purpose",
            ),
            models.CheckConstraint(
                name="panels_size_is_odd", condition=Q(size__in=(3, 5, 7, 9, 11, 13, 15))
            ),
            models.CheckConstraint(
                name="panels_not_more_experts_than_seats",
                condition=Q(experts__gte=1, experts__lte=F("size")),
            ),
            models.CheckConstraint(
                name="panels_moments_of_its_state",
                condition=Q(state__in=(PanelState.DRAWN, PanelState.DISSOLVED))
                | Q(scoring_at__isnull=False, score_by__isnull=False),
            ),
            models.CheckConstraint(
                name="panels_signed_at_some_time",
                condition=~Q(state=PanelState.SIGNED) | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="panels_dissolved_for_a_reason",
                condition=~Q(state=PanelState.DISSOLVED)
                | (
                    Q(dissolved_at__isnull=False, dissolved_by__isnull=False) & ~Q(dissolved_for="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_purpose_display()}"

    @property
    def journal_thread(self) -> str:
        return f"project:{self.project_id}"


class Seat(models.Model):
    """One of a panel. To accept is to confirm that nothing ties one to whoever is judged."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    evaluator = models.ForeignKey(Evaluator, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=10, choices=EvaluatorKind.choices)
    state = models.CharField(max_length=10, choices=SeatState.choices, default=SeatState.INVITED)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="seats")
    invited_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    recused_for = models.CharField(max_length=300, blank=True)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of the sheet that was signed")
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["evaluator", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["panel", "evaluator"], name="panels_seat_once"),
            models.CheckConstraint(
                name="panels_seat_answered",
                condition=Q(state=SeatState.INVITED) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="panels_recused_for_a_reason",
                condition=~Q(state=SeatState.RECUSED) | ~Q(recused_for=""),
            ),
            models.CheckConstraint(
                name="panels_signed_a_sheet",
                condition=~Q(state=SeatState.SIGNED) | (Q(signed_at__isnull=False) & ~Q(digest="")),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return self.panel.journal_thread


class Score(models.Model):
    """What one seat gives one bid by one criterion. Nobody else reads it before all have signed."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="scores")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["bid_id", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "bid", "criterion"], name="panels_one_score_a_cell"
            ),
            models.CheckConstraint(
                name="panels_points_in_range",
                condition=Q(points__isnull=True)
                | Q(points__gte=Decimal(0), points__lte=Decimal(100)),
            ),
        ]
