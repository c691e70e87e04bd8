"""A developer's machine, and the demo: an embedded database and secrets that protect nothing."""

from marketplace.settings.base import *  # noqa: F403
from marketplace.settings.base import BASE_DIR, STORAGES, env

DEBUG = env.bool("DEBUG", default=True)
DEMO = env.bool("MARKETPLACE_DEMO", default=True)
SECRET_KEY = "development-only-secret-key-not-for-any-server"
FIELD_ENCRYPTION_KEYS = ["development-only-field-key"]
BLIND_INDEX_KEY = "development-only-blind-index-key"
JOURNAL_KEY = "development-only-journal-key"
ALLOWED_HOSTS = ["*"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
TEXT_GATEWAY = env.str("TEXT_GATEWAY", default="marketplace.texting.gateways.Console")
AXES_ENABLED = env.bool("AXES_ENABLED", default=True)
INTERNAL_IPS = ["127.0.0.1"]
BASE_DIR = BASE_DIR
