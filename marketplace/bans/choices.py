from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Trigger(models.TextChoices):
    """Which evaluation brought it about."""

    MIDTERM = "midterm", _("Mid-term evaluation")
    FINAL = "final", _("Final evaluation")


class BanState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("ban", "Proposed")
    NOTICED = "noticed", _("Notice given")
    DROPPED = "dropped", pgettext_lazy("ban", "Dropped")
    IN_FORCE = "in_force", pgettext_lazy("ban", "In force")
    APPEALED = "appealed", _("Appealed")
    UPHELD = "upheld", _("Upheld on appeal")
    REVOKED = "revoked", pgettext_lazy("ban", "Revoked")
