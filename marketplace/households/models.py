from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.catalogue.models import TargetGroup
from marketplace.households.choices import (
    Basis,
    LookupKind,
    LowIncomeStatus,
    Purpose,
    Sex,
    ToldBy,
    ToldHow,
)
from marketplace.kernel.encryption import EncryptedCharField, EncryptedTextField
from marketplace.places.models import Community


class Household(models.Model):
    """People who live and keep house together, at one address in one community."""

    number = models.CharField(max_length=20, unique=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    address = EncryptedCharField(max_length=200, blank=True)
    low_income_status = models.CharField(
        max_length=20, choices=LowIncomeStatus.choices, default=LowIncomeStatus.NONE
    )
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Resident(models.Model):
    """One person of a household. Everything that identifies or touches health is encrypted."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residents")
    name = EncryptedCharField(max_length=60)
    id_number = EncryptedCharField(max_length=20, blank=True)
    phone = EncryptedCharField(max_length=20, blank=True)
    health_note = EncryptedTextField(blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_on = EncryptedCharField(max_length=10, blank=True)
    groups = models.ManyToManyField(TargetGroup, related_name="+")
    guardian_name = EncryptedCharField(max_length=60, blank=True)
    guardian_phone = EncryptedCharField(max_length=20, blank=True)
    registered_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="households_resident_has_name_until_erased",
                condition=Q(erased_at__isnull=False) | Q(name__blank=False),
            ),
            models.CheckConstraint(
                name="households_erased_resident_is_blank",
                condition=Q(erased_at__isnull=True)
                | Q(
                    name__blank=True,
                    id_number__blank=True,
                    phone__blank=True,
                    health_note__blank=True,
                    birth_on__blank=True,
                    guardian_name__blank=True,
                    guardian_phone__blank=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        # A resident's name never slips out through a log line or an error page.
        return f"resident {self.pk}"


class Lookup(models.Model):
    """A keyed digest by which a resident is found: equal text, equal digest, nothing readable."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="lookups")
    kind = models.CharField(max_length=20, choices=LookupKind.choices)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "digest"])]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(kind=LookupKind.ID_NUMBER),
                name="households_one_resident_per_id_number",
            ),
            models.UniqueConstraint(
                fields=["resident", "kind"], name="households_one_digest_per_kind"
            ),
        ]


class Consent(models.Model):
    """Somebody agreed to one purpose, after being shown one version of the notice."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    notice_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Empty where it ended without anybody's word: replaced by another consent, or with an erasure.
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_told_by = models.CharField(max_length=10, choices=ToldBy.choices, blank=True)
    withdrawn_told_how = models.CharField(max_length=12, choices=ToldHow.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="households_one_consent_in_force_per_purpose",
            ),
            models.CheckConstraint(
                name="households_consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="households_withdrawal_says_who_how_and_to_whom",
                condition=Q(withdrawn_by=None, withdrawn_told_by="", withdrawn_told_how="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_told_by="")
                & ~Q(withdrawn_told_how=""),
            ),
        ]


class Reveal(models.Model):
    """Somebody looked behind the mask: who, whose, which fields, and why. The resident may ask for it."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="reveals")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    fields = models.JSONField()
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["by", "at"])]
