from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account. Staff and helpers, not residents: those may have neither."""

    first_name = None
    last_name = None
    display_name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("work phone"), max_length=20, blank=True)

    REQUIRED_FIELDS = ["email", "display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class ApiClient(models.Model):
    """A system that acts for `user`: what that person may see and do, and no more than its scopes.

    The token itself is shown once and never stored.
    """

    name = models.CharField(max_length=80, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_clients")
    token_digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
