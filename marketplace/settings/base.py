"""What every installation shares. Everything that differs between machines is read from the environment."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from marketplace.settings.database import database_from

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("MARKETPLACE_VAR", default=str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = False
DEMO = env.bool("MARKETPLACE_DEMO", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

ROOMS = [
    "marketplace.look",
    "marketplace.accounts",
    "marketplace.texting",
    "marketplace.journal",
    "marketplace.catalogue",
    "marketplace.places",
    "marketplace.workdays",
    "marketplace.households",
    "marketplace.organizations",
    "marketplace.volunteers",
    "marketplace.wishes",
    "marketplace.needs",
    "marketplace.projects",
    "marketplace.bans",
    "marketplace.bids",
    "marketplace.panels",
    "marketplace.contracts",
    "marketplace.workorders",
    "marketplace.satisfaction",
    "marketplace.dispatch",
    "marketplace.evaluations",
    "marketplace.supervision",
]

FACES = [
    "marketplace.desks",
    "marketplace.api",
    "marketplace.clockwork",
    "cms",
]

INSTALLED_APPS = [
    *ROOMS,
    *FACES,
    "django_htmx",
    "ninja",
    "axes",
    "csp",
    "django_tasks",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.languages.PublicLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.desks.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
ASGI_APPLICATION = "marketplace.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.desks.context.desk",
                "cms.context.public",
            ],
        },
    },
]
FORM_RENDERER = "marketplace.look.forms.FormRenderer"

DATABASES = {"default": database_from(env.str("DATABASE_URL", default=""), VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Two of them, so that whoever opens many public pages does not push out how often somebody has tried something.
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "OPTIONS": {"MAX_ENTRIES": most},
    }
    for name, most in {"default": 20_000, "pages": 4_000}.items()
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "marketplace.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "marketplace.desks.errors.stale_form"

# Six failures lock the pair of account and address for half an hour, so that
# nobody can lock a named officer out from elsewhere.
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "errors/429.html"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
FORMAT_MODULE_PATH = "marketplace.look.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

WAGTAIL_SITE_NAME = "云超市"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "sign_in"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# A page that is made in one language stands in the other too, until somebody translates it there.
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = True
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# By what is in a file, cms.uploads looks once more.
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.PaperForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
# No portrait is fetched from another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database"},
}
# What Wagtail does beside a page (its index, its references) is done at once: no worker has to run.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Residents' names, identity numbers, phones, addresses and health notes are encrypted with keys derived
# from these secrets, newest first (separated by commas); look-ups go through a keyed HMAC. All three
# live outside the database.
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[])
# Who carries messages to phones: a class with `send`, such as marketplace.texting.gateways.Web. Empty: nobody, and no
# number is asked for a code.
TEXT_GATEWAY = env.str("TEXT_GATEWAY", default="")
TEXT_GATEWAY_URL = env.str("TEXT_GATEWAY_URL", default="")
TEXT_GATEWAY_TOKEN = env.str("TEXT_GATEWAY_TOKEN", default="")

BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY", default="")
JOURNAL_KEY = env.str("JOURNAL_KEY", default="")


# One way out, and a discreet one. Django's own would also mail errors, with all that was typed in them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "marketplace.kernel.discretion.Discreet",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # At DEBUG it prints all that a page shows whenever a variable is missing from it.
        "django.template": {"level": "INFO"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
