from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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

    MEAL = "meal", pgettext_lazy("unit", "Meal")
    VISIT = "visit", pgettext_lazy("unit", "Visit")
    SESSION = "session", pgettext_lazy("unit", "Session")
    HOUR = "hour", pgettext_lazy("unit", "Hour")
    SHIFT = "shift", pgettext_lazy("unit", "Shift")
    TRIP = "trip", pgettext_lazy("unit", "Trip")
    HOUSEHOLD = "household", pgettext_lazy("unit", "Household")
    DEVICE = "device", pgettext_lazy("unit", "Device")
    CASE = "case", pgettext_lazy("unit", "Case")
    PERSON = "person", pgettext_lazy("unit", "Person")
    PERSON_MONTH = "person_month", pgettext_lazy("unit", "Person-month")
    CLASS = "class", pgettext_lazy("unit", "Class")
    GROUP_SESSION = "group_session", pgettext_lazy("unit", "Group session")
    DAY = "day", pgettext_lazy("unit", "Day")


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
    OPEN = "open", pgettext_lazy("proposal", "Open")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")


class Language(models.TextChoices):
    """What somebody may need besides Mandarin, which everybody who comes speaks."""

    SIGN = "sign", _("Sign language")
    NANJING = "nanjing", _("Nanjing dialect")
    NORTHERN_JIANGSU = "northern_jiangsu", _("Northern Jiangsu dialect")
    WU = "wu", _("Wu dialect")
    ENGLISH = "english", _("English")


class HelperSex(models.TextChoices):
    """Of whoever comes."""

    FEMALE = "female", _("A woman")
    MALE = "male", _("A man")


class Window(models.TextChoices):
    """Times of the week: morning until 12, afternoon until 18, evening after it."""

    MON_MORNING = "mon_morning", _("Monday morning")
    MON_AFTERNOON = "mon_afternoon", _("Monday afternoon")
    MON_EVENING = "mon_evening", _("Monday evening")
    TUE_MORNING = "tue_morning", _("Tuesday morning")
    TUE_AFTERNOON = "tue_afternoon", _("Tuesday afternoon")
    TUE_EVENING = "tue_evening", _("Tuesday evening")
    WED_MORNING = "wed_morning", _("Wednesday morning")
    WED_AFTERNOON = "wed_afternoon", _("Wednesday afternoon")
    WED_EVENING = "wed_evening", _("Wednesday evening")
    THU_MORNING = "thu_morning", _("Thursday morning")
    THU_AFTERNOON = "thu_afternoon", _("Thursday afternoon")
    THU_EVENING = "thu_evening", _("Thursday evening")
    FRI_MORNING = "fri_morning", _("Friday morning")
    FRI_AFTERNOON = "fri_afternoon", _("Friday afternoon")
    FRI_EVENING = "fri_evening", _("Friday evening")
    SAT_MORNING = "sat_morning", _("Saturday morning")
    SAT_AFTERNOON = "sat_afternoon", _("Saturday afternoon")
    SAT_EVENING = "sat_evening", _("Saturday evening")
    SUN_MORNING = "sun_morning", _("Sunday morning")
    SUN_AFTERNOON = "sun_afternoon", _("Sunday afternoon")
    SUN_EVENING = "sun_evening", _("Sunday evening")
