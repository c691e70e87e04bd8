"""The addresses of one desk's field pages."""

from collections.abc import Callable
from functools import partial, update_wrapper

from django.http import HttpResponse
from django.urls import URLPattern, path, re_path

from marketplace.desks.field import offers, orders, planning, stepping, visits
from marketplace.desks.field.desk import Desk

NUMBER = r"(?P<number>[0-9A-Za-z-]{1,24})"


def field_paths(desk: Desk, prefix: str) -> list[URLPattern]:
    """`prefix` ends with a slash: "volunteer/"."""

    def behind(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return desk.door(update_wrapper(partial(view, desk=desk), view))

    return [
        path(f"{prefix}offers/", behind(offers.offers), name="offers"),
        path(f"{prefix}offers/<int:pk>/", behind(offers.offer), name="offer"),
        path(f"{prefix}{desk.orders_page}/", behind(orders.orders), name=desk.orders_page),
        re_path(rf"^{prefix}orders/{NUMBER}/$", behind(orders.order), name="order"),
        re_path(rf"^{prefix}orders/{NUMBER}/plan/$", behind(planning.plan), name="plan"),
        re_path(
            rf"^{prefix}orders/{NUMBER}/(?P<slug>[a-z-]+)/$",
            behind(stepping.order_step),
            name="order_step",
        ),
        path(f"{prefix}visits/", behind(visits.visits), name="visits"),
        path(f"{prefix}visits/<int:pk>/", behind(visits.visit), name="visit"),
        path(
            f"{prefix}visits/<int:pk>/photos/<int:photo>/", behind(visits.photo), name="visit_photo"
        ),
        path(
            f"{prefix}visits/<int:pk>/<slug:slug>/", behind(stepping.visit_step), name="visit_step"
        ),
    ]
