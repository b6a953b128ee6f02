"""All settings of MediaHub, read from top to bottom.

The environment is read here and in `mediahub.env` alone; everything else asks
`django.conf`. Every default works on a fresh machine without any variable set.
"""

import re
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from celery.schedules import crontab
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from mediahub.api import framework
from mediahub.artwork_storage import artwork_storage
from mediahub.broker_address import broker_address
from mediahub.browser_rules import POLICY
from mediahub.database_options import database_options
from mediahub.env import (
    env_bool,
    env_database,
    env_email,
    env_int,
    env_list,
    env_seconds,
    env_text,
    kept_secret,
    new_secret_key,
)
from mediahub.logs import logging_config
from mediahub.public_url import public_url_or_none

# Lets `ModelAdmin[Item]` and `TextField[str, str]` stand in code that runs.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where data lives -------------------------------------------------------------
MEDIAHUB_DATA = Path(env_text("MEDIAHUB_DATA") or BASE_DIR / "var").absolute()
try:
    MEDIAHUB_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"The data folder {MEDIAHUB_DATA} cannot be made ({error.strerror}); "
        "set MEDIAHUB_DATA to a folder that can be written."
    ) from None

# --- Keys -------------------------------------------------------------------------
SECRET_KEY = env_text("SECRET_KEY") or kept_secret(
    MEDIAHUB_DATA / "secret.key", new_secret_key
)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", [])
# Keys of the servers' secrets, apart from SECRET_KEY so that either can be replaced
# alone. The first encrypts, all decrypt.
MEDIAHUB_CREDENTIAL_KEYS = env_list("MEDIAHUB_CREDENTIAL_KEYS", []) or [
    kept_secret(
        MEDIAHUB_DATA / "credentials.key", lambda: Fernet.generate_key().decode()
    )
]

# --- Who may ask, and how ---------------------------------------------------------
DEBUG = env_bool("MEDIAHUB_DEBUG")
# The address people use, where it is not this machine's own: it says which name is
# allowed, whether they come by https, and below which path. Nonsense is refused by a
# check, so that every command that starts something says it in one line.
_public = public_url_or_none(env_text("PUBLIC_URL"))
PUBLIC_URL = str(_public or env_text("PUBLIC_URL"))
_is_https = _public is not None and _public.is_https
_path = _public.path if _public else ""
ALLOWED_HOSTS = [
    *env_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]),
    *([_public.host] if _public else []),
]
CSRF_TRUSTED_ORIGINS = [_public.origin] if _public else []
# Believed only when they are proxies of ours: anyone else could send the same.
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES", [])
# With an https address everybody is sent there. Without one the site must work over
# plain HTTP, where a browser would drop cookies marked Secure.
SECURE_SSL_REDIRECT = _is_https
SECURE_SSL_HOST = _public.netloc if _public else None
# Servers and programs in the household show a secret, and follow no redirect.
SECURE_REDIRECT_EXEMPT = [
    rf"^{re.escape(_path[1:] + '/' if _path else '')}{start}"
    for start in ("webhooks/", "api/authenticated/")
]
# The browser keeps this promise for the whole host: given only where it is all ours,
# and for nobody's subdomains.
SECURE_HSTS_SECONDS = (
    31_536_000 if _public and _is_https and _public.owns_its_host else 0
)
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W005", "security.W021"]
SESSION_COOKIE_SECURE = _is_https
CSRF_COOKIE_SECURE = _is_https
# Names that other programs of the same host do not use; cookies know no ports.
_secured = ("__Secure-" if _path else "__Host-") if _is_https else ""
SESSION_COOKIE_NAME = f"{_secured}mediahub_session"
CSRF_COOKIE_NAME = f"{_secured}mediahub_csrf"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{_path}/"
FORCE_SCRIPT_NAME = _path or None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Over plain HTTP browsers ignore it, and complain.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if _is_https else None
CONTENT_SECURITY_POLICY = {"DIRECTIVES": POLICY}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# From the last visit on: a television is not asked for a password every fortnight.
SESSION_COOKIE_AGE = 90 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "mediahub.upload_limit.NoLargeFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The admin posts one field per ticked row, and a page of it has at most 100 rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Parts ------------------------------------------------------------------------
INSTALLED_APPS = [
    "mediahub.apps.MediaHubConfig",
    "mediahub.setup.apps.SetupConfig",
    "accounts.apps.AccountsConfig",
    "catalog.apps.CatalogConfig",
    "sync.apps.SyncConfig",
    "streaming.apps.StreamingConfig",
    "mediahub.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "django_htmx",
]
MIDDLEWARE = [
    "mediahub.health.HealthMiddleware",
    "mediahub.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "mediahub.browser_rules.PermissionsMiddleware",
    "mediahub.static_files.StaticFilesMiddleware",
    "mediahub.hosts.HostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before anyone is asked to log in: there may be nobody yet.
    "mediahub.setup.gate.SetupGate",
    # Default deny: a view is open only where it says so itself.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.HouseholdMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mediahub.urls"
WSGI_APPLICATION = "mediahub.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- People -----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "MediaHub: "
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.LogInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordForm",
}
# Counted in rows that all processes see, by accounts.attempts; allauth would count
# in the memory of each process.
ACCOUNT_RATE_LIMITS = False
PASSWORD_RESET_TIMEOUT = 24 * 3600
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator"},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]

