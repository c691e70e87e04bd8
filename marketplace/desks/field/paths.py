"""The addresses of one desk's field pages."""

from functools import partial, update_wrapper

from django.urls import URLPattern, path, re_path

from marketplace.desks.field import offers, orders, planning, stepping, visits
from marketplace.desks.field.desk import Desk, View

NUMBER = r"(?P<number>[0-9A-Za-z-]{1,24})"


def behind(desk: Desk, view: View) -> View:
    """The view as this desk shows it, behind its door."""
    return desk.door(update_wrapper(partial(view, desk=desk), view))


def field_paths(desk: Desk, prefix: str) -> list[URLPattern]:
    """`prefix` ends with a slash: "volunteer/"."""
    order, visit = rf"^{prefix}orders/{NUMBER}/", f"{prefix}visits/<int:pk>/"
    return [
        path(f"{prefix}offers/", behind(desk, offers.offers), name="offers"),
        path(f"{prefix}offers/<int:pk>/", behind(desk, offers.offer), name="offer"),
        re_path(f"{order}$", behind(desk, orders.order), name="order"),
        re_path(f"{order}plan/$", behind(desk, planning.plan), name="plan"),
        re_path(
            f"{order}(?P<slug>[a-z-]+)/$", behind(desk, stepping.order_step), name="order_step"
        ),
        path(f"{prefix}visits/", behind(desk, visits.visits), name="visits"),
        path(visit, behind(desk, visits.visit), name="visit"),
        path(f"{visit}photos/<int:photo>/", behind(desk, visits.photo), name="visit_photo"),
        path(f"{visit}<slug:slug>/", behind(desk, stepping.visit_step), name="visit_step"),
    ]
