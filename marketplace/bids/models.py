from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.choices import BidState
from marketplace.bids.lifecycle import STANDING
from marketplace.kernel.encryption import EncryptedTextField
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project, ProjectBatch


class OpeningKey(models.Model):
    """The public half of one officer's share. The private half was shown to that officer once, and is
    nowhere here: both officers' halves open the bids of a batch, one alone opens nothing."""

    batch = models.ForeignKey(ProjectBatch, on_delete=models.PROTECT, related_name="opening_keys")
    position = models.PositiveSmallIntegerField(help_text=_("1 or 2"))
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    public = models.CharField(max_length=64, help_text=_("X25519, base64url"))
    made_at = models.DateTimeField()
    proved_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its holder typed the share off the paper")
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="bids_two_shares"),
            models.UniqueConstraint(fields=["batch", "holder"], name="bids_one_share_each"),
            models.CheckConstraint(
                name="bids_first_or_second_share", condition=Q(position__in=(1, 2))
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"batch:{self.batch_id}"


class BidDraft(models.Model):
    """What an organization is still writing. Its own people read it, and it is gone once it is sent."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    content = EncryptedTextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "organization"], name="bids_one_draft"),
        ]


class DraftAttachment(models.Model):
    """A file of a draft, sealed like its text: base64 before sealing."""

    draft = models.ForeignKey(BidDraft, on_delete=models.CASCADE, related_name="attachments")
    name = EncryptedTextField()
    content = EncryptedTextField()
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Bid(models.Model):
    """One submission for a project. `sealed` can be opened by two officers together, and by nobody else.

    `received_at` is the database's moment. The id is random, so that it tells no number of bids.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=BidState.choices, default=BidState.SEALED)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was sealed"))
    receipt = models.CharField(max_length=16, unique=True)
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    excluded_for = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organization"],
                condition=Q(state__in=STANDING),
                name="bids_one_that_counts",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state=BidState.AWARDED),
                name="bids_one_awarded",
            ),
            models.CheckConstraint(
                name="bids_excluded_for_a_reason",
                condition=~Q(state=BidState.INELIGIBLE) | ~Q(excluded_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def journal_thread(self) -> str:
        return f"bid:{self.pk}"


class Partner(models.Model):
    """An organization that bids along: a member of the consortium of a bid."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="partners")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "organization"], name="bids_partner_once"),
        ]


class Agreement(models.Model):
    """An organization says that it bids along with another (`lead`) for a project. Nobody is named in a bid
    without it. Only the two of them ever see it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agreed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "lead", "partner"],
                condition=Q(ended_at__isnull=True),
                name="bids_agreed_once",
            ),
            models.CheckConstraint(
                name="bids_agreed_with_another", condition=~Q(lead=F("partner"))
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"agreement:{self.pk}"


class Opening(models.Model):
    """Two officers open what is due of a batch. The first one's share waits sealed to the second's key."""

    batch = models.ForeignKey(ProjectBatch, on_delete=models.PROTECT, related_name="openings")
    first_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    waiting_share = models.TextField(blank=True)
    second_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(opened_at__isnull=True),
                name="bids_one_opening_at_a_time",
            ),
            models.CheckConstraint(
                name="bids_opened_by_two",
                condition=Q(opened_at__isnull=True, second_by__isnull=True)
                | Q(opened_at__isnull=False, second_by__isnull=False, waiting_share="")
                & ~Q(second_by=F("first_by")),
            ),
        ]

    @property
    def journal_thread(self) -> str:
        return f"batch:{self.batch_id}"


class OpenedBid(models.Model):
    """What a bid says, as it was opened: plan, budget, team. `total` in fen."""

    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="opened")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="bids")
    content = models.JSONField()
    total = models.PositiveBigIntegerField()

    @property
    def journal_thread(self) -> str:
        return f"bid:{self.bid_id}"


class OpenedAttachment(models.Model):
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        ordering = ["id"]
