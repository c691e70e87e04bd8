from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    ASSOCIATION = "association", _("Association")
    SERVICE_INSTITUTION = "service_institution", _("Social service institution")
    FOUNDATION = "foundation", _("Foundation")
    PROFESSIONAL_TEAM = "professional_team", _("Professional service team")
    ENTERPRISE = "enterprise", _("Caring enterprise")


class OrganizationState(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    LISTED = "listed", _("Listed as able provider")
    RESIDENT = "resident", _("Resident on the shelf")
    SUSPENDED = "suspended", _("Suspended")
    REMOVED = "removed", _("Removed")


class MembershipRole(models.TextChoices):
    MANAGER = "manager", _("Manager")
    WORKER = "worker", _("Worker")


class ServiceState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ON_SHELF = "on_shelf", _("On the shelf")
    OFF_SHELF = "off_shelf", _("Taken off the shelf")
