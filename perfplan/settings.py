"""All settings of perfplan, from the environment. What is required and missing stops the start with a sentence.

Local mode is what `bin/up` and `bin/test` make: servers of their own on loopback (PERFPLAN_LOCAL=1), or DEBUG on. Outside it
everything is secure by default.
"""

import secrets
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name, why):
    """The value of a variable without which perfplan must not start."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {why}")
    return value


def local_secret_key():
    """A key of this data folder's own, made once, so that sessions survive a restart in local mode."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


# -- where we are ---------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
LOCAL = env.bool("PERFPLAN_LOCAL", default=False) or DEBUG
DATA_DIR = Path(env.str("PERFPLAN_DATA", default=str(BASE_DIR / ".data"))).absolute()
PORT = env.int("PERFPLAN_PORT", default=8000)
PUBLIC_URL = env.str("PERFPLAN_PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")

DATABASE_URL = required("DATABASE_URL", "Set it to your PostgreSQL server, or use bin/up and bin/manage, which bring their own.")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")

if LOCAL:
    SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret_key()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
else:
    SECRET_KEY = required("SECRET_KEY", "Make one of 50 or more random characters and keep it secret.")
    ALLOWED_HOSTS = required("ALLOWED_HOSTS", "Name the host names that people use, separated by commas.").split(",")

# -- what perfplan is made of ---------------------------------------------------------------------------------------

ROOMS = ["people", "reminders", "metrics", "plans", "coaching", "reviews"]
INSTALLED_APPS = [
    "perfplan",
    *ROOMS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "csp",
    "crispy_forms",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "plans.middleware.answer_open_pages",  # all that it needs is in what is asked: it spares the rest the work
    "perfplan.api.door.programs_enter",  # takes cookies off before anything looks at them
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.end_old_sessions",
    "people.middleware.readers_place_and_language",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "people.errors.show_refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "people.middleware.keep_out_of_caches",
    "perfplan.shown.ShowAgain",
]
ROOT_URLCONF = "perfplan.urls"
WSGI_APPLICATION = "perfplan.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "perfplan_forms"
CRISPY_FAIL_SILENTLY = False

_loaders = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "perfplan.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "perfplan.templatetags.icons",
                "perfplan.templatetags.words",
                "perfplan.templatetags.charts",
                "perfplan.templatetags.remembering",
                "perfplan.templatetags.addresses",
                "perfplan.templatetags.stencils",
            ],
        },
    }
]

# -- PostgreSQL: the owner migrates, the application's role works ---------------------------------------------------

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5} | DATABASES["default"].get("OPTIONS", {})
DATABASE_OWNER = env.db_url_config(DATABASE_OWNER_URL) if DATABASE_OWNER_URL else None  # used by people.grants only
DATABASE_ROUTERS = []

CACHES = {
    "default": {  # in PostgreSQL: shared by all processes, and there when the broker is not
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cache",
    },
    "drawn": {  # pages and their parts, in each process for itself (perfplan.shown)
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "drawn",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 400},
    },
}

# -- who may come in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["people.adapter.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator enters people; there is no sign-up
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets letters from here who does not work here
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip", "login": "60/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)  # how many proxies of ours stand before the web process
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12  # from log-in on, however busy: people.middleware.end_old_sessions
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "people.errors.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"

# -- the way to the browser -----------------------------------------------------------------------------------------

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
if not LOCAL:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz", r"^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("PERFPLAN_STATIC", default=str(DATA_DIR / "static")))  # where collectstatic puts them
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "perfplan.staticfiles.HashedFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
UPLOAD_MAX_BYTES = env.int("PERFPLAN_UPLOAD_MAX_MB", default=1024) * 1024 * 1024
IMPORT_AT_ONCE_BYTES = 1_000_000  # a larger file is worked through by the worker, a smaller one while its sender waits
API_MOST_BYTES = 8_000_000  # of one call: 10,000 observations with room to spare
API_CALLS_A_MINUTE = env.int("API_CALLS_A_MINUTE", default=300)  # with one token; counted in PostgreSQL, over all processes

# -- words, dates, numbers ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

# -- mail: one file per message, unless EMAIL_URL names a server ----------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_CONFIG = env.email_url_config(EMAIL_URL) if EMAIL_URL else {"EMAIL_BACKEND": "reminders.mailfiles.EmailBackend"}
vars().update({key: value for key, value in EMAIL_CONFIG.items() if key.startswith("EMAIL_")})
EMAIL_TIMEOUT = env.float("PERFPLAN_MAIL_TIMEOUT", default=20)  # seconds for each answer of the mail server
REMINDERS_LEASE = env.float("PERFPLAN_REMINDERS_LEASE", default=300)  # seconds after which a silent sender counts as dead
MAIL_DIR = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("PERFPLAN_MAIL_FROM", default="perfplan <perfplan@localhost>")

# -- Celery: ticks and work; a message may be lost, doubled or late without harm ------------------------------------

_patience = {"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {**_patience, "unacked_restore_throttle": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 270  # shorter than the lease of a reminder
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# -- what is written down of errors ---------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
SILENCED_SYSTEM_CHECKS = []
