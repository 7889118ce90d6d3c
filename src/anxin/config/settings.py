"""Settings: read from the environment, refused when unusable, each documented in docs/reference/settings.md."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from anxin.kit.env import BadSetting, env_flag, env_list, env_number, env_path, env_text
from anxin.kit.secret_file import load_or_create

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(__file__).resolve().parents[1]

# --- where things are -------------------------------------------------------------------------------
ANXIN_DATA = env_path("ANXIN_DATA", ROOT / "var")
ANXIN_RULES = env_path("ANXIN_RULES", ROOT / "rules")
ANXIN_NODE_MODULES = env_path("ANXIN_NODE_MODULES", ROOT / "node_modules")
ANXIN_DEMO = env_flag("ANXIN_DEMO", False)
ANXIN_JURISDICTION = env_text("ANXIN_JURISDICTION", "beijing")
ANXIN_SITE = env_text("ANXIN_SITE", "").rstrip("/")

# --- secrets ----------------------------------------------------------------------------------------
ANXIN_SECRETS_FILE = env_path("ANXIN_SECRETS", ANXIN_DATA / "secrets.json")
_secrets = load_or_create(ANXIN_SECRETS_FILE)
SECRET_KEY = _secrets["secret_key"]
ANXIN_FIELD_KEYS: dict[str, str] = _secrets["field_keys"]
ANXIN_INDEX_KEY: str = _secrets["index_key"]
ANXIN_FIELD_CIPHER = env_text("ANXIN_FIELD_CIPHER", "sm4")
if ANXIN_FIELD_CIPHER not in {"sm4", "aes"}:
    raise BadSetting("ANXIN_FIELD_CIPHER must be sm4 or aes")

# --- limits of the machine, not of the law ------------------------------------------------------------
ANXIN_UPLOAD_BYTES_MAX = env_number("ANXIN_UPLOAD_BYTES_MAX", 20 * 1024 * 1024, least=1024)
ANXIN_UPLOAD_PAGES_MAX = env_number("ANXIN_UPLOAD_PAGES_MAX", 50, least=1)
ANXIN_READING_MEMORY_MB = env_number("ANXIN_READING_MEMORY_MB", 1500, least=256)
ANXIN_READING_SECONDS = env_number("ANXIN_READING_SECONDS", 60, least=5)
ANXIN_API_UNPACKED_MAX = env_number("ANXIN_API_UNPACKED_MAX", 16 * 1024 * 1024, least=1024)
ANXIN_API_PER_MINUTE = env_number("ANXIN_API_PER_MINUTE", 1200, least=1)
ANXIN_API_BURST = env_number("ANXIN_API_BURST", 200, least=1)
ANXIN_WEBHOOK_SANDBOX_PRIVATE = env_flag("ANXIN_WEBHOOK_SANDBOX_PRIVATE", ANXIN_DEMO)
ANXIN_ORDER_ROWS_MAX = env_number("ANXIN_ORDER_ROWS_MAX", 2_000_000, least=100)
ANXIN_ROWS_MAX = env_number("ANXIN_ROWS_MAX", 100_000, least=100)
ANXIN_MARKET_CHANGES_DAYS = env_number("ANXIN_MARKET_CHANGES_DAYS", 30, least=2)
ANXIN_IMPORT_KEPT_DAYS = env_number("ANXIN_IMPORT_KEPT_DAYS", 30, least=1)
ANXIN_SAME_ACCIDENT_MINUTES = env_number("ANXIN_SAME_ACCIDENT_MINUTES", 120, least=1)
ANXIN_LOGIN_TRIES = env_number("ANXIN_LOGIN_TRIES", 5, least=1)
ANXIN_LOGIN_WINDOW_MINUTES = env_number("ANXIN_LOGIN_WINDOW_MINUTES", 15, least=1)
ANXIN_IDLE_MINUTES = env_number("ANXIN_IDLE_MINUTES", 15, least=1)
ANXIN_CODE_MINUTES = env_number("ANXIN_CODE_MINUTES", 5, least=1)
ANXIN_LOGIN_TRIES_ANYWHERE = env_number("ANXIN_LOGIN_TRIES_ANYWHERE", 20, least=1)
ANXIN_LOGIN_TRIES_ADDRESS = env_number("ANXIN_LOGIN_TRIES_ADDRESS", 300, least=1)
ANXIN_LOGIN_KEPT_DAYS = env_number("ANXIN_LOGIN_KEPT_DAYS", 200, least=1)
ANXIN_WORKER_IDLE_DAYS = env_number("ANXIN_WORKER_IDLE_DAYS", 30, least=1)
ANXIN_FRESH_FACTOR_MINUTES = env_number("ANXIN_FRESH_FACTOR_MINUTES", 10, least=1)
ANXIN_HELD_FORM_MINUTES = env_number("ANXIN_HELD_FORM_MINUTES", 120, least=1)
ANXIN_PHONE_TRUST_DAYS = env_number("ANXIN_PHONE_TRUST_DAYS", 90, least=1)
ANXIN_CODE_TRIES = env_number("ANXIN_CODE_TRIES", 5, least=1)
ANXIN_CODE_WAIT_SECONDS = env_number("ANXIN_CODE_WAIT_SECONDS", 60)
ANXIN_CODES_PER_HOUR = env_number("ANXIN_CODES_PER_HOUR", 6, least=1)
ANXIN_CODES_PER_ADDRESS_HOUR = env_number("ANXIN_CODES_PER_ADDRESS_HOUR", 300, least=1)
ANXIN_PAYEE_COOLING_HOURS = env_number("ANXIN_PAYEE_COOLING_HOURS", 24)
ANXIN_INCOMPATIBLE_ROLES = tuple(
    frozenset(group.split("+"))
    for group in env_list(
        "ANXIN_INCOMPATIBLE_ROLES",
        ("finance_maker+finance_checker+finance_releaser", "system_admin+security_admin+auditor"),
    )
)

# --- how the task list groups work: service settings, not law -------------------------------------------
ANXIN_DUE_SOON_WORKDAYS = env_number("ANXIN_DUE_SOON_WORKDAYS", 2, least=0)
ANXIN_OVERDUE_CRITICAL_WORKDAYS = env_number("ANXIN_OVERDUE_CRITICAL_WORKDAYS", 5, least=1)

# --- plug-ins: the name of the adapter behind each seam -------------------------------------------------
ANXIN_SMS = env_text("ANXIN_SMS", "console")
ANXIN_SMS_URL = env_text("ANXIN_SMS_URL", "")
ANXIN_SMS_KEY = env_text("ANXIN_SMS_KEY", "")
ANXIN_MAIL = env_text("ANXIN_MAIL", "console")
ANXIN_MAIL_URL = env_text("ANXIN_MAIL_URL", "")
ANXIN_MAIL_FROM = env_text("ANXIN_MAIL_FROM", "anxin@localhost")
ANXIN_MAIL_PER_MINUTE = env_number("ANXIN_MAIL_PER_MINUTE", 60, least=1)
ANXIN_RECEIPT_CHECK = env_text("ANXIN_RECEIPT_CHECK", "by_hand")
ANXIN_RECEIPT_CHECK_URL = env_text("ANXIN_RECEIPT_CHECK_URL")
ANXIN_RECEIPT_CHECK_KEY = env_text("ANXIN_RECEIPT_CHECK_KEY")
if ANXIN_RECEIPT_CHECK_URL and not ANXIN_RECEIPT_CHECK_URL.startswith("https://"):
    raise BadSetting("ANXIN_RECEIPT_CHECK_URL must start with https://: ticket numbers and a key go there")
ANXIN_REAL_NAME = env_text("ANXIN_REAL_NAME", "simulator")
ANXIN_REAL_NAME_URL = env_text("ANXIN_REAL_NAME_URL")
ANXIN_REAL_NAME_KEY = env_text("ANXIN_REAL_NAME_KEY")
if ANXIN_REAL_NAME_URL and not ANXIN_REAL_NAME_URL.startswith("https://"):
    raise BadSetting("ANXIN_REAL_NAME_URL must start with https://: names and ID numbers go there")
ANXIN_BANK = env_text("ANXIN_BANK", "simulated")
ANXIN_TAX_OFFICE = env_text("ANXIN_TAX_OFFICE", "simulated")
ANXIN_WRITER = env_text("ANXIN_WRITER", "")
ANXIN_WRITER_URL = env_text("ANXIN_WRITER_URL", "")
ANXIN_WRITER_MODEL = env_text("ANXIN_WRITER_MODEL", "")
ANXIN_WRITER_KEY = env_text("ANXIN_WRITER_KEY", "")

ANXIN_BATCH_ITEMS_MAX = env_number("ANXIN_BATCH_ITEMS_MAX", 10_000, least=1, most=100_000)
ANXIN_BANK_ASK_MINUTES = env_number("ANXIN_BANK_ASK_MINUTES", 10, least=0)
ANXIN_BANK_ASKS_MAX = env_number("ANXIN_BANK_ASKS_MAX", 20, least=1)
ANXIN_DEMO_DESK_MINUTES = env_number("ANXIN_DEMO_DESK_MINUTES", 2, least=0)

# --- funds: the bank account behind each pot of money ---------------------------------------------------
ANXIN_FUNDS: dict[str, dict[str, str]] = {
    "injury": {
        "name": "职业伤害保障基金",
        "bank": ANXIN_BANK,
        "account_number": env_text("ANXIN_FUND_ACCOUNT", "1100999900000000018"),
        "account_holder": env_text("ANXIN_FUND_HOLDER", "示范市职业伤害保障基金专户（演示）"),
        "bank_code": env_text("ANXIN_FUND_BANK_CODE", "999100000018"),
    }
}

# --- Django -------------------------------------------------------------------------------------------
DEBUG = env_flag("ANXIN_DEBUG", False)
ALLOWED_HOSTS = env_list("ANXIN_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = env_list("ANXIN_ORIGINS")
ANXIN_HTTPS = env_flag("ANXIN_HTTPS", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "anxin.kit",
    "anxin.identity",
    "anxin.policy",
    "anxin.documents",
    "anxin.notify",
    "anxin.platforms",
    "anxin.imports",
    "anxin.cases",
    "anxin.funds",
    "anxin.cover",
    "anxin.projects",
    "anxin.claims",
    "anxin.prevention",
    "anxin.market.hall",
    "anxin.wages",
    "anxin.wages.blacklist",
    "anxin.market.outreach",
    "anxin.market.resume",
    "anxin.market.jobs",
    "anxin.market.matching",
    "anxin.supervise",
    "anxin.web.ui",
    "anxin.web.worker",
    "anxin.web.staff",
    "anxin.web.public",
    "anxin.web.kiosk",
    "anxin.web.screen",
    "django.forms",  # after our pages, which draw some of its widgets themselves
    "anxin.api",
    "anxin.config",
]

MIDDLEWARE = [
    "anxin.web.ui.middleware.RequestNumber",
    "anxin.web.ui.middleware.PackedPages",
    "anxin.api.recording.RecordedRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anxin.web.ui.sessions.Sessions",
    "anxin.web.ui.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "anxin.web.ui.sessions.SessionClock",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "anxin.web.ui.middleware.RefusedPages",
]

ROOT_URLCONF = "anxin.config.urls"
WSGI_APPLICATION = "anxin.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "anxin.web.ui.language.Pages",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "anxin.web.ui.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "anxin.web.ui.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "anxin.web.ui.forms.Renderer"


def _database(url: str) -> dict[str, object]:
    """A PostgreSQL address (``postgres://user:password@host:port/name``; ``?host=/socket`` works too)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting("DATABASE_URL must look like postgres://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Django's own cursors send finished SQL and are never prepared; kit.statements sends values apart and is.
        "OPTIONS": {"connect_timeout": 10, "prepare_threshold": 2},
        "TEST": {"TEMPLATE": env_text("ANXIN_TEST_TEMPLATE") or None},
    }


