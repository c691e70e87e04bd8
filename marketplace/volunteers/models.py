from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.choices import HelperSex
from marketplace.catalogue.models import Qualification, Subcategory, TargetGroup
from marketplace.places.models import Community
from marketplace.volunteers.choices import VolunteerState


class Volunteer(models.Model):
    """Somebody who accepts tasks near home. An account is optional: a dispatcher may answer for them."""

    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="volunteer"
    )
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    school = models.CharField(max_length=80, blank=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    radius = models.PositiveIntegerField(default=3000, help_text=_("Metres from home"))
    places = models.PositiveSmallIntegerField(default=2, help_text=_("People at one time"))
    visits_a_week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("All visits together; empty: no limit")
    )
    windows = models.JSONField(
        default=list, blank=True, help_text=_("Times of the week; none: any time")
    )
    languages = models.JSONField(default=list, blank=True)
    sex = models.CharField(max_length=6, choices=HelperSex.choices, blank=True)
    qualifications = models.ManyToManyField(Qualification, blank=True, related_name="+")
    subcategories = models.ManyToManyField(Subcategory, related_name="+")
    groups = models.ManyToManyField(TargetGroup, related_name="+")
    state = models.CharField(
        max_length=10, choices=VolunteerState.choices, default=VolunteerState.ACTIVE
    )
    birth_on = models.DateField()
    lives_on_own_income = models.BooleanField(
        default=False, help_text=_("Between 16 and 18: counts as grown up")
    )
    guardian_agreed_on = models.DateField(null=True, blank=True, help_text=_("Below 18"))
    insured_until_on = models.DateField(
        null=True, blank=True, help_text=_("First day without accident insurance")
    )
    background_declared_on = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["state", "community"])]
        constraints = [
            models.CheckConstraint(
                name="volunteers_reach_somewhere", condition=Q(radius__range=(100, 50_000))
            ),
        ]

    def __str__(self) -> str:
        return self.name
