from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupScope(models.TextChoices):
    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")


class NationalClass(models.TextChoices):
    """The three classes of the national pilot of service-type assistance (照护, 生活, 关爱)."""

    CARE = "care", _("Care services")
    LIVING = "living", _("Living services")
    ATTENTION = "attention", _("Attention services")


class DeliveryMode(models.TextChoices):
    ONE_OFF = "one_off", _("One-off")
    COURSE = "course", _("Course")
    LONG_TERM = "long_term", _("Long-term")
    PAIRED = "paired", _("Paired")


class Unit(models.TextChoices):
    """What is counted and paid for."""

    MEAL = "meal", _("Meal")
    VISIT = "visit", _("Visit")
    SESSION = "session", _("Session")
    HOUR = "hour", _("Hour")
    SHIFT = "shift", _("Shift")
    TRIP = "trip", _("Trip")
    HOUSEHOLD = "household", _("Household")
    DEVICE = "device", _("Device")
    CASE = "case", _("Case")
    PERSON = "person", _("Person")
    PERSON_MONTH = "person_month", _("Person-month")
    CLASS = "class", _("Class")
    GROUP_SESSION = "group_session", _("Group session")
    DAY = "day", _("Day")


class Rhythm(models.TextChoices):
    """How often: `once` and `by_plan` stand alone, the others carry times, as in `weekly:2`."""

    ONCE = "once", _("Once")
    BY_PLAN = "by_plan", _("By plan")
    DAILY = "daily", _("Daily")
    SCHOOL_DAY = "school_day", _("On school days")
    WEEKLY = "weekly", _("Weekly")
    FORTNIGHTLY = "fortnightly", _("Fortnightly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    YEARLY = "yearly", _("Yearly")


class ClockUnit(models.TextChoices):
    MINUTES = "minutes", _("Minutes")
    HOURS = "hours", _("Hours")
    WORKING_DAYS = "working_days", _("Working days")
    CALENDAR_DAYS = "calendar_days", _("Calendar days")


class ProposalState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
