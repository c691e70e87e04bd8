from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.households.models import Resident
from marketplace.kernel.codes import spoken_code
from marketplace.kernel.encryption import EncryptedCharField
from marketplace.organizations.models import Organization
from marketplace.places.models import Community
from marketplace.wishes.choices import WishState as S
from marketplace.wishes.lifecycle import PUBLIC, TAKEN
from marketplace.wishes.rules import MOST_FEN, STORY, TITLE


class MicroWish(models.Model):
    """A thing that somebody would like to have. `title` and `story` are read by everybody, and say nobody's name;
    `value` in fen. Given by an organization, or by a citizen (`adopter_…`), who follows it by `adopter_code`.
    """

    code = models.CharField(max_length=16, unique=True, default=spoken_code)
    state = models.CharField(max_length=10, choices=S.choices, default=S.WISHED)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE, blank=True)
    story = models.CharField(max_length=STORY, blank=True)
    value = models.PositiveIntegerField(help_text=_("Fen"))
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    until_on = models.DateField(null=True, help_text=_("The last day on the board"))
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.PROTECT, related_name="+"
    )
    adopter_code = models.CharField(max_length=16, blank=True)
    adopter_name = EncryptedCharField(max_length=60, blank=True)
    adopter_phone = EncryptedCharField(max_length=30, blank=True)
    adopted_at = models.DateTimeField(null=True)
    bring_until_on = models.DateField(null=True)
    delivered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField(null=True)
    thanks = models.CharField(max_length=STORY, blank=True)
    thanked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_for = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-posted_at", "-id"]
        indexes = [models.Index(fields=["state", "until_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["adopter_code"], condition=~Q(adopter_code=""), name="wishes_adopter_once"
            ),
            models.CheckConstraint(
                name="wishes_of_little_value", condition=Q(value__range=(1, MOST_FEN))
            ),
            models.CheckConstraint(
                name="wishes_checked_by_another",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("posted_by")),
            ),
            models.CheckConstraint(
                name="wishes_public_when_checked",
                condition=~Q(state__in=PUBLIC)
                | Q(checked_by__isnull=False, checked_at__isnull=False, until_on__isnull=False),
            ),
            models.CheckConstraint(
                name="wishes_one_adopter",
                condition=~Q(state__in=TAKEN)
                & Q(organization__isnull=True, adopter_code="", adopted_at__isnull=True)
                | Q(organization__isnull=False, adopter_code="", adopted_at__isnull=False)
                | Q(organization__isnull=True, adopted_at__isnull=False) & ~Q(adopter_code=""),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"wish:{self.pk}"
