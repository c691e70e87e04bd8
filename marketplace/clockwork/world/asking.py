"""Who is asked for the orders that wait."""

from datetime import datetime

from marketplace.accounts.models import User
from marketplace.clockwork.world.scene import Scene
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.organizations.models import Service
from marketplace.workorders.actions import Ask, make_offers
from marketplace.workorders.models import WorkOrder

# Of a hundred orders of a further district; the others wait for the round that the visitor may run.
ASKED = 0.85


def ask_for(orders: list[WorkOrder], scene: Scene, *, by: User | None, at: datetime) -> None:
    """By a round in the first district of a world. A round is over all that waits anywhere, which no
    dispatcher of a further district may send: there the centre asks whom it knows for each need."""
    if scene.is_first:
        dispatch_round(by=by, at=at)
        return
    chosen = [order for order in orders if scene.dice.random() < ASKED]
    asks = [ask for order in chosen if (ask := _ask(order, scene))]
    make_offers(asks, by=scene.dispatcher(), at=at)


def _ask(order: WorkOrder, scene: Scene) -> Ask | None:
    need = order.need
    known = scene.stage.providers_of(need.need_type, need.community)
    if not known:
        return None
    provider = scene.dice.choice(known)
    if isinstance(provider, Service):
        return Ask(order, provider, None)
    return Ask(order, None, provider)
