"""The clock of this face. Rooms and journeys are handed the moment."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
