from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls

from cms.serving import serve

urlpatterns = [
    # As Wagtail's own, before it: found by its whole address.
    re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
