"""Settings of Fenggang. Everything that differs between machines comes from the environment (.env.example)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import schema_names
from config.local import postgres, valkey

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
TESTING = env.bool("TESTING", default=False)
DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var" / "demo")))


def required(name: str, stand_in: str) -> str:
    """A secret: given in the environment, or a stand-in in demo and test only."""
    value = env(name, default="")
    if value:
        return value
    if DEMO or TESTING or DEBUG:
        return stand_in
    raise ImproperlyConfigured(
        f"Set {name} in the environment (see .env.example); Fenggang does not start without it."
    )


SECRET_KEY = required("SECRET_KEY", "demo-only-secret-key-that-never-leaves-this-machine-0123456789")
FIELD_KEYS = required("FIELD_KEYS", "ZGVtby1vbmx5LWZpZWxkLWtleS0wMTIzNDU2Nzg5QUI=").split(",")
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PUBLIC_HOST = env("PUBLIC_HOST", default="")
# What signs and slips carry: guards' phones reach the public door only.
PHONE_URL = f"https://{PUBLIC_HOST}" if PUBLIC_HOST else PUBLIC_URL
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])
SECURE = PUBLIC_URL.startswith("https://")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "pghistory",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "stations",
    "patrols",
    "mediation",
    "community",
]
MIDDLEWARE = [
    "stations.kit.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "patrols.checkins.door.CheckInDoorMiddleware",
    "csp.middleware.CSPMiddleware",
    "stations.notices.middleware.LiveSourceMiddleware",
    "stations.access.doors.HostDoorMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "stations.access.middleware.DoorMiddleware",
    "stations.access.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stations.access.middleware.StationMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "stations.kit.navigation.navigation",
                "stations.access.context.surroundings",
            ],
        },
    }
]

DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or postgres.database_url(VAR_DIR))}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
    # Only choices of a few rows would be read through one, for four statements instead of one.
    "DISABLE_SERVER_SIDE_CURSORS": True,
}
# Check-ins go through one database function with prepared statements, which the history triggers' client-side binding
# excludes: a connection of their own (docs/decisions/0014). It is tried again when it broke, so nobody asks it first.
# All it reads it finds by an index; a plan made while a table was empty must not be kept for days.
DATABASES["checkins"] = DATABASES["default"] | {
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {
        **DATABASES["default"].get("OPTIONS", {}),
        "server_side_binding": True,
        "options": "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off"
        " -c plan_cache_mode=force_generic_plan",
    },
    "TEST": {"MIRROR": "default"},
}
CHECK_IN_DATABASE = env("CHECK_IN_DATABASE", default="default" if TESTING else "checkins")
# Simulations of a month may say the server's time in ``X-Simulated-At``.
SIMULATED_CLOCK = DEMO and env.bool("SIMULATED_CLOCK", default=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# History triggers are installed after each migrate instead of living in migrations: in migrations every one of them
# re-renders the whole model state (20 s of a first start). docs/decisions/0003.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

REDIS_URL = env("REDIS_URL", default="")
# Tests give every pytest worker three databases of its own on the shared server.
REDIS_DATABASE = env.int("REDIS_DATABASE", default=3 * int(env("PYTEST_XDIST_WORKER", default="gw0")[2:]))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or valkey.cache_url(VAR_DIR, REDIS_DATABASE + 2),
        "TIMEOUT": 300,
        "KEY_PREFIX": "fg",
    }
}
# Hints to open screens travel over pub/sub on the cache's server.
LIVE_BUS = CACHES["default"]["LOCATION"]
# Where the browser reaches the process of the event streams by itself (the demo); 0: the proxy routes /live/ to it.
LIVE_PORT = env.int("LIVE_PORT", default=0)
LIVE_STREAMS = env.int("LIVE_STREAMS", default=1000)
CELERY_BROKER_URL = REDIS_URL or valkey.broker_url(VAR_DIR, REDIS_DATABASE)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    # A page does not wait for an absent broker: the job's row is the truth and the sweeper sends it again.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

AUTH_USER_MODEL = "stations.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "stations.access.backends.PersonBackend"]
FILTERS_EMPTY_CHOICE_LABEL = _("All")
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "stations.access.passwords.PasswordRules"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
# One password hash costs 0.24 s with the default; tests create dozens of users.
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
# SE-03: five failures lock this name from this address for 20 minutes (a station sits behind one NAT address).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 3
AXES_CLIENT_IP_CALLABLE = "stations.access.origin.client_ip"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "access/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "枫岗"

# In the database alone: people stay logged in and at work while Redis is down.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "fg_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "fg_csrf"
LANGUAGE_COOKIE_NAME = "fg_language"
SECURE_SSL_REDIRECT = SECURE and env.bool("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31536000) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = env("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# In tests a static file is looked up when it is asked for: listing all of them costs every new client 0.2 s.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
FONT_DIR = Path(env("FONT_DIR", default=str(BASE_DIR / "var" / "fonts")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "stations.access.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["stations.kit.rest.IsStaffMember"],
    "DEFAULT_PAGINATION_CLASS": "stations.kit.rest.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_RATES": {"token": "20/min"},
    "EXCEPTION_HANDLER": "stations.kit.problems.handler",
    "PAGE_SIZE": 50,
    # Throttles believe the address that our own proxy saw, never one that a client makes up.
    "NUM_PROXIES": 1 if SECURE_PROXY_SSL_HEADER else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "枫岗 Fenggang API",
    "DESCRIPTION": "Operations portal of a police station (派出所综合勤务).",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["stations.kit.rest.IsStaffMember"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": schema_names.CHOICES,
}

# What a person does renews a session; these limits are in minutes (SE-04).
IDLE_MINUTES = {"staff": 30, "administrator": 15}
DEVICE_DAYS = 30
ROSTER_HORIZON_DAYS = env.int("ROSTER_HORIZON_DAYS", default=60)

# Ways a notice takes beside the bell (console, email, sms, wecom); the second list is for urgent ones only.
NOTICE_ADAPTERS = env.list("NOTICE_ADAPTERS", default=["console"])
NOTICE_URGENT_ADAPTERS = env.list("NOTICE_URGENT_ADAPTERS", default=[])
NOTICE_EMAIL_ADDRESS = env("NOTICE_EMAIL_ADDRESS", default="")
NOTICE_SMS_URL = env("NOTICE_SMS_URL", default="")
NOTICE_SMS_TOKEN = env("NOTICE_SMS_TOKEN", default="")
NOTICE_WECOM_URL = env("NOTICE_WECOM_URL", default="")
vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="fenggang@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "stations.kit.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "stations.kit.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING" if TESTING else "INFO")},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "pgtrigger": {"level": "WARNING"},
    },
}

# Benchmarks leave it out: it wraps every query, and is never there in production.
if TESTING and env.bool("WATCH_QUERIES", default=True):
    INSTALLED_APPS.append("zeal")
    MIDDLEWARE.insert(1, "zeal.middleware.zeal_middleware")
    ZEAL_RAISE = True
