from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.needs.models import Need


class AlertKind(models.TextChoices):
    ACCEPT = "accept", _("Nobody accepted in time")
    FIRST_CONTACT = "first_contact", _("No first contact in time")
    DELIVER = "deliver", _("Not delivered in time")
    PAPERS = "papers", _("Papers not completed in time")
    TRIAGE = "triage", _("Not triaged in time")
    INCIDENT = "incident", _("Safeguarding incident")
    NOBODY_LEFT = "nobody_left", _("No provider left to ask")


class Alert(models.Model):
    """A breach, raised once. The clock itself is derived; that somebody was told is a fact.

    `due_at` tells one breach of a kind from the next: when the clock ran out, when the incident was
    reported, or when somebody was last asked before nobody was left.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=AlertKind.choices)
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "kind", "due_at"], name="supervision_alert_raised_once"
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"need:{self.need_id}"
