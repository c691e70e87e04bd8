from django.urls import path

from marketplace.desks.people import pages

urlpatterns = [
    path("people/", pages.people, name="people"),
    path("people/new/", pages.new, name="new"),
    path("people/<int:pk>/", pages.one, name="one"),
]
