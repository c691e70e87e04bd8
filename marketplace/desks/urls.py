from django.urls import include, path

DESKS = (
    "staff",
    "dispatchers",
    "organizations",
    "volunteers",
    "residents",
    "evaluators",
    "bureau",
    "tenders",
    "joining",
    "wishes",
)

urlpatterns = [
    path("", include("marketplace.desks.front.urls")),
    *(path("", include((f"marketplace.desks.{desk}.urls", desk))) for desk in DESKS),
]
