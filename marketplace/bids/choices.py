from django.db import models
from django.utils.translation import pgettext_lazy


class BidState(models.TextChoices):
    SEALED = "sealed", pgettext_lazy("bid", "Submitted, sealed")
    REPLACED = "replaced", pgettext_lazy("bid", "Replaced by a later one")
    WITHDRAWN = "withdrawn", pgettext_lazy("bid", "Withdrawn")
    OPENED = "opened", pgettext_lazy("bid", "Opened")
    TAMPERED = "tampered", pgettext_lazy("bid", "Could not be opened: it was altered")
    INELIGIBLE = "ineligible", pgettext_lazy("bid", "Not eligible")
    ELIGIBLE = "eligible", pgettext_lazy("bid", "Eligible")
    AWARDED = "awarded", pgettext_lazy("bid", "Awarded")
    NOT_AWARDED = "not_awarded", pgettext_lazy("bid", "Not awarded")