# --- Mail -------------------------------------------------------------------------
# Nothing needs mail; where EMAIL_URL is set, a lost password can be mended by it.
MEDIAHUB_SENDS_MAIL = bool(env_text("EMAIL_URL"))
_mail = env_email("EMAIL_URL")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST", "")
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_text("EMAIL_FROM", "mediahub@localhost")

# --- Database ---------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_database = env_database(
    "DATABASE_URL", f"sqlite:///{MEDIAHUB_DATA / 'mediahub.sqlite3'}"
)
_options = database_options(
    str(_database["ENGINE"]),
    _database.pop("OPTIONS", None),
    statement_timeout=env_seconds("MEDIAHUB_DB_STATEMENT_SECONDS", 600),
    lock_timeout=env_seconds("MEDIAHUB_DB_LOCK_SECONDS", 30),
    idle_in_transaction_session_timeout=env_seconds("MEDIAHUB_DB_IDLE_SECONDS", 600),
)
DATABASES = {
    "default": {
        **_database,
        "OPTIONS": _options,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}

# nginx with deploy/nginx.conf stands in front, and sends films and pictures itself.
MEDIAHUB_ACCEL = env_bool("MEDIAHUB_ACCEL")

# --- Web server of a container (`hub up` chooses its own address) -----------------
MEDIAHUB_WEB_BIND = env_text("MEDIAHUB_WEB_BIND", "0.0.0.0:8000")

# --- Background work --------------------------------------------------------------
REDIS_URL = env_text("REDIS_URL")
# MEDIAHUB_BROKER_FOLDER is set by `hub up` where no broker program is to be found.
MEDIAHUB_BROKER_FOLDER = env_text("MEDIAHUB_BROKER_FOLDER")
CELERY_BROKER_URL = broker_address(
    redis_url=REDIS_URL, folder=MEDIAHUB_BROKER_FOLDER, data=MEDIAHUB_DATA
)

# --- Sync: deadlines and caps -----------------------------------------------------
MEDIAHUB_HTTP_CONNECT_SECONDS = env_seconds("MEDIAHUB_HTTP_CONNECT_SECONDS", 5)
MEDIAHUB_HTTP_SILENCE_SECONDS = env_seconds("MEDIAHUB_HTTP_SILENCE_SECONDS", 15)
MEDIAHUB_HTTP_SLOW_SECONDS = env_seconds("MEDIAHUB_HTTP_SLOW_SECONDS", 30)
MEDIAHUB_HTTP_SLOW_BYTES_PER_SECOND = env_int(
    "MEDIAHUB_HTTP_SLOW_BYTES_PER_SECOND", 1024
)
MEDIAHUB_HTTP_ATTEMPTS = env_int("MEDIAHUB_HTTP_ATTEMPTS", 3)
MEDIAHUB_SCAN_SECONDS = env_seconds("MEDIAHUB_SCAN_SECONDS", 1800)
MEDIAHUB_LISTING_BYTES = env_int("MEDIAHUB_LISTING_BYTES", 512 * 1024 * 1024)
MEDIAHUB_LEASE_SECONDS = env_seconds("MEDIAHUB_LEASE_SECONDS", 20)

# --- How long things are kept -----------------------------------------------------
# In days; 0 keeps for ever. Runs that changed something are kept as long as history.
MEDIAHUB_HISTORY_DAYS = env_int("MEDIAHUB_HISTORY_DAYS", 730, minimum=0)
MEDIAHUB_IDLE_RUN_DAYS = env_int("MEDIAHUB_IDLE_RUN_DAYS", 30, minimum=0)

# --- Demo -------------------------------------------------------------------------
# MEDIAHUB_DEMO is set by `hub up --demo` while the demo library is configured.
MEDIAHUB_DEMO = env_bool("MEDIAHUB_DEMO")
# A program to use instead of the ffmpeg that comes with the packages.
MEDIAHUB_FFMPEG = env_text("FFMPEG")

# --- Streaming --------------------------------------------------------------------
# A stream holds a thread of the web server while it plays: so many at once in each
# process, so that pages keep threads, and so many of one person.
MEDIAHUB_STREAMS = env_int("MEDIAHUB_STREAMS", 16)
MEDIAHUB_STREAMS_PER_PERSON = env_int("MEDIAHUB_STREAMS_PER_PERSON", 4)
# A paused player takes nothing; after this long it has to ask anew.
MEDIAHUB_STREAM_PAUSE_SECONDS = env_seconds("MEDIAHUB_STREAM_PAUSE_SECONDS", 60)

# --- Celery -----------------------------------------------------------------------
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# What a task did stands in the rows of its run; a second record would only differ.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# What nobody has to decide about; schedules of people are rows, made by migrations.
CELERY_BEAT_SCHEDULE = {
    "Notice pictures that changed": {
        "task": "catalog.check_pictures",
        "schedule": timedelta(minutes=15),
        # The next round asks for what this one did not.
        "options": {"expire_seconds": 10 * 60},
    },
    "Read what files are": {
        "task": "streaming.read_files",
        "schedule": timedelta(minutes=10),
        "options": {"expire_seconds": 9 * 60},
    },
    "Let old history go": {
        "task": "sync.trim_history",
        "schedule": crontab(hour=3, minute=20),
    },
    "Verify the catalog": {
        "task": "sync.verify_catalog",
        "schedule": crontab(hour=3, minute=50),
    },
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The broker is a hint: a publish that does not go out at once is given up, and the
# reconciler starts what it would have started.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
if MEDIAHUB_BROKER_FOLDER and not REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": MEDIAHUB_BROKER_FOLDER,
        "data_folder_out": MEDIAHUB_BROKER_FOLDER,
        "control_folder": f"{MEDIAHUB_BROKER_FOLDER}/control",
        "polling_interval": 0.1,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Above the longest task: a message not answered by then is handed out again.
        "visibility_timeout": max(3600, round(2 * MEDIAHUB_SCAN_SECONDS)),
        "socket_connect_timeout": 2,
        "socket_timeout": 3,
        "socket_keepalive": True,
    }

# --- API --------------------------------------------------------------------------
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105
# Its migrations would make a table that our own model stands in for.
MIGRATION_MODULES = {"knox": None}
REST_FRAMEWORK = framework.FRAMEWORK
REST_KNOX = framework.TOKENS
SPECTACULAR_SETTINGS = framework.description(path=_path)
# A run's events hold a thread of the web server: so many at once, each so long.
MEDIAHUB_EVENT_STREAMS = env_int("MEDIAHUB_EVENT_STREAMS", 8)
MEDIAHUB_EVENT_SECONDS = env_seconds("MEDIAHUB_EVENT_SECONDS", 300)

# --- Language, time, static files -------------------------------------------------
LANGUAGE_CODE = "en-us"
TIME_ZONE = env_text("TIME_ZONE", "UTC")
USE_I18N = True
FORMAT_MODULE_PATH = "mediahub.formats"
USE_TZ = True
CELERY_TIMEZONE = "UTC"
STATIC_URL = f"{_path}/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served from where the files are: nothing has to be collected before a start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- Pictures ---------------------------------------------------------------------
# Artwork as it is given to browsers: fetched anew when it is gone, so any storage may
# be emptied at any time.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "artwork": artwork_storage(
        address=env_text("MEDIAHUB_ARTWORK_STORAGE"),
        endpoint=env_text("MEDIAHUB_ARTWORK_ENDPOINT"),
        data=MEDIAHUB_DATA,
    ),
}
MEDIAHUB_ARTWORK_BYTES = env_int("MEDIAHUB_ARTWORK_BYTES", 4 * 1024**3)

# --- Logs -------------------------------------------------------------------------
# Commands print their own output alone; the parts of `hub up` say INFO.
LOGGING = logging_config(
    level=env_text("MEDIAHUB_LOG_LEVEL", "WARNING"),
    as_json=env_bool("MEDIAHUB_LOG_JSON"),
)
