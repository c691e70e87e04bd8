from django.urls import path

from marketplace.desks.joining import pages

urlpatterns = [
    path("join/", pages.join, name="join"),
    path("organization/<int:pk>/papers/", pages.papers, name="papers"),
    path("organization/<int:pk>/papers/<int:paper>/", pages.paper, name="paper"),
    path("organization/<int:pk>/papers/<int:paper>/take-back/", pages.take_back, name="take_back"),
]
