from django.db import models
from django.utils.translation import gettext_lazy as _


class Editing(models.TextChoices):
    """What somebody does with the words and pictures of the public site."""

    NOTHING = "nothing", _("Nothing")
    WRITES = "writes", _("Writes; somebody else publishes")
    PUBLISHES = "publishes", _("Writes and publishes")


class Role(models.TextChoices):
    """What somebody does here. Staff hold theirs at a place, so that it ends where the place ends."""

    STEWARD = "steward", _("Steward")
    COMMUNITY_STAFF = "community_staff", _("Community staff")
    SUBDISTRICT_OFFICER = "subdistrict_officer", _("Subdistrict officer")
    HOTLINE_OPERATOR = "hotline_operator", _("Hotline operator")
    DISPATCHER = "dispatcher", _("Dispatcher")
    BUREAU_OFFICER = "bureau_officer", _("Bureau officer")
    EVALUATOR = "evaluator", _("Evaluator")
    ORGANIZATION = "organization", _("Organization")
    VOLUNTEER = "volunteer", _("Volunteer")
