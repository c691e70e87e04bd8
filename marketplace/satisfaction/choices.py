from django.db import models
from django.utils.translation import gettext_lazy as _


class VerdictChannel(models.TextChoices):
    LINK = "link", _("Link or code")
    PHONE = "phone", _("Return call")
    HOME_VISIT = "home_visit", _("Home visit")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", _("Received")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
