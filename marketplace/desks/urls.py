from importlib.util import find_spec

from django.urls import include, path

DESKS = ("staff", "dispatchers", "organizations", "volunteers", "residents", "bureau")

urlpatterns = [
    path("", include("marketplace.desks.front.urls")),
    *(
        path("", include((f"marketplace.desks.{desk}.urls", desk)))
        for desk in DESKS
        if find_spec(f"marketplace.desks.{desk}") and find_spec(f"marketplace.desks.{desk}.urls")
    ),
]
