from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a client may do."""

    READ_CATALOGUE = "catalogue:read", _("Read the catalogue")
    POST_NEEDS = "needs:post", _("Post needs")
    READ_NEEDS = "needs:read", _("Follow needs")
    ANSWER_OFFERS = "offers:answer", _("List and answer offers")
    LOG_VISITS = "visits:log", _("Log visits and complete work")
    RATE = "verdicts:give", _("Give verdicts")
