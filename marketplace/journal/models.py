from django.db import models

from marketplace.accounts.models import User


class Thread(models.Model):
    """The end of one chain of entries: what the next entry is tied to."""

    name = models.CharField(max_length=60, primary_key=True)
    length = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One change: append-only, tied to the entry before it by a keyed digest."""

    thread = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "position"], name="journal_one_entry_per_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread}#{self.position} {self.verb}"


class Seal(models.Model):
    """A digest over the entries (`first_id`..`last_id`), tied to the seal before it."""

    at = models.DateTimeField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
