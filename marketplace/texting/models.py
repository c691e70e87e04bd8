from django.db import models
from django.db.models import F, Q

from marketplace.texting.rules import MOST_TRIES


class PhoneCode(models.Model):
    """A code that was sent to a number. Both are keyed digests; the number of tries and the one use are held here."""

    phone = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["phone", "sent_at"])]
        constraints = [
            models.CheckConstraint(
                name="texting_tried_no_oftener", condition=Q(tries__lte=MOST_TRIES)
            ),
            models.CheckConstraint(
                name="texting_used_in_time",
                condition=Q(used_at__isnull=True) | Q(used_at__lte=F("until")),
            ),
        ]
