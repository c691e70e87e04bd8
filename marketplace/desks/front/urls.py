from django.contrib.auth.views import LogoutView
from django.urls import path

from marketplace.desks.front import forgotten, views

urlpatterns = [
    path("desk/", views.landing, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("password/", views.ChangePassword.as_view(), name="password"),
    path("password/forgotten/", forgotten.forgotten, name="forgotten"),
    path("phone/", forgotten.phone, name="phone"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("start/", views.start, name="start"),
    path("start/sign-in/", views.sign_in_as, name="sign_in_as"),
]
