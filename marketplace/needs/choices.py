from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    TRIAGED = "triaged", _("Triaged")
    ASSESSED = "assessed", _("Assessed")
    APPROVED = "approved", _("Approved")
    ORDERED = "ordered", _("Ordered")
    IN_SERVICE = "in_service", _("In service")
    FULFILLED = "fulfilled", _("Fulfilled")
    CLOSED = "closed", _("Closed")
    REFERRED = "referred", _("Referred")
    REJECTED = "rejected", _("Rejected")
    MERGED = "merged", _("Merged")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ON_HOLD = "on_hold", _("On hold")


class Channel(models.TextChoices):
    STEWARD = "steward", _("Steward")
    WINDOW = "window", _("Community window")
    HOTLINE = "hotline", _("Hotline")
    PUBLIC = "public", _("Public form")
    API = "api", _("Connected system")


class Outcome(models.TextChoices):
    MET = "met", _("Met")
    PARTLY_MET = "partly_met", _("Partly met")
    REFERRED = "referred", _("Referred elsewhere")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    DIED_OR_MOVED = "died_or_moved", _("Died or moved away")


class RejectReason(models.TextChoices):
    NOT_A_SERVICE = "not_a_service", _("Not something a service can answer")
    NOT_ELIGIBLE = "not_eligible", _("Not in a group this district serves")
    OUTSIDE_DISTRICT = "outside_district", _("Lives outside the district")
    ALREADY_SERVED = "already_served", _("Already served for the same need")
    UNTRUE = "untrue", _("The facts could not be confirmed")


class ReferredTo(models.TextChoices):
    BENEFIT = "benefit", _("Benefit office")
    DEPARTMENT = "department", _("Another department")
    POLICE = "police", _("Police or child protection")
    HEALTH = "health", _("Hospital or mental health service")
    CHARITY = "charity", _("Charity fund")
    DISTRICT = "district", _("Another district")


class MissingItem(models.TextChoices):
    """What may be asked for when a need is returned: all of it at once."""

    DESCRIPTION = "description", _("What is needed, in a few words")
    PHONE = "phone", _("A phone number")
    ADDRESS = "address", _("The address")
    CONSENT = "consent", _("The consent of the person or the guardian")
    GUARDIAN = "guardian", _("The guardian's name and phone")
    ID_NUMBER = "id_number", _("The identity number")
    PROOF = "proof", _("A paper that shows it")
