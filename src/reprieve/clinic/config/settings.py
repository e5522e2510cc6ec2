"""Django's settings: safe unless `reprieve up` says that this is the demonstration on one's own machine.

Every variable read here is described in docs/running.md; a test compares the two.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from reprieve.clinic.config.data_folder import choose_folder
from reprieve.clinic.config.database_url import database_settings
from reprieve.clinic.config.mail_url import mail_settings
from reprieve.pathway.terms.text import LANGUAGES as SPOKEN

PACKAGE = Path(__file__).resolve().parents[2]
SHORTEST_SECRET = 50

# Set by `reprieve up` for its own processes when it runs without REPRIEVE_HOSTS.
DEMONSTRATION = os.environ.get("REPRIEVE_DEMONSTRATION") == "1"
DEBUG = os.environ.get("REPRIEVE_DEBUG") == "1"
SECRET_KEY = os.environ.get("REPRIEVE_SECRET_KEY", "")
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("REPRIEVE_HOSTS", "").split(",") if host.strip()]

if DEMONSTRATION:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
elif DEBUG:
    raise ImproperlyConfigured(
        "REPRIEVE_DEBUG must not be set in production: its error pages show what patients wrote. Unset it."
    )
elif not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "REPRIEVE_HOSTS must name the hosts that are served, such as clinic.example.org; it is not set. "
        "`reprieve up` without it starts the demonstration."
    )
elif any(":" in host and not (host.startswith("[") and host.endswith("]")) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "REPRIEVE_HOSTS must name the hosts alone, such as clinic.example.org, without a port and without https://. "
        "Leave both out."
    )
elif "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("REPRIEVE_HOSTS must name each host; `*` would answer to any. Write them out.")
if len(SECRET_KEY) < SHORTEST_SECRET:
    raise ImproperlyConfigured(
        f"REPRIEVE_SECRET_KEY must have at least {SHORTEST_SECRET} characters; got {len(SECRET_KEY)}. "
        'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
    )
if not os.environ.get("DATABASE_URL"):
    raise ImproperlyConfigured(
        "DATABASE_URL must name the PostgreSQL database, as postgres://user:password@host/name; "
        "it is not set. `reprieve up` without REPRIEVE_HOSTS brings its own."
    )

DATABASES = {"default": database_settings(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "reprieve.clinic.ui.apps.UiConfig",
    "reprieve.clinic.showing.apps.ShowingConfig",
    "reprieve.clinic.audit.apps.AuditConfig",
    "reprieve.clinic.people.apps.PeopleConfig",
    "reprieve.clinic.messages.apps.MessagesConfig",
    "reprieve.clinic.money.apps.MoneyConfig",
    "reprieve.clinic.booking.apps.BookingConfig",
    "reprieve.clinic.diary.apps.DiaryConfig",
    "reprieve.clinic.desk.apps.DeskConfig",
    "reprieve.clinic.site.apps.SiteConfig",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",  # the editors' pages ask for it; no document is ever served (site/wagtail_hooks.py)
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "reprieve.clinic.config.logs.AccessLog",
    "reprieve.clinic.config.headers.Headers",
    "reprieve.clinic.config.health.HealthFirst",
    "reprieve.clinic.audit.where.KnowsWhere",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "reprieve.clinic.config.speech.LanguageOfAddress",
    "reprieve.clinic.config.speech.Speech",
    "django.middleware.common.CommonMiddleware",
    "reprieve.clinic.config.bodies.SmallBodies",  # before the next, which reads what came
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "reprieve.clinic.config.urls"
WSGI_APPLICATION = "reprieve.clinic.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reprieve.clinic.config.context.tell_demonstration",
            ],
        },
    },
]

# How many proxies of our own stand in front; the address each adds to X-Forwarded-For is believed, no other.
_PROXIES = os.environ.get("REPRIEVE_TRUSTED_PROXIES", "0" if DEMONSTRATION else "1")
if not _PROXIES.isdecimal():
    raise ImproperlyConfigured(f"REPRIEVE_TRUSTED_PROXIES must be a whole number, 0 or more; got {_PROXIES!r}.")
TRUSTED_PROXIES = int(_PROXIES)

DATA_FOLDER = choose_folder(None, os.environ)
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
MEDIA_URL = "/pictures/"
MEDIA_ROOT = DATA_FOLDER / "pictures"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What one process remembers alone is stale in the next; pages are remembered by site/page_cache.py.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# In the demonstration no letter leaves the machine.
SENDS_MAIL = DEMONSTRATION or bool(os.environ.get("REPRIEVE_MAIL"))
if DEMONSTRATION:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_FOLDER / "letters"
    DEFAULT_FROM_EMAIL = "Reprieve <demonstration@example.org>"
elif SENDS_MAIL:
    vars().update(mail_settings(os.environ["REPRIEVE_MAIL"], os.environ.get("REPRIEVE_MAIL_FROM", "")))

LANGUAGE_CODE = "en"
LANGUAGES = list(SPOKEN.items())
LOCALE_PATHS = [PACKAGE / "clinic" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Who may edit the public pages. Whoever signs in does so with an e-mail address (reprieve.clinic.people).
AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"

WAGTAIL_SITE_NAME = "Reprieve"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Where letters and the editors' pages lead to.
WAGTAILADMIN_BASE_URL = (
    os.environ.get("REPRIEVE_ADDRESS", "http://localhost:8000")
    if DEMONSTRATION
    else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
)
WAGTAIL_ENABLE_UPDATE_CHECK = False  # asks nobody elsewhere
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False  # `reprieve editor add` sets a new one
WAGTAIL_APPEND_SLASH = True
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILREDIRECTS_AUTO_CREATE = True
_SEARCH = "reprieve.clinic.site.search"
WAGTAILSEARCH_BACKENDS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _SEARCH, "SEARCH_CONFIG": "english"},
    "es": {"BACKEND": _SEARCH, "SEARCH_CONFIG": "spanish", "AUTO_UPDATE": False},
}

FILE_UPLOAD_HANDLERS = ["reprieve.clinic.site.uploads.NamelessUpload"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser window

if not DEMONSTRATION:
    # Believed whoever sends it: the server listens on the loopback only, but a proxy that passed on a client's own
    # header would speak for that client. The proxy must set it (docs/running.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "reticent": {
            "()": "reprieve.clinic.config.logs.Reticent",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "access": {"format": "{asctime} {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "reticent"},
        "access": {"class": "logging.StreamHandler", "formatter": "access"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own mail handler would send the whole request to somebody.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "reprieve.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
    },
}
