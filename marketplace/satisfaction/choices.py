from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.households.choices import Purpose


class VerdictChannel(models.TextChoices):
    LINK = "link", _("Link or code")
    PHONE = "phone", _("Return call")
    HOME_VISIT = "home_visit", _("Home visit")


class About(models.TextChoices):
    """What somebody wants an answer about: the help, or what is stored about them.

    A consent to be withdrawn is named by its purpose, as `households` names it.
    """

    HELP = "help", _("The help")
    SERVICE = Purpose.SERVICE.value, _("Withdraw the consent: arranging services")
    HEALTH = Purpose.HEALTH.value, _("Withdraw the consent: using health information")
    FOLLOW_UP = Purpose.FOLLOW_UP.value, _("Withdraw the consent: calling back about satisfaction")
    ERASURE = "erasure", _("Erase everything about me")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", _("Received")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
