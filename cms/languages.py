"""The language of a public page is part of its address: Chinese without a prefix, English under /en/.

Desks have no such prefix: their language is what the reader chose. Django knows one rule for all addresses, so
here is asked first whose address it is.
"""

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, get_urlconf, resolve
from django.utils import translation


class PublicLocaleMiddleware(LocaleMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info)
        if not language:
            language = (
                settings.LANGUAGE_CODE
                if is_public(request.path_info)
                else translation.get_language_from_request(request)
            )
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


def is_public(path: str) -> bool:
    """Whether a page of the site answers here, and no desk."""
    return _is_public(path, get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=2048)
def _is_public(path: str, urls: Any) -> bool:
    """Addresses do not change while the site runs, and to look one up takes as long as a page that is kept."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return resolve(path, urls).url_name in _names_of_public_pages()
        except Resolver404:
            return False


@cache
def _names_of_public_pages() -> set[str]:
    return {one.name for one in import_module("cms.urls").urlpatterns if hasattr(one, "name")}