DATABASES = {"default": _database(env_text("DATABASE_URL", "postgres://anxin@127.0.0.1:5432/anxin"))}

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = [
    "anxin.identity.accounts.Accounts",
    "django.contrib.auth.backends.ModelBackend",  # of sessions that were open when the first came in
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "anxin.web.ui.errors.unproven"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ANXIN_HTTPS
CSRF_COOKIE_SECURE = ANXIN_HTTPS
SECURE_SSL_REDIRECT = ANXIN_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if ANXIN_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("ANXIN_BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "anxin.web.ui.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
ANXIN_UPLOAD_KEPT_MAX = max(64 * 1024 * 1024, ANXIN_UPLOAD_BYTES_MAX + 1)
"""What is kept of an uploaded file at most, in bytes: more than the largest file any page takes."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env_path("ANXIN_STATIC", ROOT / "build" / "static")
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "anxin.web.ui.finder.NpmFinder",
]
ANXIN_NPM_FILES = {
    "npm/echarts.min.js": "echarts/dist/echarts.min.js",
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env_flag("ANXIN_PLAIN_STATIC", False)
        else "anxin.web.ui.storage.Storage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or env_flag("ANXIN_PLAIN_STATIC", False)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("ANXIN_LOG", "INFO")},
    "filters": {"failures": {"()": "anxin.config.logs.FailuresOnly"}},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "procrastinate.worker": {"level": "INFO", "filters": ["failures"]},
        "django.request": {"level": "ERROR"},
    },
}
