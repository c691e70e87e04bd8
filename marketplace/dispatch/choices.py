from django.db import models
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    ROUND = "round", _("Round")
    ARRIVAL = "arrival", _("Single arrival")


class RunState(models.TextChoices):
    PREVIEWED = "previewed", _("Previewed")
    COMMITTED = "committed", _("Committed")
    DISCARDED = "discarded", _("Discarded")
