"""A server that people rely on. It refuses to start half-configured and says what is missing."""

from django.core.exceptions import ImproperlyConfigured

from marketplace.settings.base import *  # noqa: F403
from marketplace.settings.base import (
    ALLOWED_HOSTS,
    BLIND_INDEX_KEY,
    DATABASES,
    DEMO,
    FIELD_ENCRYPTION_KEYS,
    JOURNAL_KEY,
    SECRET_KEY,
    SITE_URL,
    env,
)
from marketplace.settings.refusals import reasons_not_to_start

DEBUG = env.bool("DEBUG", default=False)

reasons = reasons_not_to_start(
    secrets={
        "SECRET_KEY": SECRET_KEY,
        **{
            f"FIELD_ENCRYPTION_KEYS, number {n}": key
            for n, key in enumerate(FIELD_ENCRYPTION_KEYS or [""], start=1)
        },
        "BLIND_INDEX_KEY": BLIND_INDEX_KEY,
        "JOURNAL_KEY": JOURNAL_KEY,
    },
    debug=DEBUG,
    demo=DEMO,
    allowed_hosts=ALLOWED_HOSTS,
    site_url=SITE_URL,
    engine=DATABASES["default"]["ENGINE"],
    sqlite_wanted=env.bool("MARKETPLACE_ALLOW_SQLITE", default=False),
)
if reasons:
    raise ImproperlyConfigured(
        "This installation will not start:\n" + "\n".join(f"- {reason}" for reason in reasons)
    )

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
