from django.urls import path

from marketplace.desks.bureau import overview

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
]
