"""The addresses of one desk's field pages."""

from collections.abc import Callable
from functools import partial, update_wrapper

from django.http import HttpResponse
from django.urls import URLPattern, path, re_path

from marketplace.desks.field import offers
from marketplace.desks.field.desk import Desk

NUMBER = r"(?P<number>[0-9A-Za-z-]{1,24})"


def field_paths(desk: Desk, prefix: str) -> list[URLPattern]:
    """`prefix` ends with a slash: "volunteer/"."""

    def behind(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return desk.door(update_wrapper(partial(view, desk=desk), view))

    return [
        path(f"{prefix}offers/", behind(offers.offers), name="offers"),
        path(f"{prefix}offers/<int:pk>/", behind(offers.offer), name="offer"),
    ]
