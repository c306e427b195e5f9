"""Django settings. Whatever a site may change is an environment variable, named in the guide for the IT person."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from masthead.kernel.ids import new_secret
from masthead.kernel.keeping import kept_secret
from masthead.project.environment import database, flag, home, words

MASTHEAD_HOME = home()
MASTHEAD_KEYS = MASTHEAD_HOME / "keys"
# Set by `masthead demo` alone. Sign-in links also need an agency marked as a demo: two locks, kept by two owners.
MASTHEAD_DEMO = flag("MASTHEAD_DEMO")
# Connectors go to public servers. Only the tests, whose servers stand on this machine, say otherwise, in settings of
# their own: no environment variable turns this on.
MASTHEAD_CHANNELS_ON_LOOPBACK = False
try:
    MASTHEAD_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    SECRET_KEY = (
        os.environ.get("MASTHEAD_SECRET_KEY")
        or kept_secret(MASTHEAD_HOME / "secret.key", make=lambda: new_secret().encode()).decode()
    )
except OSError as error:
    raise ImproperlyConfigured(
        f"MASTHEAD_HOME cannot be used: {error.strerror}: {error.filename}. Name a folder that can be written."
    ) from error
DEBUG = flag("MASTHEAD_DEBUG")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *words("MASTHEAD_HOSTS")]
CSRF_TRUSTED_ORIGINS = words("MASTHEAD_ORIGINS")

HOUSE_APPS = [
    "masthead.project",
    "masthead.agencies",
    "masthead.records",
    "masthead.adoption",
    "masthead.presences",
    "masthead.media",
    "masthead.links",
    "masthead.outbox",
    "masthead.conversations",
    "masthead.publishing",
    "masthead.moderation",
    "masthead.following",
    "masthead.employees",
    "masthead.channels.noticeboard",
    "masthead.jobs",
    "masthead.desk",
    "masthead.public",
    "masthead.api",
]
# The house comes first: its templates are found before those of the libraries.
INSTALLED_APPS = [
    *HOUSE_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
]
MIDDLEWARE = [
    "masthead.project.headers.HeadersMiddleware",
    "masthead.project.entrance.EntranceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "masthead.project.agency_time.AgencyTimeMiddleware",
]
ROOT_URLCONF = "masthead.project.urls"
WSGI_APPLICATION = "masthead.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "masthead.desk.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), MASTHEAD_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Where the source of this very program is, for the foot of the public pages (AGPL section 13; docs/adr/license.md).
# What the agency says on its own page goes before it.
MASTHEAD_SOURCE_URL = os.environ.get("MASTHEAD_SOURCE_URL", "").strip()

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = MASTHEAD_HOME / "static"
MEDIA_ROOT = MASTHEAD_HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Cookies are for staff alone: nothing is set before somebody signs in or opens a form that changes something.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if flag("MASTHEAD_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Guesses are counted by caller; behind the proxy all would be one, and a stranger could lock everybody out.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

AUTH_USER_MODEL = "agencies.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "masthead.project.signing_in.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An administrator vouches for each address when adding the person; nobody adds themselves.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Masthead"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not flag("MASTHEAD_HTTPS")

EMAIL_BACKEND = "masthead.project.mail.ConfiguredBackend"
EMAIL_TIMEOUT = 20

# To standard error, for whoever keeps the machine. What people wrote (posts, comments, self-checks) is never logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("MASTHEAD_LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "masthead": {"level": os.environ.get("MASTHEAD_LOG_LEVEL", "INFO").upper()},
        # A refusal with its cure (4xx) is an answer, not a fault: whoever wants to see them asks for a level. 5xx stay.
        "django.request": {"level": os.environ.get("MASTHEAD_LOG_LEVEL", "ERROR").upper()},
        # httpx logs whole URLs at INFO; an address may carry what somebody searched for.
        "httpx": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},
    },
}
