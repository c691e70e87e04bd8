from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.kernel.encryption import EncryptedTextField
from marketplace.needs.models import Need
from marketplace.satisfaction.choices import About, ComplaintState, VerdictChannel
from marketplace.workorders.models import WorkOrder


class Verdict(models.Model):
    """One answer to "how was it?" about one work order. The comment is encrypted."""

    work_order = models.OneToOneField(WorkOrder, on_delete=models.PROTECT, related_name="verdict")
    score = models.PositiveSmallIntegerField()
    comment = EncryptedTextField(blank=True)
    channel = models.CharField(max_length=12, choices=VerdictChannel.choices)
    by_proxy = models.BooleanField(
        default=False, help_text=_("Answered by somebody for the resident")
    )
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="satisfaction_score_1_to_5", condition=Q(score__range=(1, 5))
            ),
            models.CheckConstraint(
                name="satisfaction_proxy_is_asked_by_somebody",
                condition=Q(by_proxy=False) | Q(asked_by__isnull=False),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"need:{self.work_order.need_id}"


class Complaint(models.Model):
    """Somebody is not content, or asks about their data, and waits for an answer. Whoever owns the need
    answers for it until then; about data there need be no `text`."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="complaints")
    work_order = models.ForeignKey(WorkOrder, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=About.choices, default=About.HELP)
    text = EncryptedTextField(blank=True)
    state = models.CharField(
        max_length=10, choices=ComplaintState.choices, default=ComplaintState.RECEIVED
    )
    received_at = models.DateTimeField()
    answer = EncryptedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "about"],
                condition=Q(state=ComplaintState.RECEIVED) & ~Q(about=About.HELP),
                name="satisfaction_asked_once_about_data",
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"need:{self.need_id}"
