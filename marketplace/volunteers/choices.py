from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VolunteerState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("volunteer", "Active")
    PAUSED = "paused", _("Taking a break")
    LEFT = "left", _("Left")


class Unfit(models.TextChoices):
    """Why a volunteer may not take a task."""

    NOT_ACTIVE = "not_active", _("Takes no tasks at the moment")
    TOO_YOUNG = "too_young", _("Too young, or without what the law asks of their age")
    NOT_INSURED = "not_insured", _("Not insured against accidents on that day")
    NO_BACKGROUND = "no_background", _("No background declaration for work with minors")
    OTHER_WORK = "other_work", _("Does not do this kind of work")
    OTHER_GROUP = "other_group", _("Does not serve this group")
    NOT_QUALIFIED = "not_qualified", _("Does not hold the qualification that it needs")
