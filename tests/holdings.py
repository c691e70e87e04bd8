"""A resident about whom every room holds something, and what the tables hold of anybody in words.

Which tables and columns those are is asked of Django's registry, so that no future room is forgotten.
"""

import json
from collections.abc import Iterator
from functools import cached_property

from django.apps import apps
from django.db import models

from marketplace.api.models import Answered
from marketplace.bids import actions as bids
from marketplace.households import actions as households
from marketplace.households.models import Household, Resident
from marketplace.journeys.report_incident import report_incident
from marketplace.kernel.encryption import EncryptedField
from marketplace.satisfaction.actions import answer_complaint, complain, give_verdict
from marketplace.wishes import actions as wishes
from marketplace.workorders.actions import add_photo
from marketplace.workorders.models import Visit
from tests import makers
from tests.api.callers import System
from tests.households.people import ADDRESS, CONSENTS, HER
from tests.journeys.scene import Scene, manager_of
from tests.makers import later
from tests.makers_projects import Tendering, a_content, a_pdf, make_bidder
from tests.workorders.actions.test_photos import picture


class Life:
    """Somebody who was helped, photographed, asked how it was, and complained; all of it is over but the
    need itself, which is done and waits to be closed."""

    def __init__(self) -> None:
        self.scene = Scene()
        self._leave_nobody_but_her()
        self.her = self._registered()
        self.scene.resident = self.her
        self.scene.service()
        self.order = self.scene.delivered(self.scene.accepted())
        self.need = self.order.need
        self._held_of_the_visit()
        self._heard()
        self._kept_by_the_api()
        self._offered_by_somebody()
        self._wished()

    @cached_property
    def visit(self) -> Visit:
        return self.order.visits.get()

    def _wished(self) -> None:
        """A small thing, that somebody gave and she is glad of."""
        wish = wishes.make_wish(
            self.her,
            group=self.her.groups.get(),
            title="一双棉鞋",
            story="冬天脚冷",
            value=5_000,
            agreed=True,
            by=self.scene.steward,
            at=makers.NOW,
        )
        wishes.publish_wish(wish, by=self.scene.officer, at=makers.NOW)
        citizen = wishes.Citizen("演示·好心人", "13900000007")
        wishes.adopt_wish(wish, citizen=citizen, by=None, at=makers.NOW)
        wishes.deliver_wish(wish, by=self.scene.steward, at=makers.NOW)
        wishes.thank_for_wish(wish, thanks="很暖和", by=self.scene.steward, at=makers.NOW)

    def _offered_by_somebody(self) -> None:
        """A bid in writing: sealed as she is, and not about her."""
        project = Tendering().released()
        organization, manager = make_bidder()
        draft = bids.save_draft(project, organization, a_content(), by=manager, at=makers.NOW)
        bids.attach(draft, name="方案.pdf", content=a_pdf(), by=manager, at=makers.NOW)

    def _leave_nobody_but_her(self) -> None:
        self.scene.resident.consents.all().delete()
        self.scene.resident.delete()
        Household.objects.all().delete()

    def _registered(self) -> Resident:
        home = households.register_household(
            community=self.scene.community, address=ADDRESS, by=None, at=makers.NOW
        )
        groups = [makers.make_group("E")]
        return households.register_resident(
            home, **HER, groups=groups, consents=CONSENTS, by=None, at=makers.NOW
        )

    def _held_of_the_visit(self) -> None:
        by = manager_of(self.visit.offer)
        add_photo(self.visit, picture(), by=by, at=later(days=1, hours=2))
        report_incident(self.visit, kind="fall", text="手背擦伤", by=by, at=later(days=1, hours=2))
        reason, fields = "上门前核对情况", ["phone"]
        households.reveal(
            self.her, fields=fields, reason=reason, by=self.scene.officer, at=later(days=1)
        )

    def _heard(self) -> None:
        at = later(days=1, hours=4)
        give_verdict(self.order, score=4, comment="很好", channel="link", by=None, at=at)
        complaint = complain(self.need, text="来晚了", work_order=self.order, by=None, at=at)
        answer_complaint(complaint, answer="已提醒", by=self.scene.officer, at=at)

    def _kept_by_the_api(self) -> None:
        Answered.objects.create(
            client=System(self.scene.steward).client,
            key="asked-once",
            request_digest="0" * 64,
            status=201,
            body=json.dumps([{"number": self.need.number, "person": {"name": HER["name"]}}]),
            content_type="application/json",
            at=later(days=1, hours=4),
        )


def of_residents() -> Iterator[type[models.Model]]:
    """Every model whose rows belong to a resident, by however many keys in between, and households."""
    found: set[type[models.Model]] = {Resident, Household}
    while more := {model for model in apps.get_models() if _leads_to(model, found)} - found:
        found |= more
    return iter(sorted(found, key=lambda model: model._meta.label))


def _leads_to(model: type[models.Model], known: set[type[models.Model]]) -> bool:
    keys = (field for field in model._meta.get_fields() if field.is_relation and field.concrete)
    return any(key.related_model in known for key in keys)


def texts_of(model: type[models.Model]) -> list[str]:
    """The columns in which anything may stand: no choices, no keys, no digests of a fixed form."""
    return [field.name for field in model._meta.concrete_fields if _holds_words(field)]


def _holds_words(field: models.Field) -> bool:
    if isinstance(field, EncryptedField | models.JSONField | models.BinaryField | models.FileField):
        return True
    plain = isinstance(field, models.CharField | models.TextField)
    return plain and not (field.choices or field.primary_key or field.unique)
