from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganizationKind(models.TextChoices):
    ASSOCIATION = "association", _("Association")
    SERVICE_INSTITUTION = "service_institution", _("Social service institution")
    FOUNDATION = "foundation", _("Foundation")
    PROFESSIONAL_TEAM = "professional_team", _("Professional service team")
    ENTERPRISE = "enterprise", _("Caring enterprise")


class OrganizationState(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    APPLIED = "applied", _("Asks to be listed")
    LISTED = "listed", _("Listed as able provider")
    RESIDENT = "resident", _("Resident on the shelf")
    SUSPENDED = "suspended", _("Suspended")
    REMOVED = "removed", _("Removed")


class MembershipRole(models.TextChoices):
    MANAGER = "manager", _("Manager")
    WORKER = "worker", _("Worker")


class ServiceState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits to be checked")
    ON_SHELF = "on_shelf", _("On the shelf")
    OFF_SHELF = "off_shelf", _("Taken off the shelf")


class RevisionState(models.TextChoices):
    """Of a change to what stands on the shelf."""

    WAITING = "waiting", _("Waits to be checked")
    ACCEPTED = "accepted", pgettext_lazy("revision", "Checked and in force")
    RETURNED = "returned", pgettext_lazy("revision", "Sent back")
    TAKEN_BACK = "taken_back", _("Taken back")


class PaperKind(models.TextChoices):
    """What an organization shows of itself (民政部门登记、年检、入驻)."""

    REGISTRATION = "registration", _("Registration certificate")
    CHARTER = "charter", _("Charter")
    INSPECTION = "inspection", _("Result of the last annual inspection")
    AGREEMENT = "agreement", _("Signed residence agreement")
    QUALIFICATION = "qualification", _("Qualification")


class PaperState(models.TextChoices):
    HANDED_IN = "handed_in", _("Handed in")
    ACCEPTED = "accepted", _("Seen and accepted")
    REFUSED = "refused", _("Not accepted")
