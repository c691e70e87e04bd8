from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AwardState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("award", "Proposed")
    APPROVED = "approved", pgettext_lazy("award", "Approved, not yet publicized")
    PUBLICIZED = "publicized", pgettext_lazy("award", "Publicized")
    SIGNED = "signed", pgettext_lazy("award", "Contract signed")
    TAKEN_BACK = "taken_back", pgettext_lazy("award", "Taken back")


class ChallengeState(models.TextChoices):
    """Of a challenge and of a complaint alike."""

    RECEIVED = "received", pgettext_lazy("challenge", "Being examined")
    UPHELD = "upheld", pgettext_lazy("challenge", "Upheld")
    REJECTED = "rejected", pgettext_lazy("challenge", "Not upheld")


class ContractState(models.TextChoices):
    OFFERED = "offered", pgettext_lazy("contract", "Waiting for the provider's signature")
    IN_FORCE = "in_force", pgettext_lazy("contract", "In force")
    ENDED = "ended", pgettext_lazy("contract", "Fulfilled")
    WITHDRAWN = "withdrawn", pgettext_lazy("contract", "Not signed")
    TERMINATED = "terminated", pgettext_lazy("contract", "Terminated")


class DueWith(models.TextChoices):
    """What has to be there before an instalment is paid."""

    SIGNING = "signing", _("The signing")
    MIDTERM = "midterm", _("The mid-term evaluation")
    FINAL = "final", _("The final evaluation")


class InstalmentState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("instalment", "Not yet paid")
    PAID = "paid", pgettext_lazy("instalment", "Paid")
    DROPPED = "dropped", pgettext_lazy("instalment", "Not paid: the contract ended")
