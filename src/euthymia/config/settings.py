"""One settings file, fed by the environment, checked loudly (config/checks.py).

Nothing happens when it is read: no server starts, no folder is made but the one that keeps the key.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from euthymia.kit.kept import kept_secret

PACKAGE = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def home_folder() -> Path:
    """Where this installation keeps its database, key and anchors."""
    return Path(env("EUTHYMIA_HOME") or Path.home() / ".local" / "share" / "euthymia").expanduser().resolve()


def database_name(url: str | None) -> str:
    """The database that an address names, or the embedded one's."""
    return str(conninfo_to_dict(url).get("dbname") or "euthymia") if url else "euthymia"


EUTHYMIA_MODE = env("EUTHYMIA_MODE", "production")  # production · demo · training · test
EUTHYMIA_HOME = home_folder()
EUTHYMIA_LOCK_AFTER_S = int(env("EUTHYMIA_LOCK_AFTER_S", "600"))  # P: site setting
EUTHYMIA_DEMO_PASSWORD = env("EUTHYMIA_DEMO_PASSWORD")
EUTHYMIA_ANCHORS = Path(env("EUTHYMIA_ANCHORS") or EUTHYMIA_HOME / "anchors.jsonl")
EUTHYMIA_HEADS = [Path(one) for one in env("EUTHYMIA_HEADS").split(os.pathsep) if one]

DEBUG = False
SECRET_KEY = env("EUTHYMIA_SECRET_KEY") or (
    secrets.token_urlsafe(48) if EUTHYMIA_MODE == "test" else kept_secret(EUTHYMIA_HOME, "secret-key")
)
SECRET_KEY_FALLBACKS = env("EUTHYMIA_OLD_SECRET_KEYS").split()
ALLOWED_HOSTS = [
    host for host in env("EUTHYMIA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [origin for origin in env("EUTHYMIA_ORIGINS").split(",") if origin]

INSTALLED_APPS = [
    "euthymia.kit.apps.KitConfig",
    "euthymia.clinic.audit.apps.AuditConfig",
    "euthymia.clinic.people.apps.PeopleConfig",
    "euthymia.clinic.formulary.apps.FormularyConfig",
    "euthymia.clinic.learning.apps.LearningConfig",
    "euthymia.clinic.messages.apps.MessagesConfig",
    "euthymia.clinic.visits.apps.VisitsConfig",
    "euthymia.clinic.duty.apps.DutyConfig",
    "euthymia.clinic.reviews.apps.ReviewsConfig",
    "euthymia.clinic.tasks.apps.TasksConfig",
    "euthymia.clinic.calls.apps.CallsConfig",
    "euthymia.clinic.crisis.apps.CrisisConfig",
    "euthymia.clinic.conversations.apps.ConversationsConfig",
    "euthymia.clinic.circle.apps.CircleConfig",
    "euthymia.clinic.billing.apps.BillingConfig",
    "euthymia.clinic.decisions.apps.DecisionsConfig",
    "euthymia.clinic.pharmacy.apps.PharmacyConfig",
    "euthymia.clinic.questionnaires.apps.QuestionnairesConfig",
    "euthymia.clinic.monitoring.apps.MonitoringConfig",
    "euthymia.clinic.harm.apps.HarmConfig",
    "euthymia.clinic.upkeep.apps.UpkeepConfig",
    "euthymia.clinic.devices.apps.DevicesConfig",
    "euthymia.journey.directory.apps.DirectoryConfig",
    "euthymia.journey.intake.apps.IntakeConfig",
    "euthymia.journey.evaluation.apps.EvaluationConfig",
    "euthymia.journey.plan.apps.PlanConfig",
    "euthymia.journey.reminders.apps.RemindersConfig",
    "euthymia.journey.arrival.apps.ArrivalConfig",
    "euthymia.journey.companion.apps.CompanionConfig",
    "euthymia.journey.infusion.apps.InfusionConfig",
    "euthymia.journey.recovery.apps.RecoveryConfig",
    "euthymia.journey.journal.apps.JournalConfig",
    "euthymia.journey.surveillance.apps.SurveillanceConfig",
    "euthymia.journey.followup.apps.FollowupConfig",
    "euthymia.journey.outcomes.apps.OutcomesConfig",
    "euthymia.journey.honesty.apps.HonestyConfig",
    "euthymia.journey.note.apps.NoteConfig",
    "euthymia.journey.record.apps.RecordConfig",
    "euthymia.faces.site.apps.SiteConfig",
    "euthymia.faces.portal.apps.PortalConfig",
    "euthymia.faces.board.apps.BoardConfig",
    "euthymia.faces.desk.apps.DeskConfig",
    "euthymia.faces.chart.apps.ChartConfig",
    "euthymia.faces.command.apps.CommandConfig",
    "euthymia.config.apps.ConfigConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "euthymia.kit.middleware.readable_address",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "euthymia.kit.middleware.database_lost",
    "euthymia.kit.middleware.private_pages",
]

ROOT_URLCONF = "euthymia.config.urls"
WSGI_APPLICATION = "euthymia.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "euthymia.kit.context.page",
                "euthymia.config.context.shell",
            ],
            "builtins": ["euthymia.kit.templatetags.kit"],
        },
    }
]

