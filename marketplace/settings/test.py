"""The test suite: as production where it matters, quick and quiet where it does not."""

from marketplace.settings.base import *  # noqa: F403
from marketplace.settings.base import STORAGES, VAR_DIR

DEBUG = False
DEMO = True
SECRET_KEY = "test-only-secret-key"
FIELD_ENCRYPTION_KEYS = ["test-only-field-key"]
BLIND_INDEX_KEY = "test-only-blind-index-key"
JOURNAL_KEY = "test-only-journal-key"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "test-media"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
