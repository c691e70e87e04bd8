from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import Qualification, Subcategory, TargetGroup
from marketplace.places.models import Community


class VolunteerState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Taking a break")
    LEFT = "left", _("Left")


class Volunteer(models.Model):
    """Somebody who accepts tasks near home. An account is optional: a team leader may answer for them."""

    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="volunteer"
    )
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    school = models.CharField(max_length=80, blank=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    radius = models.PositiveIntegerField(default=3000, help_text=_("Metres from home"))
    places = models.PositiveSmallIntegerField(default=2, help_text=_("People at one time"))
    qualifications = models.ManyToManyField(Qualification, related_name="+")
    subcategories = models.ManyToManyField(Subcategory, related_name="+")
    groups = models.ManyToManyField(TargetGroup, related_name="+")
    state = models.CharField(
        max_length=10, choices=VolunteerState.choices, default=VolunteerState.ACTIVE
    )
    birth_on = models.DateField()
    insured_until_on = models.DateField(null=True, blank=True)
    background_declared_on = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name
