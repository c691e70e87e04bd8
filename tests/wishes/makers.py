"""Wishes at every stage, made through the actions: a steward writes down, the subdistrict checks, somebody gives."""

from marketplace.accounts.choices import Role
from marketplace.wishes import actions
from marketplace.wishes.actions import Citizen
from marketplace.wishes.models import MicroWish
from tests import makers
from tests.makers import NOW

TITLE = "一台能听评弹的收音机"
STORY = "老人独居，眼睛看不清了，就爱听评弹。"
CITIZEN = Citizen("演示·好心人", "13900000007")


class Street:
    """A community with a steward, an officer, and somebody who would like something."""

    def __init__(self) -> None:
        self.community = makers.make_community()
        self.steward = makers.make_staff(Role.STEWARD, self.community)
        self.officer = makers.make_staff(Role.SUBDISTRICT_OFFICER, self.community.subdistrict)
        self.resident = makers.make_resident(self.community)

    def wished(self, **fields) -> MicroWish:
        told = {"title": TITLE, "story": STORY, "value": 12_000, "agreed": True} | fields
        group = self.resident.groups.first()
        return actions.make_wish(
            self.resident, **{"group": group, "by": self.steward, "at": NOW} | told
        )

    def published(self, **fields) -> MicroWish:
        return actions.publish_wish(self.wished(**fields), by=self.officer, at=NOW)

    def adopted(self, *, at=NOW, **fields) -> MicroWish:
        return actions.adopt_wish(self.published(**fields), citizen=CITIZEN, by=None, at=at)

    def delivered(self, *, at=NOW, **fields) -> MicroWish:
        return actions.deliver_wish(self.adopted(**fields), by=self.steward, at=at)
