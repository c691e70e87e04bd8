"""Links lead within the server that is asked, whatever it is called there; what goes out to machines names the site."""

from django.conf import settings


def absolute(path: str) -> str:
    """
    >>> absolute("/shelves/").endswith("/shelves/")
    True
    """
    return settings.SITE_URL.rstrip("/") + path
