"""Whoever tries the demo finds something to do: an offer that waits for the provider they sign in as."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from marketplace.accounts.choices import Role
from marketplace.clockwork.world.families import Client
from marketplace.clockwork.world.present import begin, need_types
from marketplace.clockwork.world.scene import Scene
from marketplace.journeys.assign_by_hand import assign_by_hand
from marketplace.kernel.errors import Refusal
from marketplace.organizations.models import Service
from marketplace.volunteers.models import Volunteer
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import WorkOrder


def greet(clients: list[Client], scene: Scene, *, usernames: dict[Role, str]) -> None:
    """Whoever tries the demo as a provider finds an offer to answer."""
    organization = Service.objects.filter(
        organization__memberships__user__username=usernames.get(Role.ORGANIZATION, "")
    )
    volunteer = Volunteer.objects.filter(user__username=usernames.get(Role.VOLUNTEER, ""))
    for own in ([{"service": one} for one in organization], [{"volunteer": v} for v in volunteer]):
        offered = [_offer_something(provider, scene) for provider in own]
        if not any(offered):
            any(_ask_for_something(provider, clients, scene) for provider in own)


def _ask_for_something(provider: dict[str, Any], clients: list[Client], scene: Scene) -> bool:
    """Nothing that waits is theirs to do, as happens in a small world: somebody near by asks for it."""
    (who,) = provider.values()
    for client in clients:
        for need_type in need_types(client, scene):
            if who in scene.stage.providers_of(need_type, client.community):
                begin(client, "ordered", scene, need_type)
                if _offer_something(provider, scene):
                    return True
                break
    return False


def _offer_something(provider: dict[str, Any], scene: Scene) -> bool:
    """The most urgent waiting order that this provider could serve, if there is one."""
    waiting = WorkOrder.objects.filter(state=OrderState.CREATED).select_related("need__need_type")
    for order in _of_their_kind(waiting, **provider).order_by("need__tag__rank", "pk"):
        try:
            with transaction.atomic():
                assign_by_hand(
                    order,
                    **provider,
                    reason="演示：请这位服务方试一试。",
                    by=scene.dispatcher(),
                    at=scene.ago(minutes=4),
                )
            return True
        except Refusal:
            continue
    return False


def _of_their_kind(
    orders: QuerySet[WorkOrder],
    *,
    service: Service | None = None,
    volunteer: Volunteer | None = None,
) -> QuerySet[WorkOrder]:
    """Asking the engine about every order takes long; most are another trade anyway."""
    if service is not None:
        return orders.filter(need__need_type__subcategory=service.subcategory_id)
    skills = {"VOL", *volunteer.qualifications.values_list("pk", flat=True)}
    return orders.filter(
        need__need_type__subcategory__in=volunteer.subcategories.all(),
        need__need_type__qualifications__in=[*skills, ""],
        need__need_type__helpers=1,
    )
