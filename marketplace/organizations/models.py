from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.choices import HelperSex
from marketplace.catalogue.models import NeedType, Qualification, Subcategory, TargetGroup
from marketplace.kernel.bilingual import Bilingual
from marketplace.kernel.digests import DigestField
from marketplace.kernel.encryption import EncryptedCharField
from marketplace.kernel.text import clean_code
from marketplace.organizations.choices import (
    MembershipRole,
    OrganizationKind,
    OrganizationState,
    PaperKind,
    PaperState,
    RevisionState,
    ServiceState,
)
from marketplace.places.models import Community, Subdistrict


class Organization(Bilingual, models.Model):
    """A social organization, professional team or enterprise, known by its social credit code."""

    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name_zh = models.CharField(max_length=100, unique=True)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=30, choices=OrganizationKind.choices)
    state = models.CharField(
        max_length=20, choices=OrganizationState.choices, default=OrganizationState.REGISTERED
    )
    suspended_for = models.CharField(max_length=300, blank=True)
    is_quality = models.BooleanField(_("quality label"), default=False)
    legal_representative = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=200, blank=True)
    bank_account = EncryptedCharField(max_length=40, blank=True)
    bank_account_digest = DigestField(of="bank_account", canonical=clean_code, default="")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    assessment_grade = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("1A–5A"))
    assessed_on = models.DateField(null=True, blank=True)
    introduction_zh = models.TextField(blank=True)
    introduction_en = models.TextField(blank=True)
    registered_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    returned_for = models.CharField(max_length=1000, blank=True)
    vetted_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(
        null=True, blank=True, help_text=_("Told that the yearly look is near")
    )

    class Meta:
        ordering = ["name_zh"]
        constraints = [
            models.CheckConstraint(
                name="organizations_grade_between_1a_and_5a",
                condition=Q(assessment_grade__isnull=True) | Q(assessment_grade__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="organizations_suspended_for_a_reason",
                condition=~Q(state=OrganizationState.SUSPENDED) | ~Q(suspended_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def introduction(self) -> str:
        return self.in_language("introduction")


class Membership(models.Model):
    """Somebody signs in for an organization."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=MembershipRole.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], name="organizations_member_once"
            ),
        ]


class Worker(models.Model):
    """Somebody who visits residents for an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="workers")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    qualifications = models.ManyToManyField(Qualification, blank=True, related_name="+")
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Licence(models.Model):
    """A qualification an organization holds, with its number and its last day."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="licences"
    )
    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text=_("First day it no longer holds"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "qualification", "number"],
                name="organizations_licence_once",
            ),
            models.CheckConstraint(
                name="organizations_licence_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]


class Paper(models.Model):
    """What an organization hands in to be seen: a PDF or a picture, kept with its digest, and what came of it.

    A qualification that is accepted becomes a licence.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    qualification = models.ForeignKey(
        Qualification, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(max_length=60, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True, help_text=_("First day it no longer holds"))
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    content_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=PaperState.choices, default=PaperState.HANDED_IN
    )
    refused_for = models.CharField(max_length=300, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["kind", "-id"]
        constraints = [
            models.CheckConstraint(
                name="organizations_paper_of_a_qualification",
                condition=Q(kind=PaperKind.QUALIFICATION, qualification__isnull=False)
                | ~Q(kind=PaperKind.QUALIFICATION) & Q(qualification__isnull=True),
            ),
            models.CheckConstraint(
                name="organizations_paper_judged_by_somebody",
                condition=Q(state=PaperState.HANDED_IN, judged_at=None, judged_by=None)
                | ~Q(state=PaperState.HANDED_IN)
                & Q(judged_at__isnull=False, judged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organizations_paper_refused_for_a_reason",
                condition=~Q(state=PaperState.REFUSED) | ~Q(refused_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.qualification.name if self.qualification else self.get_kind_display()


def either_sex() -> list[str]:
    return list(HelperSex.values)


class Service(Bilingual, models.Model):
    """An entry on the shelf: what an organization offers, to whom, where, and to how many at a time."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="services"
    )
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    description_zh = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    subcategory = models.ForeignKey(Subcategory, on_delete=models.PROTECT, related_name="+")
    need_types = models.ManyToManyField(
        NeedType, blank=True, related_name="+", help_text=_("Empty: every need of the subcategory")
    )
    groups = models.ManyToManyField(TargetGroup, related_name="+")
    subdistricts = models.ManyToManyField(
        Subdistrict, blank=True, related_name="+", help_text=_("Empty: the whole district")
    )
    radius = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Metres; empty: no limit")
    )
    places = models.PositiveIntegerField(help_text=_("How many people it can serve at one time"))
    helpers = models.PositiveSmallIntegerField(
        default=1, help_text=_("Helpers it can send together")
    )
    visits_a_week = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("All its visits together; empty: no limit")
    )
    windows = models.JSONField(
        default=list, blank=True, help_text=_("Times of the week; none: any time")
    )
    languages = models.JSONField(default=list, blank=True)
    sexes = models.JSONField(default=either_sex, help_text=_("Who can be sent"))
    price_cents = models.PositiveIntegerField(default=0, help_text=_("Fen per unit; 0 is free"))
    state = models.CharField(
        max_length=20, choices=ServiceState.choices, default=ServiceState.DRAFT
    )
    returned_for = models.CharField(max_length=1000, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subcategory", "state"])]
        constraints = [
            models.CheckConstraint(
                name="organizations_on_shelf_was_checked",
                condition=~Q(state=ServiceState.ON_SHELF)
                | Q(checked_on__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organizations_service_sends_somebody", condition=Q(helpers__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def description(self) -> str:
        return self.in_language("description")


class Revision(models.Model):
    """What an organization would change of a service that stands on the shelf. Until the bureau has checked it,
    people read and get what stands there.

    `told`: {name of the fact: [before, after]} of what differs alone; lists as codes, money in fen, metres.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="revisions")
    told = models.JSONField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=RevisionState.choices, default=RevisionState.WAITING
    )
    returned_for = models.CharField(max_length=1000, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="organizations_one_revision_waits",
                fields=["service"],
                condition=Q(state=RevisionState.WAITING),
            ),
            models.CheckConstraint(
                name="organizations_revision_judged_by_somebody",
                condition=Q(state=RevisionState.WAITING, judged_at=None, judged_by=None)
                | ~Q(state=RevisionState.WAITING)
                & Q(judged_at__isnull=False, judged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organizations_revision_returned_for_a_reason",
                condition=~Q(state=RevisionState.RETURNED) | ~Q(returned_for=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} ({self.get_state_display()})"