FORM_RENDERER = "euthymia.kit.controls.Renderer"

_DATABASE_URL = env("DATABASE_URL") or None
_DATABASE = {"url": _DATABASE_URL, "owner_url": env("DATABASE_OWNER_URL") or None, "home": str(EUTHYMIA_HOME)}
_CONNECTION = {
    "ENGINE": "euthymia.kit.postgres",
    "NAME": env("EUTHYMIA_DATABASE_NAME") or database_name(_DATABASE_URL),
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 3,
        "application_name": "euthymia",
        # Values travel beside a statement, and a statement that comes again is planned once: on a page of joins
        # planning took longer than reading.
        "server_side_binding": True,
        "prepare_threshold": 5,
    },
}
DATABASES = {
    # What pages and processes use: a role that owns nothing.
    "default": {**_CONNECTION, "EUTHYMIA": {**_DATABASE, "role": "app"}, "TEST": {"DEPENDENCIES": ["owner"]}},
    # What migrations use.
    "owner": {**_CONNECTION, "EUTHYMIA": {**_DATABASE, "role": "owner"}, "TEST": {"DEPENDENCIES": []}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits and used codes, which every process counts together; pages keep nothing in it.
CACHES = {"default": {"BACKEND": "euthymia.kit.shared_cache.SharedCache"}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if EUTHYMIA_MODE == "test":
    # Argon2 is slow by design; the tests sign in thousands of times.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "euthymia.config.accounts.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "euthymia.config.factor_secrets.FactorSecrets"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EUTHYMIA_MODE != "production"
MFA_TOTP_ISSUER = "euthymia"

SESSION_COOKIE_NAME = "euthymia_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if EUTHYMIA_MODE == "production":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = env("EUTHYMIA_TLS", "proxy") == "proxy"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = EUTHYMIA_MODE == "test"
WHITENOISE_MAX_AGE = 300

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env("EUTHYMIA_SMTP")
    else ("django.core.mail.backends.locmem.EmailBackend")
)
# What is written to patients: by this server, through this provider of text messages, with links to this address.
EUTHYMIA_SMTP = env("EUTHYMIA_SMTP")
EMAIL_HOST = EUTHYMIA_SMTP or "localhost"
EMAIL_PORT = int(env("EUTHYMIA_SMTP_PORT", "587" if EUTHYMIA_SMTP else "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EUTHYMIA_SMTP_USER"), env("EUTHYMIA_SMTP_PASSWORD")
EMAIL_USE_TLS = env("EUTHYMIA_SMTP_TLS", "starttls") == "starttls"
EMAIL_USE_SSL = env("EUTHYMIA_SMTP_TLS") == "tls"
DEFAULT_FROM_EMAIL = env("EUTHYMIA_SMTP_FROM", "appointments@localhost")
EUTHYMIA_SMS_ENDPOINT, EUTHYMIA_SMS_KEY = env("EUTHYMIA_SMS_ENDPOINT"), env("EUTHYMIA_SMS_KEY")
EUTHYMIA_SMS_FROM, EUTHYMIA_SMS_REPORTS = env("EUTHYMIA_SMS_FROM"), env("EUTHYMIA_SMS_REPORTS")
EUTHYMIA_MAIL_REPORTS = env("EUTHYMIA_MAIL_REPORTS")
EUTHYMIA_URL = env("EUTHYMIA_URL")
# Where licences and exclusions are checked: "network", a folder of answers, or nowhere. A demo asks invented registers.
EUTHYMIA_REGISTRIES = env("EUTHYMIA_REGISTRIES") or (
    str(EUTHYMIA_HOME / "registries") if EUTHYMIA_MODE in ("demo", "training") else ""
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("EUTHYMIA_LOG", "WARNING")},
}
