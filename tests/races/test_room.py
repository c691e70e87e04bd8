"""Room is made while its offers are being answered: what was accepted stays. The guards are then taken away."""

import pytest

from marketplace.accounts.models import User
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.make_room import make_room
from marketplace.workorders.actions import offers as actions
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later
from tests.races.guards import execute, read_without_locks, told
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

AT = later(hours=1)


class Crowd:
    """So many unanswered offers, each the only place, and more urgent orders that want them."""

    def __init__(self, number: int, comers: int) -> None:
        scene = Scene()
        makers.make_tag("safety_net")
        for _ in range(number):
            scene.service(places=1)
        self.offers = [scene.offered(self._order(scene)) for _ in range(number)]
        self.managers = {offer.pk: manager_of(offer).pk for offer in self.offers}
        self.comers = [self._order(scene, tag="safety_net") for _ in range(comers)]

    def _order(self, scene: Scene, **more) -> WorkOrder:
        return scene.ordered(resident=makers.make_resident(scene.community), **more)

    def accept(self, offer: Offer) -> Offer:
        by = User.objects.get(pk=self.managers[offer.pk])
        return answer_offer(Offer.objects.get(pk=offer.pk), accept=True, by=by, at=AT)

    def come(self, order: WorkOrder) -> Offer:
        return make_room(WorkOrder.objects.get(pk=order.pk), by=None, at=AT)


def states(offers: list[Offer]) -> list[tuple[str, str]]:
    return [Offer.objects.values_list("state", "recalled_for").get(pk=offer.pk) for offer in offers]


def test_an_offer_is_accepted_or_makes_room_never_both():
    crowd = Crowd(3, 1)
    runners = [lambda offer=offer: crowd.accept(offer) for offer in crowd.offers]
    runners += [lambda order=order: crowd.come(order) for order in crowd.comers]
    results = told(race(runners))
    assert set(results) <= {"done", "wrong_step", "answered", "no_room", "busy"}
    found = states(crowd.offers)
    assert set(found) <= {("offered", ""), ("accepted", ""), ("recalled", "more_urgent")}
    recalled = found.count(("recalled", "more_urgent"))
    assert Offer.objects.filter(work_order__in=crowd.comers, state="offered").count() == recalled


def accepted_in_between(crowd: Crowd, monkeypatch) -> list:
    """The provider says yes when the offer has been found unanswered, and is about to be taken back."""
    genuine, said = actions.ensure_nobody_is_there, []

    def accept_first(order: WorkOrder) -> None:
        monkeypatch.setattr(actions, "ensure_nobody_is_there", genuine)
        said.extend(race([lambda: crowd.accept(crowd.offers[0])]))
        genuine(order)

    monkeypatch.setattr(actions, "ensure_nobody_is_there", accept_first)
    return said


@pytest.mark.postgresql
def test_without_the_lock_the_database_itself_keeps_what_was_accepted(monkeypatch):
    crowd = Crowd(1, 1)
    read_without_locks(monkeypatch)
    said = accepted_in_between(crowd, monkeypatch)
    assert told(race([lambda: crowd.come(crowd.comers[0])])) == {"answered": 1}
    assert told(said) == {"done": 1}
    assert states(crowd.offers) == [("accepted", "")]


@pytest.mark.postgresql
def test_without_both_guards_an_accepted_order_would_be_taken_away(monkeypatch):
    crowd = Crowd(1, 1)
    read_without_locks(monkeypatch)
    execute(
        "ALTER TABLE workorders_offer DROP CONSTRAINT workorders_no_rule_recalls_what_was_answered"
    )
    said = accepted_in_between(crowd, monkeypatch)
    assert told(race([lambda: crowd.come(crowd.comers[0])])) == {"done": 1}
    assert told(said) == {"done": 1}
    assert states(crowd.offers) == [("recalled", "more_urgent")]
