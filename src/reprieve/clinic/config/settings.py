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
from reprieve.clinic.config.secret_key import weakness_of
from reprieve.pathway.terms.text import LANGUAGES as SPOKEN

PACKAGE = Path(__file__).resolve().parents[2]


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    given = os.environ.get(name, str(default))
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and least <= int(given) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}; got {given!r}.")
    return int(given)


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
if weak := weakness_of(SECRET_KEY):
    raise ImproperlyConfigured(
        f"REPRIEVE_SECRET_KEY must be hard to guess: it {weak}. "
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
    "reprieve.clinic.messages.apps.MessagesConfig",
    "reprieve.clinic.people.apps.PeopleConfig",
    "reprieve.clinic.alerts.apps.AlertsConfig",
    "reprieve.clinic.bringing.apps.BringingConfig",
    "reprieve.clinic.money.apps.MoneyConfig",
    "reprieve.clinic.booking.apps.BookingConfig",
    "reprieve.clinic.diary.apps.DiaryConfig",
    "reprieve.clinic.diagnosis.apps.DiagnosisConfig",
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
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
    "reprieve.clinic.people.sessions.KeepsHours",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "reprieve.clinic.config.signing_in.EditorsDoor",
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

# The hour of the night's backup, by the clock of the clinic's first place.
BACKUP_AT_H = whole_number("REPRIEVE_BACKUP_AT_H", 3, least=0, most=23)

# Who is sent the audit's daily seal; nothing else leaves with it.
SEAL_TO = os.environ.get("REPRIEVE_SEAL_TO", "").strip()

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
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 2 * 3600
SESSION_ENGINE = "reprieve.clinic.people.session_store"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # the longest that any session lasts; people/sessions.py ends most before
# Ours, and the owner's to set: how long somebody of the staff stays signed in, and how long without doing anything.
STAFF_SESSION_H = whole_number("REPRIEVE_STAFF_SESSION_H", 10, least=1, most=24)
STAFF_IDLE_MIN = whole_number("REPRIEVE_STAFF_IDLE_MIN", 30, least=1, most=24 * 60)

# Of allauth only what people/urls.py gives an address; accounts are opened by people/joining.py.
ACCOUNT_ADAPTER = "reprieve.clinic.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody has an account whose address was not proved by a letter
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # they need a cache that all processes share; people/limits.py counts in PostgreSQL
ACCOUNT_FORMS = {
    "login": "reprieve.clinic.people.forms.SignInForm",
    "reauthenticate": "reprieve.clinic.people.forms.PasswordAgainForm",
    "change_password": "reprieve.clinic.people.forms.NewPasswordForm",
    "reset_password": "reprieve.clinic.people.forms.ForgottenForm",
    "reset_password_from_key": "reprieve.clinic.people.forms.NewPasswordByLetterForm",
}
MFA_ADAPTER = "reprieve.clinic.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ; a code is taken once all the same
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION  # http://localhost
MFA_FORMS = {
    "authenticate": "reprieve.clinic.people.forms.CodeForm",
    "reauthenticate": "reprieve.clinic.people.forms.CodeAgainForm",
    "activate_totp": "reprieve.clinic.people.forms.SetUpCodeForm",
    "add_webauthn": "reprieve.clinic.people.forms.AddPasskeyForm",
}

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
# Address and password are changed on the pages of accounts alone, which ask, count, tell and write it down.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
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

FILE_UPLOAD_HANDLERS = ["reprieve.clinic.bringing.uploads.NamelessUpload"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "reprieve.clinic.config.errors.show_forged"
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
