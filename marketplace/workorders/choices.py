from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    CREATED = "created", _("Waiting for a provider")
    DISPATCHED = "dispatched", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    SCHEDULED = "scheduled", _("Scheduled")
    IN_PROGRESS = "in_progress", _("In progress")
    DELIVERED = "delivered", _("Delivered")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", _("Closed")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class OfferState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")
    RECALLED = "recalled", _("Recalled")
    RETURNED = "returned", _("Given back after accepting")
    DONE = "done", _("Done")


class DeclineReason(models.TextChoices):
    NO_CAPACITY = "no_capacity", _("No capacity in that time")
    TOO_FAR = "too_far", _("Too far")
    NOT_QUALIFIED = "not_qualified", _("Qualification missing")
    TIME = "time", _("The time does not fit")
    CONFLICT = "conflict", _("Conflict of interest")
    UNSAFE = "unsafe", _("Unsafe without a second person or equipment")
    OTHER = "other", _("Another reason")


class RecallReason(models.TextChoices):
    """Why a rule took back an offer that nobody had answered; a person says it in words of their own."""

    MORE_URGENT = "more_urgent", _("A more urgent need took this place")
    UNABLE = "unable", _("The provider may take nothing at the moment")


class VisitState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class IncidentKind(models.TextChoices):
    NOT_AT_HOME = "not_at_home", _("Nobody at home")
    HEALTH = "health", _("Sudden health problem")
    FALL = "fall", _("Fall or injury")
    ABUSE = "abuse", _("Sign of abuse or neglect")
    PROPERTY = "property", _("Damage or loss")
    REFUSED = "refused", _("Resident refused the service")
    OTHER = "other", _("Other")


# Signs of danger to a person: the dispatch centre hears of them at once.
SAFEGUARDING = (IncidentKind.HEALTH, IncidentKind.FALL, IncidentKind.ABUSE)
