from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a client may do."""

    READ_CATALOGUE = "catalogue:read", _("Read the catalogue")
    POST_NEEDS = "needs:post", _("Post needs, complete and withdraw them")
    READ_NEEDS = "needs:read", _("Follow needs")
    JUDGE_NEEDS = "needs:judge", _("Triage and approve needs")
    ANSWER_OFFERS = "offers:answer", _("List and answer offers")
    READ_ORDERS = "orders:read", _("Read work orders")
    LOG_VISITS = "visits:log", _("Plan and log visits, complete work")
    RATE = "verdicts:give", _("Give verdicts")
