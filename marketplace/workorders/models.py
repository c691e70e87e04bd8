from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts.models import Contract
from marketplace.kernel.encryption import EncryptedCharField, EncryptedTextField
from marketplace.needs.models import Need
from marketplace.organizations.models import Service, Worker
from marketplace.volunteers.models import Volunteer
from marketplace.workorders.choices import (
    DeclineReason,
    IncidentKind,
    OfferState,
    OrderState,
    RecallReason,
    VisitState,
)
from marketplace.workorders.lifecycle import HOLDING, OPEN


class WorkOrder(models.Model):
    """What is to be done for one need, by one provider. What kind of work it is, the need says."""

    number = models.CharField(max_length=24, unique=True)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="work_orders")
    state = models.CharField(max_length=12, choices=OrderState.choices, default=OrderState.CREATED)
    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    visits_wanted = models.PositiveSmallIntegerField(default=1)
    visits_a_week = models.PositiveSmallIntegerField(
        default=1, help_text=_("In its fullest week: so much of a provider's week it takes")
    )
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    charged = models.PositiveBigIntegerField(
        default=0, help_text=_("Fen of the contract that it takes")
    )

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["state", "opened_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(state__in=OPEN), name="workorders_one_open_per_need"
            ),
            models.CheckConstraint(
                name="workorders_delivered_has_moment",
                condition=~Q(
                    state__in=(OrderState.DELIVERED, OrderState.CONFIRMED, OrderState.CLOSED)
                )
                | Q(delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="workorders_charged_to_a_contract",
                condition=Q(contract__isnull=False) | Q(charged=0),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def journal_thread(self) -> str:
        return f"need:{self.need_id}"


class Offer(models.Model):
    """One provider is asked to take one order. The answer is due by the clock of the need's tag.

    What people write about it is about a person, hence encrypted.
    """

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="offers")
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    volunteer = models.ForeignKey(
        Volunteer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_hand_for = EncryptedCharField(
        max_length=300, blank=True, help_text=_("Why a person overrode the engine")
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)
    decline_note = EncryptedCharField(max_length=300, blank=True)
    recalled_for = models.CharField(
        max_length=12,
        choices=RecallReason.choices,
        blank=True,
        help_text=_("By rule and unanswered: this provider has not been asked for good"),
    )

    class Meta:
        ordering = ["-offered_at", "-id"]
        indexes = [
            models.Index(fields=["service", "state"]),
            models.Index(fields=["volunteer", "state"]),
            models.Index(fields=["state", "offered_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="workorders_offer_to_exactly_one",
                condition=Q(service__isnull=False, volunteer__isnull=True)
                | Q(service__isnull=True, volunteer__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["work_order"],
                condition=Q(state__in=(*HOLDING, OfferState.DONE)),
                name="workorders_one_provider_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["work_order", "service"],
                condition=Q(recalled_for=""),
                name="workorders_service_asked_once",
            ),
            models.UniqueConstraint(
                fields=["work_order", "volunteer"],
                condition=Q(recalled_for=""),
                name="workorders_volunteer_asked_once",
            ),
            models.CheckConstraint(
                name="workorders_declined_with_reason",
                condition=~Q(state=OfferState.DECLINED) | ~Q(decline_reason=""),
            ),
            models.CheckConstraint(
                name="workorders_no_rule_recalls_what_was_answered",
                condition=Q(recalled_for="")
                | Q(state=OfferState.RECALLED, answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"

    @property
    def journal_thread(self) -> str:
        return f"need:{self.work_order.need_id}"

    @property
    def provider(self) -> Service | Volunteer:
        return self.service or self.volunteer  # type: ignore[return-value]


class Visit(models.Model):
    """One visit to the resident. What is written about a person is encrypted."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="visits")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="visits")
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    planned_from = models.DateTimeField()
    planned_until = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    helpers = models.PositiveSmallIntegerField(default=1, help_text=_("People who came"))
    workers = models.ManyToManyField(Worker, blank=True, related_name="+")
    companion = EncryptedCharField(
        max_length=60, blank=True, help_text=_("Second person beside a volunteer")
    )
    record = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["planned_from", "id"]
        indexes = [models.Index(fields=["state", "planned_from"])]
        constraints = [
            models.CheckConstraint(
                name="workorders_visit_planned_forward",
                condition=Q(planned_until__gt=F("planned_from")),
            ),
            models.CheckConstraint(
                name="workorders_visit_out_after_in",
                condition=Q(checked_out_at__isnull=True)
                | Q(checked_out_at__gte=F("checked_in_at")),
            ),
            models.CheckConstraint(
                name="workorders_visit_done_has_both_times",
                condition=~Q(state=VisitState.DONE)
                | Q(checked_in_at__isnull=False, checked_out_at__isnull=False),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"need:{self.work_order.need_id}"


class VisitPhoto(models.Model):
    """A picture taken at a visit, stripped of everything but its pixels."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    image = models.ImageField(upload_to="visits/%Y/%m/")
    taken_at = models.DateTimeField()


class Incident(models.Model):
    """Something went wrong at a visit; safeguarding kinds alert the dispatch centre at once."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=20, choices=IncidentKind.choices)
    text = EncryptedTextField(blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    @property
    def journal_thread(self) -> str:
        return f"need:{self.visit.work_order.need_id}"
