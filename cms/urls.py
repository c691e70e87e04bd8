from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls

from cms.finding import pages
from cms.serving import serve

urlpatterns = [
    path("find/", pages.search, name="find"),
    path("find/suggest/", pages.suggest, name="suggest"),
    path("what-can-i-get/", pages.questions, name="what_can_i_get"),
    path("where/", pages.where, name="where"),
    # As Wagtail's own, before it: found by its whole address.
    re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
