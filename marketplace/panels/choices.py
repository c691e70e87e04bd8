from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EvaluatorKind(models.TextChoices):
    """On which kind of seat somebody sits, wherever they sit."""

    EXPERT = "expert", pgettext_lazy("evaluator", "Expert")
    PURCHASER = "purchaser", _("Purchaser's representative")


class Tie(models.TextChoices):
    """What ties an evaluator to an organization."""

    EMPLOYMENT = "employment", pgettext_lazy("tie", "Employed there")
    KINSHIP = "kinship", pgettext_lazy("tie", "Related to somebody there")
    PARTNER = "partner", pgettext_lazy("tie", "Worked with it")
    OTHER = "other", pgettext_lazy("tie", "Another tie")


class Obstacle(models.TextChoices):
    """Why somebody may not sit on a panel, the gravest first."""

    AUTHOR = "author", _("Planned this project")
    PURCHASER = "purchaser", _("An expert, but in office at the purchaser")
    EMPLOYER = "employer", _("Works for a bidder, or did lately")
    KINSHIP = "kinship", _("Related to somebody at a bidder")
    PARTNER = "partner", _("Worked with a bidder, or did lately")
    REPRESENTATIVE = "representative", _("Employer and bidder share a legal representative")
    OTHER = "other", _("Declared another tie to a bidder")
    UNLISTED = "unlisted", _("Not on the list of evaluators any more")
    BEFORE = "before", _("Was on this panel already")
    FULL = "full", _("Sits on as many panels as they take on")


class Purpose(models.TextChoices):
    """What a panel is for."""

    TENDER = "tender", _("Comparing bids")
    MIDTERM = "midterm", _("Mid-term evaluation")
    FINAL = "final", _("Final evaluation")


class PanelState(models.TextChoices):
    DRAWN = "drawn", pgettext_lazy("panel", "Drawn, members asked")
    SCORING = "scoring", pgettext_lazy("panel", "Scoring")
    SIGNED = "signed", pgettext_lazy("panel", "Signed by all")
    DISSOLVED = "dissolved", pgettext_lazy("panel", "Dissolved")


class SeatState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("seat", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("seat", "Accepted")
    RECUSED = "recused", _("Recused")
    SIGNED = "signed", pgettext_lazy("seat", "Signed")
