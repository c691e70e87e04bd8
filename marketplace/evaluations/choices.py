from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    MIDTERM = "midterm", _("Mid-term evaluation")
    FINAL = "final", _("Final evaluation")


class EvaluationState(models.TextChoices):
    SCHEDULED = "scheduled", pgettext_lazy("evaluation", "Scheduled")
    MATERIALS_REQUESTED = "materials_requested", _("Materials requested")
    MATERIALS_IN = "materials_in", _("Materials handed in")
    SURVEY_OPEN = "survey_open", _("People are being asked")
    SURVEY_CLOSED = "survey_closed", _("Survey closed")
    SITE_VISITED = "site_visited", _("Site visited, being scored")
    SCORED = "scored", pgettext_lazy("evaluation", "Scored by all")
    PRELIMINARY = "preliminary", _("Preliminary result")
    OBJECTING = "objecting", _("Open to objections")
    FINAL = "final", pgettext_lazy("evaluation", "Final")


class Outcome(models.TextChoices):
    """What became of asking somebody."""

    WAITING = "waiting", _("Still to be asked")
    ANSWERED = "answered", pgettext_lazy("survey", "Answered")
    UNREACHABLE = "unreachable", _("Not reached")
    REFUSED = "refused", _("Did not want to answer")
    WITHDRAWN = "withdrawn", _("Took the answer back")


class Dimension(models.TextChoices):
    """What a sheet gives points for."""

    IMPLEMENTATION = "implementation", _("Implementation")
    INPUT = "input", _("People and material")
    FINANCE = "finance", _("Financial management")
    OUTCOME = "outcome", _("Outcome")


class ObjectionState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("objection", "Being examined")
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    REJECTED = "rejected", pgettext_lazy("objection", "Not upheld")


class PlanState(models.TextChoices):
    AGREED = "agreed", _("To be put right")
    DONE = "done", _("Reported as put right")
    ACCEPTED = "accepted", _("Put right")
