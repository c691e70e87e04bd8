from django.db import models

from marketplace.accounts.models import User
from marketplace.kernel.encryption import EncryptedTextField


class Client(models.Model):
    """A system that acts for `user`: what that person may see and do, and no more than its scopes.

    The token itself is shown once and never stored.
    """

    name = models.CharField(max_length=80, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """The answer a POST got, kept so that the same key always gets the same answer.

    `request_digest` is keyed, and `body` encrypted: both are about people.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="answered")
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = EncryptedTextField(blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="api_one_answer_per_key"),
        ]
