from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Method(models.TextChoices):
    """How a provider is found. Which panel a method wants, the rulebook says."""

    OPEN_TENDER = "open_tender", _("Open tender")
    CONSULTATION = "consultation", _("Competitive consultation")


class ProjectState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("project", "Being planned")
    APPROVED = "approved", _("Approved for release")
    PUBLISHED = "published", _("Published")
    UNDER_REVIEW = "under_review", _("Bids under review")
    AWARD_APPROVED = "award_approved", _("Award approved")
    PUBLICIZED = "publicized", _("Result publicized")
    IN_PROGRESS = "in_progress", pgettext_lazy("project", "In progress")
    RECTIFYING = "rectifying", _("Putting right after the mid-term")
    MIDTERM_PASSED = "midterm_passed", _("Mid-term passed")
    FINAL_PASSED = "final_passed", _("Final evaluation passed")
    FINAL_FAILED = "final_failed", _("Final evaluation failed")
    CLOSED = "closed", pgettext_lazy("project", "Closed")
    FAILED_TENDER = "failed_tender", _("Tender failed")
    CANCELLED = "cancelled", pgettext_lazy("project", "Cancelled")
    TERMINATED = "terminated", _("Terminated")


class Measure(models.TextChoices):
    """What an indicator counts. All but the last are counted from the orders themselves."""

    PEOPLE_SERVED = "people_served", _("People served")
    ORDERS_COMPLETED = "orders_completed", _("Orders completed")
    VISITS_MADE = "visits_made", _("Visits made")
    ON_TIME = "on_time", _("Orders done in time, per cent")
    SATISFACTION = "satisfaction", _("Satisfied answers, per cent")
    REPORTED = "reported", _("As the provider reports")


MEASURED = tuple(measure for measure in Measure if measure is not Measure.REPORTED)


class DocumentKind(models.TextChoices):
    NOTICE = "notice", _("Tender notice")
    TERMS = "terms", _("Terms of service")
    DRAFT_CONTRACT = "draft_contract", _("Draft contract")
    OTHER = "other", pgettext_lazy("document", "Other")
