from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class AgeBand(models.TextChoices):
    """As much of an age as planning help needs. The edges are those of the law and of the services."""

    INFANT = "0-5", _("under 6")
    CHILD = "6-13", _("6 to 13")
    YOUTH = "14-17", _("14 to 17")
    YOUNG_ADULT = "18-34", _("18 to 34")
    MIDDLE = "35-59", _("35 to 59")
    OLDER = "60-69", _("60 to 69")
    OLD = "70-79", _("70 to 79")
    VERY_OLD = "80+", _("80 and over")
    UNKNOWN = "unknown", _("age not known")


class Purpose(models.TextChoices):
    """What a consent is for: one each, never a single tick box for everything."""

    SERVICE = "service", _("Arranging services")
    HEALTH = "health", _("Using health information")
    FOLLOW_UP = "follow_up", _("Calling back about satisfaction")


class Basis(models.TextChoices):
    CONSENT = "consent", _("Consent of the person")
    GUARDIAN = "guardian", _("Consent of the guardian")
    EMERGENCY = "emergency", _("Emergency: life, body or a child at risk")


class ToldBy(models.TextChoices):
    """Whose word it was that a consent is withdrawn."""

    PERSON = "person", _("The person")
    GUARDIAN = "guardian", _("The guardian")


class ToldHow(models.TextChoices):
    PHONE = "phone", _("By phone")
    IN_PERSON = "in_person", _("In person")
    IN_WRITING = "in_writing", _("In writing")


class LookupKind(models.TextChoices):
    NAME = "name", pgettext_lazy("person", "name")
    PHONE = "phone", _("phone")
    GUARDIAN_PHONE = "guardian_phone", _("phone of the guardian")
    PHONE_TAIL = "phone_tail", _("last four digits of the phone")
    ID_NUMBER = "id_number", _("identity number")
    ID_TAIL = "id_tail", _("last four characters of the identity number")


class PersonalField(models.TextChoices):
    """What can be shown masked, shown plainly, or revealed for a reason. A closed list."""

    NAME = "name", pgettext_lazy("person", "name")
    PHONE = "phone", _("phone")
    ADDRESS = "address", _("address")
    ID_NUMBER = "id_number", _("identity number")
    BIRTH_ON = "birth_on", _("date of birth")
    HEALTH_NOTE = "health_note", _("health note")
    GUARDIAN_NAME = "guardian_name", _("name of the guardian")
    GUARDIAN_PHONE = "guardian_phone", _("phone of the guardian")
