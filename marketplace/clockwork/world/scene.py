"""What the steps of the present share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.clockwork.world.stage import Stage
from marketplace.needs.models import Need


@dataclass(slots=True)
class Scene:
    """One district as it is at the moment `at`."""

    stage: Stage
    district_code: str
    dice: Random
    at: datetime
    done: Callable[[], None]

    def ago(self, **lapse: float) -> datetime:
        return self.at - timedelta(**lapse)

    def officer(self, need: Need) -> User:
        return self.stage.one(Role.SUBDISTRICT_OFFICER, self.dice, need.community.subdistrict_id)

    def dispatcher(self) -> User:
        return self.stage.one(Role.DISPATCHER, self.dice, self.district_code)
