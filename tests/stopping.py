"""A clock that stands still until it is told to go on: pages, actions and sessions all ask it."""

from datetime import datetime, timedelta

import pytest


class Clock:
    """The moment that everybody lives in."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def goes_on(self, **lapse: float) -> None:
        self.at += timedelta(**lapse)


def stop_the_clock(patch: pytest.MonkeyPatch, at: datetime) -> Clock:
    """In this process it is `at` for whoever asks Django what time it is."""
    clock = Clock(at)

    class AsEver(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, datetime)

    class Now(datetime, metaclass=AsEver):
        @classmethod
        def now(cls, tz=None):
            return clock.at.astimezone(tz)

    patch.setattr("django.utils.timezone.datetime", Now)
    return clock
