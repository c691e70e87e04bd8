from django.db import models
from django.utils.translation import gettext_lazy as _


class LowIncomeStatus(models.TextChoices):
    """The benefit status another system confirmed; context for eligibility, never decided here."""

    NONE = "none", _("None")
    DIBAO = "dibao", _("Minimum living allowance")
    DESTITUTE = "destitute", _("Person in extreme poverty")
    DIBAO_MARGIN = "dibao_margin", _("Low-income marginal family")
    EXPENDITURE = "expenditure", _("Expenditure-type hardship family")
    PRONE = "prone", _("Prone to fall back")


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    UNKNOWN = "unknown", _("not stated")


class Purpose(models.TextChoices):
    """What a consent is for: one each, never a single tick box for everything."""

    SERVICE = "service", _("Arranging services")
    HEALTH = "health", _("Using health information")
    FOLLOW_UP = "follow_up", _("Calling back about satisfaction")


class Basis(models.TextChoices):
    CONSENT = "consent", _("Consent of the person")
    GUARDIAN = "guardian", _("Consent of the guardian")
    EMERGENCY = "emergency", _("Emergency: life, body or a child at risk")


class LookupKind(models.TextChoices):
    NAME = "name", _("name")
    PHONE = "phone", _("phone")
    PHONE_TAIL = "phone_tail", _("last four digits of the phone")
    ID_NUMBER = "id_number", _("identity number")
    ID_TAIL = "id_tail", _("last four characters of the identity number")
