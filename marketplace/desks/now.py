"""The one clock of the faces. Rooms and journeys are handed the moment."""

from django.utils.timezone import now

__all__ = ["now"]
