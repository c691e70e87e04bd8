from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("marketplace.api.urls")),
    path("", include("marketplace.look.urls")),
    path("", include("marketplace.desks.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.machine_urls")),
    # Chinese pages have no prefix, English ones stand under /en/.
    *i18n_patterns(path("", include("cms.urls")), prefix_default_language=False),
]
