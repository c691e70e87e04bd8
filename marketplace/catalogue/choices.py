from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupScope(models.TextChoices):
    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")


class DeliveryMode(models.TextChoices):
    ONE_OFF = "one_off", _("One-off")
    COURSE = "course", _("Course")
    LONG_TERM = "long_term", _("Long-term")
    PAIRED = "paired", _("Paired")


class ProposalState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
