from django.urls import path

from marketplace.look import views

app_name = "look"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("style/", views.style, name="style"),
]
